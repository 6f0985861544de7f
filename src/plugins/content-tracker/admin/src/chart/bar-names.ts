import type { Interval } from '../../../shared/answers';
import type { Texts } from '../texts';

interface Calendar {
  readonly interval: Interval;
  readonly timeZone: string;
}

/** What a bar stands for: an hour, a day, a month, or the week that begins on a day. */
export const barName = (start: string, { interval, timeZone }: Calendar, texts: Texts): string => {
  const { t, moment, date, month } = texts;
  if (interval === 'hour') return moment(start, timeZone);
  if (interval === 'week') return t('chart.weekOf', { day: date(start, timeZone) });
  return interval === 'month' ? month(start, timeZone) : date(start, timeZone);
};

/** The same for the axis, where there is little room. */
export const shortBarName = (start: string, { interval, timeZone }: Calendar, texts: Texts): string => {
  if (interval === 'hour') return texts.time(start, timeZone);
  return interval === 'month' ? texts.month(start, timeZone) : texts.shortDate(start, timeZone);
};

import { DateTime } from 'luxon';
import { dayMs, hourMs } from 'newsroom-plugin-kit/durations';

/** The day of the zone's calendar to which a moment belongs, as days since the epoch. */
export const dayOf = (ms: number, timeZone: string): number => {
  const local = DateTime.fromMillis(ms, { zone: timeZone });
  return Math.floor(Date.UTC(local.year, local.month - 1, local.day) / dayMs);
};

/** When a day of the zone's calendar begins. This is not always at 0:00, and not always 24 h after the day before. */
export const startOfDay = (day: number, timeZone: string): number => {
  const { year, month, day: dayOfMonth } = DateTime.fromMillis(day * dayMs, { zone: 'UTC' });
  return DateTime.fromObject({ year, month, day: dayOfMonth }, { zone: timeZone }).startOf('day').toMillis();
};

/** The UTC hours that begin in a day of the zone's calendar. `toHour` is the first hour after the day. */
export const hoursOfDay = (day: number, timeZone: string): { fromHour: number; toHour: number } => ({
  fromHour: Math.ceil(startOfDay(day, timeZone) / hourMs),
  toHour: Math.ceil(startOfDay(day + 1, timeZone) / hourMs),
});

export const intervals = ['hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof intervals)[number];

/**
 * The starts of all intervals that overlap `fromMs` to `toMs`, in order and without a gap. Weeks begin on Monday.
 * Hours follow one another in UTC; days, weeks and months follow the zone's calendar.
 * @throws RangeError where there are more than `most` of them
 */
export const startsOf = (
  fromMs: number,
  toMs: number,
  interval: Interval,
  timeZone: string,
  most: number,
): number[] => {
  const starts: number[] = [];
  let start = DateTime.fromMillis(fromMs, { zone: timeZone }).startOf(interval);
  while (start.toMillis() < toMs) {
    if (starts.length === most) throw new RangeError(`more than ${most} intervals`);
    starts.push(start.toMillis());
    start = start.plus({ [interval]: 1 }).startOf(interval);
  }
  return starts;
};

/** Views of an hour, or of a whole day; `atMs` is when it begins. */
export interface Sample {
  readonly atMs: number;
  readonly views: number;
  readonly uniqueViews: number;
}

/** Sums samples into the intervals that begin at `starts`. Samples before the first start are left out. */
export const sumInto = (starts: readonly number[], samples: readonly Sample[]): Sample[] => {
  const sums = starts.map((atMs) => ({ atMs, views: 0, uniqueViews: 0 }));
  const inOrder = [...samples].sort((a, b) => a.atMs - b.atMs);
  let index = -1;
  for (const { atMs, views, uniqueViews } of inOrder) {
    while (index + 1 < starts.length && (starts[index + 1] as number) <= atMs) index += 1;
    const sum = sums[index];
    if (!sum) continue;
    sum.views += views;
    sum.uniqueViews += uniqueViews;
  }
  return sums;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;

const isKnown = (timeZone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }));
  } catch {
    return false;
  }
};

/** The IANA name of the time zone of the editor's computer; `UTC` where the browser does not know it. */
export const computerTimeZone = (): string => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  // A machine without a zone is in `Etc/Unknown`, which Intl itself refuses.
  return isKnown(timeZone) ? timeZone : 'UTC';
};

/**
 * What a clock in the time zone shows at a moment, in the form of `<input type="datetime-local">`:
 * `2016-10-07T11:35`.
 */
export const toWallClock = (moment: string | number | Date, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(moment));
  const valueOf = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((part) => part.type === type)?.value ?? '';
  const day = `${valueOf('year').padStart(4, '0')}-${valueOf('month')}-${valueOf('day')}`;
  return `${day}T${valueOf('hour')}:${valueOf('minute')}`;
};

/** The moments that a time may mean, by the distances from UTC before and after it, and those at which clocks show it. */
const momentsOf = (wallClock: string, timeZone: string): { possible: number[]; shown: number[] } => {
  const asUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wallClock) ? Date.parse(`${wallClock}:00Z`) : NaN;
  if (Number.isNaN(asUtc)) return { possible: [], shown: [] };
  const offsetAt = (ms: number) =>
    Date.parse(`${toWallClock(ms, timeZone)}:00Z`) - Math.floor(ms / minuteMs) * minuteMs;
  const offsets = new Set([offsetAt(asUtc - dayMs), offsetAt(asUtc + dayMs)]);
  const possible = [...offsets].map((offset) => asUtc - offset);
  return { possible, shown: possible.filter((ms) => toWallClock(ms, timeZone) === wallClock) };
};

/**
 * The moment at which a clock in the time zone shows `2016-10-07T11:35`; `undefined` if the text has another
 * form. When clocks are set back, they show an hour twice: the first time is meant. When clocks are set
 * forward, they skip an hour: a time in it means the same distance after the change.
 */
export const fromWallClock = (wallClock: string, timeZone: string): Date | undefined => {
  const { possible, shown } = momentsOf(wallClock, timeZone);
  if (possible.length === 0) return undefined;
  return new Date(shown.length > 0 ? Math.min(...shown) : Math.max(...possible));
};

/** Whether clocks in the time zone skip `2027-03-28T02:30`, or show it twice; `undefined` on an ordinary day. */
export const clockChangeAt = (wallClock: string, timeZone: string): 'skipped' | 'twice' | undefined => {
  const { possible, shown } = momentsOf(wallClock, timeZone);
  if (shown.length > 1) return 'twice';
  return possible.length > 0 && shown.length === 0 ? 'skipped' : undefined;
};

/** The calendar day of the time zone that is `daysBefore` days before the day of the moment: `2016-10-07`. */
export const dayIn = (moment: number, timeZone: string, daysBefore = 0): string => {
  const day = Date.parse(`${toWallClock(moment, timeZone).slice(0, 10)}T00:00:00Z`);
  return new Date(day - daysBefore * dayMs).toISOString().slice(0, 10);
};

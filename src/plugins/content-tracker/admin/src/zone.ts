/** A zone's clock at a moment, as `<input type="datetime-local">` has it: `2016-10-07T11:35`. */
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
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
};

/**
 * The moment at which a zone's clock shows this, if it ever does. Where clocks are set back it shows it
 * twice, and the earlier moment is meant; where they are put forward it never does, and what comes after is.
 */
export const fromWallClock = (wallClock: string, timeZone: string): Date | undefined => {
  const asUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wallClock) ? Date.parse(`${wallClock}:00Z`) : NaN;
  if (Number.isNaN(asUtc)) return undefined;
  const offsetAt = (ms: number) =>
    Date.parse(`${toWallClock(ms, timeZone)}:00Z`) - Math.floor(ms / 60_000) * 60_000;
  const day = 86_400_000;
  const candidates = [offsetAt(asUtc - day), offsetAt(asUtc + day)].map((offset) => asUtc - offset);
  const shown = candidates.filter((ms) => toWallClock(ms, timeZone) === wallClock);
  return new Date(shown.length > 0 ? Math.min(...shown) : Math.max(...candidates));
};

/** The day of a zone's calendar, some days before the one that a moment lies in: `2016-10-07`. */
export const dayIn = (moment: number, timeZone: string, daysBefore = 0): string => {
  const today = Date.parse(`${toWallClock(moment, timeZone).slice(0, 10)}T00:00:00Z`);
  return new Date(today - daysBefore * 86_400_000).toISOString().slice(0, 10);
};

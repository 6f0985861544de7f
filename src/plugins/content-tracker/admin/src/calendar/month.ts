import { toWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import type { CalendarEntry } from '../../../shared/schedule-answers';

const dayMs = 86_400_000;
const monthForm = /^2[01]\d\d-(0[1-9]|1[0-2])$/;

/** The months that the server accepts, in whole weeks: `2000-02` to `2199-11`. */
export const isMonth = (text: string): boolean =>
  monthForm.test(text) && text >= '2000-02' && text <= '2199-11';

/** The month that is so many months later: `2026-12` and 1 make `2027-01`. */
export const monthAfter = (month: string, count: number): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
};

/** The weeks of a month, as days such as `2026-11-30`. They begin on Monday and are whole: some days belong to others. */
export const weeksOf = (month: string): string[][] => {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const next = Date.parse(`${monthAfter(month, 1)}-01T00:00:00Z`);
  const daysBefore = (new Date(first).getUTCDay() + 6) % 7;
  const weeks: string[][] = [];
  for (let monday = first - daysBefore * dayMs; monday < next; monday += 7 * dayMs) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => new Date(monday + index * dayMs).toISOString().slice(0, 10)),
    );
  }
  return weeks;
};

/** Entries by the day of the zone's calendar to which they belong, in their order. */
export const byDay = <T extends { readonly at: string }>(
  entries: readonly T[],
  timeZone: string,
): ReadonlyMap<string, readonly T[]> => {
  const days = new Map<string, T[]>();
  for (const entry of entries) {
    const day = toWallClock(entry.at, timeZone).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return days;
};

type State = CalendarEntry['state'];
const rankOf = (state: State): number => (state === 'done' ? 2 : state === 'pending' ? 1 : 0);

/**
 * What a day shows where it has room for a few entries: what waits for a person before what is to come, and that before
 * what has happened. Their order stays.
 */
export const firstToShow = <T extends { readonly state: State }>(
  entries: readonly T[],
  most: number,
): readonly T[] => {
  const shown = [...entries].sort((a, b) => rankOf(a.state) - rankOf(b.state)).slice(0, most);
  return entries.filter((entry) => shown.includes(entry));
};

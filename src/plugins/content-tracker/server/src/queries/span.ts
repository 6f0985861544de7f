import { hourMs } from 'newsroom-plugin-kit/durations';
import type { Period } from '../../../shared/answers';
import type { TimeRange } from '../http/parameters';
import { dayOf, startOfDay } from '../time/calendar';
import { hourOf } from '../time/hours';

/** The rows of a range of time: hours, and days where its hours may have been folded into days. */
export interface Span {
  /** UTC hours since the epoch; `toHour` is not included. */
  readonly fromHour: number;
  readonly toHour: number;
  /** Days of the site's calendar since the epoch, `to` not included; absent where no hour can have been folded. */
  readonly days?: {
    readonly from: number;
    readonly to: number;
    /** The UTC hour in the middle of the first day, to within the hour of a daylight-saving change. */
    readonly middleHour: number;
  };
}

interface Retention {
  readonly timeZone: string;
  readonly hourlyRetentionDays: number;
  readonly nowMs: number;
}

export const spanOf = (
  { fromMs, toMs }: TimeRange,
  { timeZone, hourlyRetentionDays, nowMs }: Retention,
): Span => {
  const firstKeptDay = dayOf(nowMs, timeZone) - hourlyRetentionDays;
  // One day more: a day is folded some time after its hours have reached the limit.
  const mayBeFolded = fromMs < startOfDay(firstKeptDay + 1, timeZone);
  const from = dayOf(fromMs, timeZone);
  const middleHour = Math.floor(startOfDay(from, timeZone) / hourMs) + 12;
  return {
    fromHour: Math.ceil(fromMs / hourMs),
    toHour: Math.ceil(toMs / hourMs),
    ...(mayBeFolded && { days: { from, to: dayOf(toMs - 1, timeZone) + 1, middleHour } }),
  };
};

/** The last hours, the current one included. */
export const lastHours = (hours: number, nowMs: number): TimeRange => {
  const toMs = (hourOf(nowMs) + 1) * hourMs;
  return { fromMs: toMs - hours * hourMs, toMs };
};

/** The range of the same length that ends where this one starts. */
export const rangeBefore = ({ fromMs, toMs }: TimeRange): TimeRange => ({
  fromMs: fromMs - (toMs - fromMs),
  toMs: fromMs,
});

export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** A range as answers name it; undefined stands for all of time. */
export const periodOf = (range: TimeRange | undefined): Period =>
  range ? { from: isoOf(range.fromMs), to: isoOf(range.toMs) } : { from: null, to: null };

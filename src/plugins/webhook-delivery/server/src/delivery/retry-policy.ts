import { dayMs } from 'newsroom-plugin-kit/durations';

/** What came of one attempt to send. */
export interface Outcome {
  /** The HTTP status, `null` where there was no answer. */
  readonly status: number | null;
  /** What went wrong where there was no answer, in a few words. */
  readonly problem: string | null;
  /** The `Retry-After` header, as it came. */
  readonly retryAfter: string | null;
}

/** What becomes of a delivery after an attempt. */
export type Fate =
  | { readonly state: 'delivered' }
  | { readonly state: 'pending'; readonly dueAt: number }
  /** `isGone`: the endpoint says with 410 that it wants no more. */
  | { readonly state: 'failed'; readonly isGone: boolean };

/** A tenth more or less, so that what failed together is not repeated together. */
const jitter = 0.1;
/** A receiver that asks for more than the longest pause of the schedule is asked again after a day. */
const mostRetryAfterMs = dayMs;

/** `Retry-After` in milliseconds: seconds or an HTTP date; `undefined` where it cannot be read. */
export const retryAfterMs = (value: string | null, nowMs: number): number | undefined => {
  if (value === null) return undefined;
  const text = value.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  const ms = / GMT$/.test(text) ? Date.parse(text) - nowMs : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), mostRetryAfterMs);
};

export const isDelivered = ({ status }: Outcome): boolean => status !== null && status >= 200 && status < 300;

interface Situation {
  /** Attempts made, this one included. */
  readonly attempts: number;
  /** Pauses before the second, third, … attempt. */
  readonly retryDelaysMs: readonly number[];
  readonly nowMs: number;
  /** From 0 up to, not including, 1. */
  readonly random: number;
}

/** Any 2xx is success; 410 is the end; all else is tried again by the schedule, never before `Retry-After`. */
export const fateOf = (outcome: Outcome, { attempts, retryDelaysMs, nowMs, random }: Situation): Fate => {
  if (isDelivered(outcome)) return { state: 'delivered' };
  const delay = retryDelaysMs[attempts - 1];
  const isGone = outcome.status === 410;
  if (isGone || delay === undefined) return { state: 'failed', isGone };
  const spread = delay * (1 + jitter * (2 * random - 1));
  const asked = retryAfterMs(outcome.retryAfter, nowMs) ?? 0;
  return { state: 'pending', dueAt: Math.round(nowMs + Math.max(spread, asked)) };
};

import { dayMs } from 'newsroom-plugin-kit/durations';

/** The outcome of one attempt, as far as it decides whether there is another one. */
export interface AttemptOutcome {
  /** The HTTP status; `null` if there was no response. */
  readonly status: number | null;
  /** Why there was no response, in a few words. */
  readonly problem: string | null;
  /** The header `Retry-After` of the response, unchanged. */
  readonly retryAfter: string | null;
}

/** The state of a delivery after an attempt. */
export type NextState =
  | { readonly state: 'delivered' }
  | { readonly state: 'pending'; readonly dueAt: number }
  | { readonly state: 'failed' };

/** Pauses vary by a tenth, so that messages that failed together are not all sent again together. */
const jitter = 0.1;
/** A longer `Retry-After` counts as a day: the longest pause of the default schedule. */
const mostRetryAfterMs = dayMs;

/** `Retry-After` in milliseconds, given as seconds or as an HTTP date; `undefined` if it cannot be read. */
export const retryAfterMs = (value: string | null, nowMs: number): number | undefined => {
  if (value === null) return undefined;
  const text = value.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  const ms = / GMT$/.test(text) ? Date.parse(text) - nowMs : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), mostRetryAfterMs);
};

export const isDelivered = ({ status }: Pick<AttemptOutcome, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300;

/** The endpoint wants no more messages: it is switched off, too. */
export const isGone = ({ status }: Pick<AttemptOutcome, 'status'>): boolean => status === 410;

interface Situation {
  /** Attempts made, this one included. */
  readonly attempts: number;
  /** Pauses before the second, third, … attempt. */
  readonly retryDelaysMs: readonly number[];
  readonly nowMs: number;
  /** A random number from 0 up to, not including, 1. */
  readonly random: number;
}

/**
 * The retry policy: any 2xx is success, and 410 ends the delivery. After every other outcome there is another attempt
 * by the schedule, but never before `Retry-After`. The delivery fails when the schedule has no more pause.
 *
 * Elsewhere: the default schedule is `retryDelaysSeconds` in `config.ts`; `states.ts` says what ends a delivery; `queue.sql.ts`
 * finds what is due, which waits while its endpoint is off or held, sending is off, or an earlier message about the same
 * document is pending; `health.ts` switches an endpoint off that keeps failing.
 */
export const afterAttempt = (
  outcome: AttemptOutcome,
  { attempts, retryDelaysMs, nowMs, random }: Situation,
): NextState => {
  if (isDelivered(outcome)) return { state: 'delivered' };
  const delay = retryDelaysMs[attempts - 1];
  if (isGone(outcome) || delay === undefined) return { state: 'failed' };
  const spread = delay * (1 + jitter * (2 * random - 1));
  const requested = retryAfterMs(outcome.retryAfter, nowMs) ?? 0;
  return { state: 'pending', dueAt: Math.round(nowMs + Math.max(spread, requested)) };
};

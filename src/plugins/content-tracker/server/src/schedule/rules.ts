import { hourMs, minuteMs } from 'newsroom-plugin-kit/durations';
import type { ScheduledKind } from '../../../shared/schedule-answers';

/** How long to wait after each failed attempt; after the last one the action has failed. */
const retryAfterMinutes = [1, 5, 15];

/** To be carried out a moment after its time is not to be late. */
const promptMs = minuteMs;

/** What to do about an action that is due. */
export type Fate = 'carry out' | 'miss' | 'withdraw';

interface Due {
  readonly kind: ScheduledKind;
  /** In milliseconds since the epoch, as is `nowMs`. */
  readonly dueAt: number;
  /** When it is to be tried: at `dueAt`, or later after a failure. */
  readonly nextAt: number;
}

/**
 * Decides about an action that is due. A publication that is late by more than `catchUpHours`, and by more than a
 * minute, waits for a person; an unpublication is carried out however late. Where both are due, the publication is withdrawn: readers would see the
 * document for a moment only.
 * @param other the open action of the other kind, where there is one
 */
export const fateOf = (
  { kind, dueAt, nextAt }: Due,
  other: Pick<Due, 'dueAt'> | undefined,
  nowMs: number,
  catchUpHours: number,
): Fate => {
  if (kind === 'unpublish') return 'carry out';
  if (other && other.dueAt <= nowMs) return 'withdraw';
  return nowMs - Math.max(dueAt, nextAt) > Math.max(catchUpHours * hourMs, promptMs) ? 'miss' : 'carry out';
};

/** @param attempts that have failed so far, at least 1 @returns when to try again; undefined: not any more */
export const nextAttempt = (attempts: number, nowMs: number): number | undefined => {
  const minutes = retryAfterMinutes[attempts - 1];
  return minutes === undefined ? undefined : nowMs + minutes * minuteMs;
};

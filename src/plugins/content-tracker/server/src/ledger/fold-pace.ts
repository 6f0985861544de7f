/** A fold takes at most a fifth of the time, as long as no pause is longer than this. */
const longestPauseMs = 10_000;
const share = 4;

/**
 * The pause before the next fold.
 * @param usualMs the pause where folds are quick
 * @param lastFoldMs how long the last fold took
 */
export const pauseAfter = (usualMs: number, lastFoldMs: number): number =>
  Math.max(usualMs, Math.min(longestPauseMs, share * lastFoldMs));

const settledAfterMs = 10_000;
const thoroughEveryMs = 60_000;

/**
 * Tells from which id on increments are to be looked for. Rows that were deleted stay in PostgreSQL's index for as long
 * as the oldest transaction, a backup for example, may see them: to walk over all of them each second would take longer
 * each time. An id becomes visible when its transaction commits, perhaps after higher ones. So what was taken within the
 * last ten seconds is looked through again, and once a minute everything is.
 */
export const createLowWater = () => {
  let low = 0;
  let next = { id: 0, atMs: 0 };
  let highest = 0;
  let thoroughAtMs = 0;
  return {
    /** Increments with ids up to this one are not looked for. */
    after(nowMs: number): number {
      if (nowMs - thoroughAtMs >= thoroughEveryMs) {
        thoroughAtMs = nowMs;
        return 0;
      }
      if (nowMs - next.atMs >= settledAfterMs) {
        low = next.id;
        next = { id: highest, atMs: nowMs };
      }
      return low;
    },

    taken(id: number): void {
      highest = Math.max(highest, id);
    },
  };
};

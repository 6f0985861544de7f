import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { isPostgres } from 'newsroom-plugin-kit/sql';
import type { Tracker } from '../tracker';
import type { Fold } from './fold';
import { createLowWater, pauseAfter } from './fold-pace';
import type { IncrementRows } from './increments.sql';

/** How late `viewCount` may be before a warning. */
const lateMs = 3_000;
/** How long increments may wait for their fold before a warning. */
const waitingMs = 60_000;
/** How long a caller who needs all views folded waits for another instance's fold. */
const longestWaitMs = 30_000;

/**
 * Folds every `foldSeconds`, on every instance: whichever comes first does it. A look costs one small query, and where
 * there is nothing to fold, nothing is written.
 */
export const createFolding = (
  { db, strapi, config, now, onError }: Pick<Tracker, 'db' | 'strapi' | 'config' | 'now' | 'onError'>,
  fold: Fold,
  increments: IncrementRows,
) => {
  const usualMs = config.foldSeconds * 1000;
  const lowWater = createLowWater();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let hasStopped = false;
  let isLate = false;
  /** Since when increments are there that could not be taken. */
  let waitingSince: number | undefined;

  const foldAll = async (): Promise<void> => {
    // Elsewhere a look at all rows costs nothing.
    const after = isPostgres(db) ? lowWater.after(now()) : 0;
    if (!(await increments.areThere(db, after))) {
      waitingSince = undefined;
      return;
    }
    for (;;) {
      const { rows, isMoreThere, highestId } = await fold(after);
      lowWater.taken(highestId);
      if (rows === 0) sayWhenWaiting();
      else waitingSince = undefined;
      if (!isMoreThere) return;
    }
  };

  /** Another instance holds the fold, or it is paused. That is usual for a moment, and for the time of an export. */
  const sayWhenWaiting = (): void => {
    waitingSince ??= now();
    if (now() - waitingSince < waitingMs) return;
    strapi.log.warn(
      'content-tracker: counted views have not been folded for a minute: an export or import is under way, or another server does not end its fold; nothing is lost',
    );
    waitingSince = now();
  };

  const sayWhenLate = (foldMs: number, pauseMs: number): void => {
    const seconds = (ms: number): string => (ms / 1000).toFixed(1);
    if (pauseMs >= usualMs + lateMs && !isLate) {
      strapi.log.warn(
        `content-tracker: folding views takes ${seconds(foldMs)} s, so viewCount follows up to ${seconds(pauseMs + foldMs)} s later; nothing is lost`,
      );
      isLate = true;
    } else if (pauseMs <= usualMs) {
      isLate = false;
    }
  };

  const foldAndWait = async (): Promise<void> => {
    const began = now();
    try {
      await foldAll();
    } catch (error) {
      onError('folding views failed; nothing is lost, it is tried again', error);
    }
    const foldMs = now() - began;
    const pauseMs = pauseAfter(usualMs, foldMs);
    sayWhenLate(foldMs, pauseMs);
    if (!hasStopped) timer = setTimeout(run, pauseMs).unref();
  };

  const run = (): void => {
    running = foldAndWait();
  };

  return {
    start: run,

    /** Folds what is there, unless another instance is folding. */
    foldNow: foldAll,

    /**
     * Folds everything that is there now, in the process for which folds are paused. It waits for a fold that is under
     * way, and not for readers to stop coming.
     */
    async foldAllInPause(): Promise<void> {
      const end = now() + longestWaitMs;
      const newest = await increments.newestId(db);
      while (await increments.areThere(db, 0, newest)) {
        const { rows } = await fold(0, true);
        if (rows > 0) continue;
        if (now() > end) throw new Error('content-tracker: counted views cannot be folded now; try again');
        await setTimeoutPromise(100);
      }
    },

    /** Ends the timer, and folds what is left. A failure leaves it to the next start. */
    async stop(): Promise<void> {
      hasStopped = true;
      clearTimeout(timer);
      await running;
      if (running) await foldAll().catch(() => undefined);
    },
  };
};

export type Folding = ReturnType<typeof createFolding>;

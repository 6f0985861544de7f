import { AsyncLocalStorage } from 'node:async_hooks';
import { isOutage, type DatabaseError } from 'newsroom-plugin-kit/database-errors';
import { tryAgain } from '../content/transaction';
import type { Tracker } from '../tracker';
import type { ScheduledAction } from './actions.sql';
import type { CarryOut } from './carry-out';
import type { DueActions } from './due.sql';

/** How often a server looks for what others have scheduled: what they leave when they end is at most so much later. */
const lookEveryMs = 1_000;
/** After a look that has left something due: it became due meanwhile, or somebody else holds its row for a moment. */
const soonMs = 100;
/** After an error of the database. */
const pauseMs = 1_000;
/**
 * Actions that one server carries out at once. Few: what a server that is killed has claimed waits for the end of its
 * lease.
 */
const mostAtOnce = 4;

/** Carries out what is due, a few actions at a time, and waits for the next one. */
export const createRunner = (
  { db, onError }: Tracker,
  actions: Pick<DueActions, 'claim' | 'untilNext' | 'holdForeign'>,
  carryOut: CarryOut,
) => {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  /** Whether it was asked to look while it looked: what it has read by then may be old. */
  let isAskedAgain = false;
  /** What is being carried out, by the ids of actions. */
  const working = new Map<number, Promise<void>>();
  let isOpen = false;
  /** Outside of the request that schedules something: what is carried out is not a part of it. */
  let outside = <T>(work: () => T): T => work();

  /** What others wait for is not delayed: half of the connections stay free. SQLite has one. */
  const atOnce = (): number => {
    const { max } = (db.client as { pool: { max: number } }).pool;
    return Math.max(1, Math.min(mostAtOnce, Math.floor(max / 2)));
  };

  const lookIn = (ms: number): void => {
    clearTimeout(timer);
    if (isOpen) timer = setTimeout(look, ms).unref();
  };

  /** @returns whether the database can be asked for more */
  const carryOutOne = async (action: ScheduledAction): Promise<boolean> => {
    try {
      await carryOut(action);
      return true;
    } catch (error) {
      // It is tried again after its lease, and what else is due before.
      onError(`the scheduled action ${action.id} could not be carried out and is tried again`, error);
      return !isOutage(error as DatabaseError);
    }
  };

  /** Looks for more once this is done. What waits for its document keeps only its own place. */
  const begin = (action: ScheduledAction): void => {
    const work = carryOutOne(action).then((isAvailable) => {
      working.delete(action.id);
      if (isAvailable) look();
      else lookIn(pauseMs);
    });
    working.set(action.id, work);
  };

  /** @returns milliseconds until there may be something to do */
  const beginDue = async (): Promise<number> => {
    while (isOpen && working.size < atOnce()) {
      const own = [...working.keys()];
      const action = await tryAgain(() => actions.claim(db, own));
      if (!action) {
        // `strapi transfer` writes to the database of a server that is up.
        await actions.holdForeign(db);
        const untilNext = (await actions.untilNext(db, own)) ?? Infinity;
        return Math.min(Math.max(untilNext, soonMs), lookEveryMs);
      }
      begin(action);
    }
    return lookEveryMs;
  };

  const run = async (): Promise<void> => {
    let waitMs = pauseMs;
    try {
      waitMs = await beginDue();
    } catch (error) {
      onError('looking for scheduled actions failed', error);
    }
    looking = undefined;
    if (isAskedAgain) look();
    else lookIn(waitMs);
  };

  const look = (): void => {
    if (!isOpen) return;
    clearTimeout(timer);
    isAskedAgain = looking !== undefined;
    looking ??= run();
  };

  return {
    start(): void {
      isOpen = true;
      outside = AsyncLocalStorage.snapshot();
      look();
    },
    /** Looks again: something was scheduled, or moved, on this server. */
    look(): void {
      outside(look);
    },
    /** Begins nothing more, and waits for what is being carried out. */
    async stop(): Promise<void> {
      isOpen = false;
      clearTimeout(timer);
      await looking;
      await Promise.all(working.values());
    },
  };
};

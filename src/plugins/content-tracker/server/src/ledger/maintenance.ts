import type { Knex } from 'knex';
import { hourMs } from 'newsroom-plugin-kit/durations';
import type { TrackedType } from '../content/tracked';
import { inOwnTransaction } from '../content/transaction';
import { dayOf, hoursOfDay } from '../time/calendar';
import { hourOf } from '../time/hours';
import type { Tracker } from '../tracker';
import { createBackfill } from './backfill.sql';
import { createDays } from './days.sql';
import type { FoldParts } from './fold';
import type { Tables } from './tables';

/** Counted events are remembered one day longer than batches may report them. */
const eventDays = 8;
const pruneEveryMs = hourMs;

/** Has `viewCount` written again where it differs from the total. */
export const touchDiffering = async (
  trx: Knex,
  { projection, increments }: Pick<FoldParts, 'projection' | 'increments'>,
  type: TrackedType,
): Promise<void> => {
  const differing = await projection.findDiffering(trx, type);
  await increments.add(trx, { touched: differing.map((ref) => ({ type: type.uid, ...ref })) });
};

/** The periodic work beside counting: it condenses old hours into days and prunes. */
export const createMaintenance = (
  { db, config, types, now, onError }: Tracker,
  tables: Tables,
  { ledger, projection, increments, state }: FoldParts,
) => {
  const { timeZone, hourlyRetentionDays } = config;
  const { oldestHour, condenseDay } = createDays(tables);
  const backfill = createBackfill(tables);
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  /** Condenses the oldest day, if it ended before the retention began. @returns whether there was one */
  const condenseOldestDay = (keptFrom: number): Promise<boolean> =>
    inOwnTransaction(db, async (trx) => {
      // A fold may add late views to the hours of this day, and an export must find each view once.
      if (await state.lockAndWait(trx)) return false;
      const oldest = await oldestHour(trx);
      if (oldest === undefined) return false;
      const day = dayOf(oldest * hourMs, timeZone);
      if (day >= keptFrom) return false;
      await condenseDay(trx, { day, ...hoursOfDay(day, timeZone) });
      return true;
    });

  const condense = async (): Promise<void> => {
    const keptFrom = dayOf(now(), timeZone) - hourlyRetentionDays;
    while (await condenseOldestDay(keptFrom));
  };

  /** Deletes counts of documents that no longer exist, and events that batches can no longer report. */
  const prune = (): Promise<void> =>
    inOwnTransaction(db, async (trx) => {
      if (await state.lockAndWait(trx)) return;
      for (const type of types) await ledger.removeOrphans(trx, type);
      await ledger.removeEventsBefore(trx, hourOf(now()) - eventDays * 24);
    });

  /** Runs jobs one after the other. A failure is logged; the job runs again at its next time. */
  const run = (what: string, job: () => Promise<void>): void => {
    running = running.then(job).catch((error: unknown) => onError(`${what} failed`, error));
  };
  const tidy = (): void =>
    run('tidying the ledger', async () => {
      await condense();
      await prune();
    });

  return {
    /** Brings every `viewCount` and what older versions did not store up to date. */
    async bringUpToDate(): Promise<void> {
      for (const type of types) {
        await inOwnTransaction(db, async (trx) => {
          await state.lockAndWait(trx);
          await projection.fillNew(trx, type);
          await touchDiffering(trx, { projection, increments }, type);
          await backfill(trx, type, hourOf(now()));
        });
      }
    },

    /** Tidies now, and then each hour. */
    start(): void {
      timer = setInterval(tidy, pruneEveryMs).unref();
      tidy();
    },

    /** Stops the timer and waits for the job that is running. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await running;
    },
  };
};

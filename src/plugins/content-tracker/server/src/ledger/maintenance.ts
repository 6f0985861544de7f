import { hourMs } from 'newsroom-plugin-kit/durations';
import { refKey, type DocumentRef } from '../content/document-ref';
import { lockRow } from '../content/lock';
import type { TrackedType } from '../content/tracked';
import { inTransaction } from '../content/transaction';
import { dayOf, hoursOfDay } from '../time/calendar';
import { hourOf } from '../time/hours';
import type { Tracker } from '../tracker';
import { createBackfill } from './backfill.sql';
import { createFold } from './fold.sql';
import type { Ledger } from './ledger.sql';
import type { Tables } from './tables';

/** Counted events are remembered one day longer than batches may report them. */
const eventDays = 8;
const reprojectEveryMs = 15_000;
const pruneEveryMs = hourMs;

/** Documents by type, each once. */
type Changed = Map<TrackedType, Map<string, DocumentRef>>;

/** The periodic work beside counting: it corrects `viewCount`, folds old hours into days and prunes. */
export const createMaintenance = (
  { strapi, config, types, now, lock, onError }: Tracker,
  ledger: Ledger,
  tables: Tables,
) => {
  const { timeZone, hourlyRetentionDays } = config;
  const { oldestHour, foldDay } = createFold(tables);
  const backfill = createBackfill(tables);
  const timers: NodeJS.Timeout[] = [];
  let running = Promise.resolve();
  /** Documents written since the last `reproject`, and those written before: their transaction may still be open. */
  let changed: [recent: Changed, earlier: Changed] = [new Map(), new Map()];

  /** Corrects `viewCount` where a row was inserted while views of its document were being committed. */
  const reproject = async (): Promise<void> => {
    const [recent, earlier] = changed;
    changed = [new Map(), recent];
    for (const byType of [earlier, recent]) {
      for (const [type, refs] of byType) {
        await inTransaction(strapi, (trx) => ledger.reproject(trx, type, [...refs.values()]));
      }
    }
  };

  /** Folds the oldest day, if it ended before the retention began. @returns whether there was one */
  const foldOldestDay = (keptFrom: number): Promise<boolean> =>
    inTransaction(strapi, async (trx) => {
      await lockRow(trx, lock);
      const oldest = await oldestHour(trx);
      if (oldest === undefined) return false;
      const day = dayOf(oldest * hourMs, timeZone);
      if (day >= keptFrom) return false;
      await foldDay(trx, { day, ...hoursOfDay(day, timeZone) });
      return true;
    });

  const fold = async (): Promise<void> => {
    const keptFrom = dayOf(now(), timeZone) - hourlyRetentionDays;
    while (await foldOldestDay(keptFrom));
  };

  /** Deletes counts of documents that no longer exist, and events that batches can no longer report. */
  const prune = (): Promise<void> =>
    inTransaction(strapi, async (trx) => {
      for (const type of types) await ledger.removeOrphans(trx, type);
      await ledger.removeEventsBefore(trx, hourOf(now()) - eventDays * 24);
    });

  /** Runs jobs one after the other. A failure is logged; the job runs again at its next time. */
  const run = (what: string, job: () => Promise<void>): void => {
    running = running.then(job).catch((error: unknown) => onError(`${what} failed`, error));
  };
  const checkCounts = (): void => run('checking viewCount', reproject);
  const tidy = (): void =>
    run('tidying the ledger', async () => {
      await fold();
      await prune();
    });

  return {
    /** To be called when a row of a document is written: within half a minute its `viewCount` is checked. */
    markChanged(type: TrackedType, ref: DocumentRef): void {
      const [recent] = changed;
      const refs = recent.get(type) ?? new Map<string, DocumentRef>();
      recent.set(type, refs.set(refKey(ref), ref));
    },

    /** Brings every `viewCount` and what older versions did not store up to date, then starts the timers. */
    async start(): Promise<void> {
      for (const type of types) {
        await inTransaction(strapi, async (trx) => {
          await lockRow(trx, lock);
          await ledger.projectAll(trx, type);
          await backfill(trx, type, hourOf(now()));
        });
      }
      timers.push(setInterval(checkCounts, reprojectEveryMs).unref());
      timers.push(setInterval(tidy, pruneEveryMs).unref());
      tidy();
    },

    /** Stops the timers and waits for the job that is running. */
    async stop(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
};

export type Maintenance = ReturnType<typeof createMaintenance>;

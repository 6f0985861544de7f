import type { TrackedType } from '../content/tracked';
import { dayOf, hoursOfDay } from '../time/calendar';
import type { Ledger } from './ledger.sql';
import type { Tables } from './tables';
import type { Tracker } from '../tracker';
import { completeOlder } from './backfill.sql';
import { foldDay, oldestHour, removeEventsBefore } from './fold.sql';
import { inTransaction } from '../content/transaction';
import { hourMs, hourOf } from '../time/hours';
import { lockRow } from '../content/lock';
import { refKey, type DocumentRef } from '../content/document-ref';

/** Reported events are remembered a day longer than reports are taken. */
export const eventDays = 8;
const healEveryMs = 15_000;

/** Documents by type, each once. */
type Touched = Map<TrackedType, Map<string, DocumentRef>>;

/** What is done beside counting: old hours become days, and `viewCount` is looked after. */
export const createMaintenance = (
  { strapi, config, types, now, lock, onError }: Tracker,
  ledger: Ledger,
  tables: Tables,
) => {
  const { timeZone, hourlyRetentionDays } = config;
  const timers: NodeJS.Timeout[] = [];
  let underWay = Promise.resolve();
  /** Documents that were written of late, and those that were before: their transaction may still go on. */
  let touched: [Touched, Touched] = [new Map(), new Map()];

  const heal = async (): Promise<void> => {
    const [late, before] = touched;
    touched = [new Map(), late];
    for (const places of [before, late]) {
      for (const [type, group] of places) {
        await inTransaction(strapi, (trx) => ledger.projectAgain(trx, type, [...group.values()]));
      }
    }
  };

  /** Folds every day that ended before the retention began, the oldest first, each in its own transaction. */
  const fold = async (): Promise<void> => {
    const keptFrom = dayOf(now(), timeZone) - hourlyRetentionDays;
    for (;;) {
      const isDone = await inTransaction(strapi, async (trx) => {
        await lockRow(trx, lock);
        const oldest = await oldestHour(trx, tables);
        if (oldest === undefined) return true;
        const day = dayOf(oldest * hourMs, timeZone);
        if (day >= keptFrom) return true;
        await foldDay(trx, tables, { day, ...hoursOfDay(day, timeZone) });
        return false;
      });
      if (isDone) return;
    }
  };

  const tidy = async (): Promise<void> => {
    await fold();
    await inTransaction(strapi, async (trx) => {
      for (const type of types) await ledger.removeOrphans(trx, type);
      await removeEventsBefore(trx, tables, hourOf(now()) - eventDays * 24);
    });
  };

  /** One after the other, and a failure is said and left to the next time. */
  const run = (what: string, job: () => Promise<void>): Promise<void> => {
    underWay = underWay.then(job).catch((error: unknown) => {
      onError(`${what} failed`, error);
    });
    return underWay;
  };

  return {
    /** A row of the document was written: its count is checked again within half a minute. */
    markChanged(type: TrackedType, place: DocumentRef): void {
      const [late] = touched;
      const places = late.get(type) ?? new Map<string, DocumentRef>();
      late.set(type, places.set(refKey(place), place));
    },
    /** Brings every `viewCount` up to date, and begins to look after them. */
    async start(): Promise<void> {
      for (const type of types) {
        await inTransaction(strapi, async (trx) => {
          await lockRow(trx, lock);
          await ledger.projectAll(trx, type);
          await completeOlder(trx, tables, type, hourOf(now()));
        });
      }
      timers.push(setInterval(() => void run('checking viewCount', heal), healEveryMs).unref());
      timers.push(setInterval(() => void run('tidying the ledger', tidy), hourMs).unref());
      void run('tidying the ledger', tidy);
    },
    async stop(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      await underWay;
    },
  };
};

export type Maintenance = ReturnType<typeof createMaintenance>;

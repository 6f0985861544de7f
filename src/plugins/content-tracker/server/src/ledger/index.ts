import type { Knex } from 'knex';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Tracker } from '../tracker';
import { copyingCommand, createCopying } from './copying';
import { createFold, hourOfMinute } from './fold';
import { createFoldState } from './fold-state.sql';
import { createFolding } from './folding';
import { createIncrements } from './increments.sql';
import { createLedger, sumBy, type HourlyViews } from './ledger.sql';
import { createMaintenance, touchDiffering } from './maintenance';
import { createMinutes } from './minutes.sql';
import { createPlainTables } from './plain-tables.sql';
import { createProjection } from './projection.sql';
import type { Tables } from './tables';
import { createReadWithUnfolded } from './unfolded';
import { createViewCounts } from './view-counts';

/** Puts the ledger together: increments, the fold that moves them into the counts, and what keeps the counts in order. */
export const createCounting = (tracker: Tracker, tables: Tables) => {
  const { strapi, db, lock, onError } = tracker;
  const parts = {
    state: createFoldState(tables, lock.table),
    increments: createIncrements(tables),
    ledger: createLedger(tables),
    minutes: createMinutes(tables),
    projection: createProjection(tables),
  };
  const { increments, ledger, state } = parts;
  const folding = createFolding(tracker, createFold(tracker, parts), increments);
  const copying = createCopying(tracker, state, folding);
  const maintenance = createMaintenance(tracker, tables, parts);

  return {
    ledger,
    increments,
    viewCounts: createViewCounts(tracker, ledger),
    readWithUnfolded: createReadWithUnfolded(db, state, increments),

    /** What a transaction that writes documents has to do for their counts. */
    counts: {
      remove: ledger.remove,
      touch: (
        trx: Knex,
        documents: readonly { readonly type: TrackedType; readonly ref: DocumentRef }[],
      ): Promise<void> =>
        increments.add(trx, { touched: documents.map(({ type, ref }) => ({ type: type.uid, ...ref })) }),
      holdFolds: (trx: Knex): Promise<boolean> => state.lockAndWait(trx),
      async hoursOf(
        trx: Knex,
        type: TrackedType,
        ref: DocumentRef,
        fromHour: number,
        toHour: number,
      ): Promise<HourlyViews[]> {
        const unfolded = (await increments.viewsOf(trx, type.uid, ref, 'all'))
          .map((one) => ({ ...one, hour: hourOfMinute(one.minute) }))
          .filter(({ hour }) => hour >= fromHour && hour < toHour);
        const folded = await ledger.hoursOf(trx, type, ref, fromHour, toHour);
        return sumBy([...folded, ...unfolded], ({ hour }) => String(hour));
      },
      addHours: (trx: Knex, type: TrackedType, hourly: readonly HourlyViews[]): Promise<void> =>
        increments.add(trx, {
          views: hourly.map(({ hour, ...one }) => ({ ...one, type: type.uid, minute: hour * 60 })),
        }),
      touchDiffering: (trx: Knex, type: TrackedType): Promise<void> => touchDiffering(trx, parts, type),
    },

    /**
     * Creates the tables that are no content types. Increments of counts that an import has replaced are dropped; what an
     * earlier start could not read is tried again.
     */
    async prepare(): Promise<void> {
      await createPlainTables(db, tables);
      await strapi.db.transaction(async ({ trx }) => {
        if (await state.prepare(trx)) await increments.discardAll(trx);
        else await increments.retryUnreadable(trx);
      });
    },

    /** Brings all counts up to date, and folds from then on. */
    async start(): Promise<void> {
      await maintenance.bringUpToDate();
      const command = copyingCommand(process.argv);
      if (command) {
        await copying.prepare(command);
        return;
      }
      await folding.foldNow().catch((error: unknown) => onError('folding views failed at start', error));
      folding.start();
      maintenance.start();
    },

    async stop(): Promise<void> {
      await folding.stop();
      await copying.stop();
      await maintenance.stop();
    },
  };
};

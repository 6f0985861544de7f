import type { Knex } from 'knex';
import { refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { addRows } from './add-rows.sql';
import { createEvents } from './events.sql';
import { createProjection, findPublished, maxViewCount } from './projection.sql';
import type { RefusalReason } from './refusals';
import { allDocuments, documentColumns, documentValues, rowIdOf, type Tables } from './tables';
import { addScores, scoresOf } from './trending-score';

/** Views of one document in one UTC hour (hours since the epoch). */
export interface HourlyViews extends DocumentRef {
  readonly hour: number;
  readonly views: number;
  readonly uniqueViews: number;
}

/** Refused views of one type on one day, for one reason. */
export interface DailyRefusals {
  /** Days since the epoch, of the site's calendar. */
  readonly day: number;
  readonly reason: RefusalReason;
  /** uid of the type that the refused views were of. */
  readonly type: string;
  readonly views: number;
}

const inKeyOrder = (a: HourlyViews, b: HourlyViews): number => {
  const [left, right] = [refKey(a), refKey(b)];
  if (left === right) return a.hour - b.hour;
  return left < right ? -1 : 1;
};

/** Adds up views that have the same key. */
const sumBy = (hourly: readonly HourlyViews[], keyOf: (views: HourlyViews) => string): HourlyViews[] => {
  const sums = new Map<string, HourlyViews>();
  for (const views of hourly) {
    const key = keyOf(views);
    const sum = sums.get(key);
    sums.set(key, {
      ...views,
      views: views.views + (sum?.views ?? 0),
      uniqueViews: views.uniqueViews + (sum?.uniqueViews ?? 0),
    });
  }
  return [...sums.values()];
};

const sumOfType = (hourly: readonly HourlyViews[]): HourlyViews[] =>
  sumBy(
    hourly.map((views) => ({ ...views, documentId: allDocuments })),
    ({ locale, hour }) => `${locale} ${hour}`,
  );

/** Writes and reads the tables that own the counts. */
export const createLedger = (tables: Tables) => {
  const projection = createProjection(tables);
  const { project } = projection;
  const totalsAddition = {
    table: tables.totals,
    key: documentColumns,
    added: ['views', 'unique_views', 'recent_views'],
    mixed: { column: 'heat', mix: addScores },
  };
  const hoursAddition = {
    table: tables.hours,
    key: [...documentColumns, 'hour'],
    added: ['views', 'unique_views'],
  };
  const refusalsAddition = { table: tables.refusals, key: ['day', 'reason', 'type'], added: ['views'] };

  return {
    ...projection,
    ...createEvents(tables),
    findPublished,

    /**
     * Adds views to hours, those of the whole type among them, and to totals, and brings `viewCount` up to date. Rows
     * are written in key order, so that two writers never wait for each other in a circle. The documents' rows have to
     * be locked by `findPublished`.
     */
    async addViews(trx: Knex, type: TrackedType, hourly: readonly HourlyViews[]): Promise<void> {
      const totals = sumBy(hourly, refKey).sort(inKeyOrder);
      const scores = scoresOf(hourly);
      const totalRows = totals.map((total) => ({
        document_id: rowIdOf(type, total),
        ...documentValues(type, total),
        views: total.views,
        unique_views: total.uniqueViews,
        imported_views: 0,
        recent_views: total.views,
        heat: scores.get(refKey(total)),
      }));
      await addRows(trx, totalsAddition, totalRows);
      const hourRows = [...hourly, ...sumOfType(hourly)].sort(inKeyOrder).map((views) => ({
        document_id: `${rowIdOf(type, views)}-${views.hour}`,
        ...documentValues(type, views),
        hour: views.hour,
        views: views.views,
        unique_views: views.uniqueViews,
      }));
      await addRows(trx, hoursAddition, hourRows);
      await project(trx, type, totals);
    },

    async addRefusals(trx: Knex, refused: readonly DailyRefusals[]): Promise<void> {
      const rows = refused.map(({ day, reason, type, views }) => ({
        document_id: `${day}-${reason}-${type}`,
        day,
        reason,
        type,
        views,
      }));
      rows.sort((a, b) => (a.document_id < b.document_id ? -1 : 1));
      await addRows(trx, refusalsAddition, rows);
    },

    /** The `viewCount` that a row of this document must have, as of now and not of the transaction's start. */
    async viewCountOf(trx: Knex, type: TrackedType, ref: DocumentRef): Promise<number> {
      const row = await trx(tables.totals).first('views').where(documentValues(type, ref)).forShare();
      return Math.min(Number(row?.views ?? 0), maxViewCount);
    },

    /**
     * Sets the number of views that were counted in another system before. A second call replaces the number of the
     * first; views counted here are kept.
     */
    async setImportedViews(trx: Knex, type: TrackedType, ref: DocumentRef, views: number): Promise<void> {
      const key = documentValues(type, ref);
      const nothing = { views: 0, unique_views: 0, imported_views: 0, recent_views: 0 };
      await trx(tables.totals)
        .insert({ document_id: rowIdOf(type, ref), ...key, ...nothing })
        .onConflict(documentColumns)
        .ignore();
      await trx(tables.totals)
        .where(key)
        .update({ views: trx.raw('views - imported_views + ?', [views]) });
      await trx(tables.totals).where(key).update({ imported_views: views });
      await project(trx, type, [ref]);
    },

    /** Deletes the counts of one document in one locale. */
    async remove(trx: Knex, type: TrackedType, ref: DocumentRef): Promise<void> {
      for (const table of [tables.totals, tables.hours, tables.days]) {
        await trx(table).where(documentValues(type, ref)).delete();
      }
    },

    /** Deletes the counts of documents that no longer exist. The sums of the whole type stay. */
    async removeOrphans(trx: Knex, type: TrackedType): Promise<void> {
      for (const table of [tables.totals, tables.hours, tables.days]) {
        const rows = trx(type.table)
          .select(trx.raw('1'))
          .whereRaw('??.document_id = ??.target_document_id', [type.table, table])
          .whereRaw("coalesce(??.locale, '') = ??.target_locale", [type.table, table]);
        await trx(table)
          .where({ type: type.uid })
          .whereNot({ target_document_id: allDocuments })
          .whereNotExists(rows)
          .delete();
      }
    },
  };
};

export type Ledger = ReturnType<typeof createLedger>;

import type { Knex } from 'knex';
import { maxInteger } from 'newsroom-plugin-kit/sql';
import { refKey, type DocumentRef } from '../content/document-ref';
import { addRows } from './add-rows.sql';
import { additionsIn } from './additions';
import { createEvents } from './events.sql';
import { createRefusalDays } from './refusal-days.sql';
import { createRemoval } from './removal.sql';
import { findPublished } from './projection.sql';
import {
  allDocuments,
  documentColumns,
  documentValues,
  rowIdOf,
  type CountedType,
  type Tables,
} from './tables';
import { scoresOf } from './trending-score';
import { scoreAnew } from './trending-score.sql';

/** Views of one document in one UTC hour (hours since the epoch). */
export interface HourlyViews extends DocumentRef {
  readonly hour: number;
  readonly views: number;
  readonly uniqueViews: number;
}

const inKeyOrder = (a: HourlyViews, b: HourlyViews): number => {
  const [left, right] = [refKey(a), refKey(b)];
  if (left === right) return a.hour - b.hour;
  return left < right ? -1 : 1;
};

/** Adds up views that have the same key. */
export const sumBy = (
  hourly: readonly HourlyViews[],
  keyOf: (views: HourlyViews) => string,
): HourlyViews[] => {
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

/** Writes the tables that own the counts. */
export const createLedger = (tables: Tables) => {
  const additions = additionsIn(tables);
  return {
    ...createEvents(tables),
    ...createRefusalDays(tables),
    ...createRemoval(tables),
    findPublished,

    /**
     * Adds views to hours, those of the whole type among them, and to totals. Rows are written in key order, so that two
     * writers seldom wait for each other in a circle.
     * @param gone documents that no longer exist: their views count for the whole type only
     */
    async addViews(
      trx: Knex,
      type: CountedType,
      given: readonly HourlyViews[],
      gone: ReadonlySet<string> = new Set(),
    ): Promise<void> {
      const all = sumBy(given, (views) => `${refKey(views)} ${views.hour}`);
      const hourly = all.filter((views) => !gone.has(refKey(views)));
      const totals = sumBy(hourly, refKey).sort(inKeyOrder);
      const scores = scoresOf(hourly.filter(({ views }) => views > 0));
      const totalRows = totals.map((total) => ({
        document_id: rowIdOf(type, total),
        ...documentValues(type, total),
        views: total.views,
        unique_views: total.uniqueViews,
        imported_views: 0,
        recent_views: total.views,
        heat: scores.get(refKey(total)) ?? null,
      }));
      await addRows(trx, additions.totals, totalRows);
      const hourRows = [...hourly, ...sumOfType(all)].sort(inKeyOrder).map((views) => ({
        document_id: `${rowIdOf(type, views)}-${views.hour}`,
        ...documentValues(type, views),
        hour: views.hour,
        views: views.views,
        unique_views: views.uniqueViews,
      }));
      await addRows(trx, additions.hours, hourRows);
      const reduced = hourly.filter(({ views }) => views < 0);
      if (reduced.length > 0) await scoreAnew(trx, tables, type, reduced);
    },

    /** Views of a document by the hour, as far as they are folded. `toHour` is not included. */
    async hoursOf(
      trx: Knex,
      type: CountedType,
      ref: DocumentRef,
      fromHour: number,
      toHour: number,
    ): Promise<HourlyViews[]> {
      const rows: Record<string, unknown>[] = await trx(tables.hours)
        .select('hour', 'views', 'unique_views')
        .where(documentValues(type, ref))
        .where('hour', '>=', fromHour)
        .where('hour', '<', toHour);
      return rows.map(({ hour, views, unique_views: uniqueViews }) => ({
        ...ref,
        hour: Number(hour),
        views: Number(views),
        uniqueViews: Number(uniqueViews),
      }));
    },

    /** The `viewCount` that a row of this document must have, as far as views are folded. */
    async viewCountOf(trx: Knex, type: CountedType, ref: DocumentRef): Promise<number> {
      const row = await trx(tables.totals).first('views').where(documentValues(type, ref));
      return Math.min(Number(row?.views ?? 0), maxInteger);
    },

    /**
     * Sets the number of views that were counted in another system before. A second call replaces the number of the
     * first; views counted here are kept.
     */
    async setImportedViews(trx: Knex, type: CountedType, ref: DocumentRef, views: number): Promise<void> {
      const key = documentValues(type, ref);
      const nothing = { views: 0, unique_views: 0, imported_views: 0, recent_views: 0 };
      await trx(tables.totals)
        .insert({ document_id: rowIdOf(type, ref), ...key, ...nothing })
        .onConflict(documentColumns)
        .ignore();
      // In this order: MySQL takes the values that it has already written.
      await trx(tables.totals)
        .where(key)
        .update({ views: trx.raw('views - imported_views + ?', [views]), imported_views: views });
    },
  };
};

export type Ledger = ReturnType<typeof createLedger>;

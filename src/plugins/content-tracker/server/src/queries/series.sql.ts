import type { Knex } from 'knex';
import { hourMs } from 'newsroom-plugin-kit/durations';
import type { Counts } from '../../../shared/answers';
import type { DocumentRef } from '../content/document-ref';
import type { Tables } from '../ledger/tables';
import type { Sample } from '../time/calendar';
import type { Span } from './span';

type Row = Record<string, unknown>;

/** A document in one locale, or all documents of its type together. */
interface Scope {
  /** uid of the type. */
  readonly type: string;
  /** The ledger's `allDocuments` for all of them. */
  readonly documentId: string;
  readonly locale: string;
}

/** Days of the site's calendar, since the epoch; `to` is not included. */
interface Days {
  readonly from: number;
  readonly to: number;
  /** uid of a type. */
  readonly type: string | undefined;
}

const keyOf = ({ type, documentId, locale }: Scope) => ({
  type,
  target_document_id: documentId,
  target_locale: locale,
});

const countsOf = (row: Row | undefined): Counts => ({
  views: Number(row?.views ?? 0),
  uniqueViews: Number(row?.unique_views ?? 0),
});

/** Reads views over time, and totals. */
export const createSeriesQueries = (db: Knex, tables: Tables) => {
  const firstOf = async (table: string, unit: 'hour' | 'day', scope: Scope): Promise<number | undefined> => {
    const row: Row | undefined = await db(table).min({ first: unit }).where(keyOf(scope)).first();
    return row?.first === null || row?.first === undefined ? undefined : Number(row.first);
  };

  return {
    /**
     * The views of a span: one sample per hour, and one per day where hours have been folded.
     * @param startOfDay when a day of the site's calendar begins, in milliseconds since the epoch
     */
    async samples(
      scope: Scope,
      { fromHour, toHour, days }: Span,
      startOfDay: (day: number) => number,
    ): Promise<Sample[]> {
      const hours: Row[] = await db(tables.hours)
        .where(keyOf(scope))
        .where('hour', '>=', fromHour)
        .where('hour', '<', toHour);
      const samples = hours.map((row) => ({ atMs: Number(row.hour) * hourMs, ...countsOf(row) }));
      if (!days) return samples;
      const folded: Row[] = await db(tables.days)
        .where(keyOf(scope))
        .where('day', '>=', days.from)
        .where('day', '<', days.to);
      return [...samples, ...folded.map((row) => ({ atMs: startOfDay(Number(row.day)), ...countsOf(row) }))];
    },

    /** The first hour and the first folded day that have a view; undefined where none has. */
    async earliest(scope: Scope): Promise<{ hour: number | undefined; day: number | undefined }> {
      return {
        hour: await firstOf(tables.hours, 'hour', scope),
        day: await firstOf(tables.days, 'day', scope),
      };
    },

    /** All views of a document; imported ones are part of `views`. */
    async total(scope: Scope): Promise<Counts & { importedViews: number }> {
      const row: Row | undefined = await db(tables.totals)
        .select('views', 'unique_views', 'imported_views')
        .where(keyOf(scope))
        .first();
      return { ...countsOf(row), importedViews: Number(row?.imported_views ?? 0) };
    },

    /** The imported views of all documents of a type in one locale. */
    async importedOfType({ type, locale }: Pick<Scope, 'type' | 'locale'>): Promise<number> {
      const row: Row | undefined = await db(tables.totals)
        .sum({ imported: 'imported_views' })
        .where({ type, target_locale: locale })
        .first();
      return Number(row?.imported ?? 0);
    },

    /** Refused views by day and reason, of all types where none is given. */
    async refusals({ from, to, type }: Days): Promise<{ day: number; reason: string; views: number }[]> {
      const rows: Row[] = await db(tables.refusals)
        .select('day', 'reason')
        .sum({ views: 'views' })
        .where('day', '>=', from)
        .where('day', '<', to)
        .modify((query) => {
          if (type) query.where({ type });
        })
        .groupBy('day', 'reason')
        .orderBy(['day', 'reason']);
      return rows.map(({ day, reason, views }) => ({
        day: Number(day),
        reason: String(reason),
        views: Number(views),
      }));
    },

    /** The documents of a type with the most views refused as floods. */
    async floods(
      { from, to, type }: Days & { readonly type: string },
      limit: number,
    ): Promise<(DocumentRef & { views: number })[]> {
      const rows: Row[] = await db(tables.floods)
        .select('target_document_id', 'target_locale')
        .sum({ views: 'views' })
        .where({ type })
        .where('day', '>=', from)
        .where('day', '<', to)
        .groupBy('target_document_id', 'target_locale')
        .orderBy([{ column: 'views', order: 'desc' }, 'target_document_id', 'target_locale'])
        .limit(limit);
      return rows.map((row) => ({
        documentId: String(row.target_document_id),
        locale: String(row.target_locale ?? ''),
        views: Number(row.views),
      }));
    },
  };
};

export type SeriesQueries = ReturnType<typeof createSeriesQueries>;

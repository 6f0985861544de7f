import type { Knex } from 'knex';
import type { Span } from './ranking.sql';
import { allDocuments, type Tables } from '../ledger/tables';
import type { DocumentRef } from '../content/document-ref';

type Row = Record<string, unknown>;

const numbers = (row: Row) => ({ views: Number(row.views), uniqueViews: Number(row.unique_views) });

/** The first hour and the first folded day with a view, where there is one. */
export const earliestOf = async (
  db: Knex,
  tables: Tables,
  { type, locale }: Pick<Span, 'type' | 'locale'>,
): Promise<{ hour: number | undefined; day: number | undefined }> => {
  const first = async (table: string, unit: 'hour' | 'day'): Promise<number | undefined> => {
    const row: Row | undefined = await db(table)
      .min({ first: unit })
      .where({ type, target_locale: locale, target_document_id: allDocuments })
      .first();
    return row?.first === null || row?.first === undefined ? undefined : Number(row.first);
  };
  return { hour: await first(tables.hours, 'hour'), day: await first(tables.days, 'day') };
};

/** What a document has reached in all, what it brought along included. */
export const totalOf = async (
  db: Knex,
  tables: Tables,
  type: string,
  { documentId, locale }: DocumentRef,
): Promise<{ views: number; uniqueViews: number; importedViews: number }> => {
  const row: Row | undefined = await db(tables.totals)
    .select('views', 'unique_views', 'imported_views')
    .where({ type, target_document_id: documentId, target_locale: locale })
    .first();
  return {
    ...numbers(row ?? { views: 0, unique_views: 0 }),
    importedViews: Number(row?.imported_views ?? 0),
  };
};

/** What all documents of a type have brought along together from another system. */
export const importedOf = async (
  db: Knex,
  tables: Tables,
  { type, locale }: Pick<Span, 'type' | 'locale'>,
): Promise<number> => {
  const row: Row | undefined = await db(tables.totals)
    .sum({ imported: 'imported_views' })
    .where({ type, target_locale: locale })
    .first();
  return Number(row?.imported ?? 0);
};

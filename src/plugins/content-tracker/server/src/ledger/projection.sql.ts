import type { Knex } from 'knex';
import { isMysql, isPostgres, isSqlite, maxInteger } from 'newsroom-plugin-kit/sql';
import { updateRows } from 'newsroom-plugin-kit/update-rows';
import { byLocale, localeOf, refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Tables } from './tables';

/** Documents whose rows are locked at one time. An editor who saves one of them waits for that long. */
export const documentsAtOnce = 200;

/** Rows of these documents in one locale. */
const rowsOf = (
  db: Knex,
  type: TrackedType,
  { locale, documentIds }: { locale: string; documentIds: string[] },
): Knex.QueryBuilder =>
  db(type.table).whereIn('document_id', documentIds).whereRaw(`${localeOf} = ?`, [locale]);

interface ContentRow {
  readonly document_id: string;
  readonly locale: string | null;
}

const refOfRow = ({ document_id: documentId, locale }: ContentRow): DocumentRef => ({
  // The locale as the row has it: MySQL finds vi where VI was reported.
  documentId,
  locale: locale ?? '',
});

/** Tells which of these documents readers can see. Nothing is locked. */
export const findPublished = async (
  db: Knex,
  type: TrackedType,
  refs: readonly DocumentRef[],
): Promise<DocumentRef[]> => {
  const found: DocumentRef[] = [];
  for (const part of byLocale(refs, 1000)) {
    const rows: ContentRow[] = await rowsOf(db, type, part)
      .select('document_id', 'locale')
      .whereNotNull('published_at');
    found.push(...rows.map(refOfRow));
  }
  return found;
};

/** The keys of those of these documents that have no row, neither a draft nor a published one. */
export const findGone = async (
  db: Knex,
  type: TrackedType,
  refs: readonly DocumentRef[],
): Promise<Set<string>> => {
  const gone = new Set(refs.map(refKey));
  for (const part of byLocale(refs, 1000)) {
    const rows: ContentRow[] = await rowsOf(db, type, part).select('document_id', 'locale');
    for (const row of rows) gone.delete(refKey(refOfRow(row)));
  }
  return gone;
};

/** Writes the ledger's totals into `viewCount` of the content. `updatedAt` stays: nothing looks Modified. */
export const createProjection = ({ totals }: Pick<Tables, 'totals'>) => {
  const totalsOf = async (
    trx: Knex,
    type: TrackedType,
    { locale, documentIds }: { locale: string; documentIds: string[] },
  ): Promise<Map<string, number>> => {
    const rows: { target_document_id: string; views: unknown }[] = await trx(totals)
      .select('target_document_id', 'views')
      .where({ type: type.uid, target_locale: locale })
      .whereIn('target_document_id', documentIds);
    return new Map(rows.map((row) => [row.target_document_id, Math.min(Number(row.views), maxInteger)]));
  };

  /** Locks what rows it can without waiting. @returns them, and the documents of the others */
  const lockRows = async (
    trx: Knex,
    type: TrackedType,
    part: { locale: string; documentIds: string[] },
  ): Promise<{ rows: { id: number; documentId: string; count: number | null }[]; held: string[] }> => {
    const query = rowsOf(trx, type, part).select('id', 'document_id', 'view_count');
    if (isPostgres(trx)) query.forNoKeyUpdate().skipLocked();
    else if (isMysql(trx)) query.forUpdate().skipLocked();
    const locked: { id: unknown; document_id: string; view_count: unknown }[] = await query;
    const rows = locked.map(({ id, document_id: documentId, view_count: count }) => ({
      id: Number(id),
      documentId,
      count: count === null ? null : Number(count),
    }));
    if (isSqlite(trx)) return { rows, held: [] };
    const ids = new Set(rows.map(({ id }) => id));
    const all: { id: unknown; document_id: string }[] = await rowsOf(trx, type, part).select(
      'id',
      'document_id',
    );
    const held = all.filter(({ id }) => !ids.has(Number(id))).map((row) => row.document_id);
    return { rows, held };
  };

  return {
    /**
     * Brings `viewCount` of these documents, at most `documentsAtOnce` of one locale, up to date. The totals are read
     * after the rows are locked, so that the higher of two numbers is written last.
     * @returns documents of which another transaction holds a row: they are to be projected again
     */
    async project(
      trx: Knex,
      type: TrackedType,
      part: { locale: string; documentIds: string[] },
    ): Promise<DocumentRef[]> {
      const { rows, held } = await lockRows(trx, type, part);
      const counts = await totalsOf(trx, type, part);
      const changed = rows.flatMap(({ id, documentId, count }) => {
        const total = counts.get(documentId) ?? 0;
        return total === count ? [] : [{ id, view_count: total }];
      });
      await updateRows(trx, type.table, [{ name: 'view_count', type: 'bigint', how: 'set' }], changed);
      return held.map((documentId) => ({ documentId, locale: part.locale }));
    },

    /** Sets `viewCount` where it is null, as in a column that is new. */
    async fillNew(trx: Knex, type: TrackedType): Promise<void> {
      await trx(type.table).update({ view_count: 0 }).whereNull('view_count');
    },

    /** The documents whose `viewCount` differs from the total. */
    async findDiffering(db: Knex, type: TrackedType): Promise<DocumentRef[]> {
      const rows: ContentRow[] = await db({ a: type.table })
        .leftJoin({ t: totals }, (on) =>
          on
            .on('t.target_document_id', 'a.document_id')
            .on('t.target_locale', db.raw("coalesce(a.locale, '')"))
            .on('t.type', db.raw('?', [type.uid])),
        )
        .distinct('a.document_id', 'a.locale')
        .whereRaw('a.view_count <> case when coalesce(t.views, 0) > ? then ? else coalesce(t.views, 0) end', [
          maxInteger,
          maxInteger,
        ]);
      return rows.map(refOfRow);
    },
  };
};

export type Projection = ReturnType<typeof createProjection>;

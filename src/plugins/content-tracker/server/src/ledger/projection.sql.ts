import type { Knex } from 'knex';
import { inChunks, isPostgres } from 'newsroom-plugin-kit/sql';
import { documentIdsOf, localeOf, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Tables } from './tables';

/** What an `integer` attribute holds on every database. The ledger itself counts on. */
export const maxViewCount = 2_147_483_647;

/** Calls `work` for every locale with the ids of its documents, in order, 200 at a time. */
const byLocale = async (
  refs: readonly DocumentRef[],
  work: (locale: string, documentIds: string[]) => Promise<void>,
): Promise<void> => {
  for (const locale of [...new Set(refs.map((ref) => ref.locale))].sort()) {
    const ids = documentIdsOf(refs.filter((ref) => ref.locale === locale)).sort();
    for (const chunk of inChunks(ids)) await work(locale, chunk);
  }
};

/** Rows of these documents in one locale. */
const rowsOf = (trx: Knex, type: TrackedType, locale: string, documentIds: string[]): Knex.QueryBuilder =>
  trx(type.table).whereIn('document_id', documentIds).whereRaw(`${localeOf} = ?`, [locale]);

/**
 * Tells which of these documents readers can see. Their rows stay locked until the transaction ends: a publication of
 * one of them waits, and then finds the counts that this transaction writes. Rows are locked in the order in which
 * Strapi writes them, the draft before the published one, and before any row of the ledger.
 */
export const findPublished = async (
  trx: Knex,
  type: TrackedType,
  refs: readonly DocumentRef[],
): Promise<DocumentRef[]> => {
  const found: DocumentRef[] = [];
  await byLocale(refs, async (locale, ids) => {
    const locked = rowsOf(trx, type, locale, ids)
      .select('id')
      .orderBy(['document_id', { column: 'published_at', order: 'asc', nulls: 'first' }]);
    await (isPostgres(trx) ? locked.forNoKeyUpdate() : locked.forUpdate());
    // Read again: the transaction that held the lock may have replaced the published row.
    const rows = await rowsOf(trx, type, locale, ids)
      .select('document_id', 'locale')
      .whereNotNull('published_at');
    // The locale as the row has it: MySQL finds vi where VI was reported.
    for (const row of rows) found.push({ documentId: row.document_id, locale: row.locale ?? '' });
  });
  return found;
};

/** Writes the ledger's totals into `viewCount` of the content. `updatedAt` stays: nothing looks Modified. */
export const createProjection = ({ totals }: Pick<Tables, 'totals'>) => {
  const totalOf = (trx: Knex, type: TrackedType): Knex.Raw =>
    trx.raw(
      `coalesce((select case when t.views > ? then ? else t.views end from ?? as t
         where t.type = ? and t.target_document_id = ??.document_id and t.target_locale = coalesce(??.locale, '')), 0)`,
      [maxViewCount, maxViewCount, totals, type.uid, type.table, type.table],
    );

  const updateCounts = (trx: Knex, type: TrackedType): Knex.QueryBuilder => {
    const total = totalOf(trx, type);
    return trx(type.table)
      .update({ view_count: total })
      .where((rows) => rows.whereNull('view_count').orWhere('view_count', '<>', total));
  };

  /** Brings `viewCount` of these documents up to date, where their rows are locked by `findPublished`. */
  const project = (trx: Knex, type: TrackedType, refs: readonly DocumentRef[]): Promise<void> =>
    byLocale(refs, async (locale, ids) => {
      await updateCounts(trx, type).whereIn('document_id', ids).whereRaw(`${localeOf} = ?`, [locale]);
    });

  /**
   * Brings `viewCount` of these documents up to date while views may be counted. A statement of its own locks the rows:
   * an update that waits for a row would go on with the total from before the wait.
   */
  const reproject = async (trx: Knex, type: TrackedType, refs: readonly DocumentRef[]): Promise<void> => {
    await findPublished(trx, type, refs);
    await project(trx, type, refs);
  };

  /** Brings `viewCount` of every row of the type up to date. In a new column it is null. */
  const projectAll = async (trx: Knex, type: TrackedType): Promise<void> => {
    await updateCounts(trx, type).whereNull('view_count');
    const differing: DocumentRef[] = await trx(type.table)
      .distinct('document_id as documentId', trx.raw(`${localeOf} as locale`))
      .where('view_count', '<>', totalOf(trx, type));
    await reproject(trx, type, differing);
  };

  return { project, reproject, projectAll };
};

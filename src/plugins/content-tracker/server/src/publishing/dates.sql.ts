import type { Knex } from 'knex';
import { isSqlite } from 'newsroom-plugin-kit/sql';
import { localeOf, refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { gatherByLocale } from './gather';
import type { CurrentState } from './settle';

type Row = Record<string, unknown>;

/** Databases and drivers return a moment as a Date, as a text or as milliseconds. */
export const toDate = (value: unknown): Date | null =>
  value === null || value === undefined ? null : new Date(value as string | number | Date);

const oldestOf = (moments: readonly (Date | null)[]): Date | null => {
  const known = moments.filter((moment) => moment !== null).map((moment) => moment.getTime());
  return known.length > 0 ? new Date(Math.min(...known)) : null;
};

const stateOf = (rows: readonly Row[], titleColumn: string): CurrentState => {
  const published = rows.find((row) => row.published_at !== null);
  const firsts = rows.map((row) => toDate(row.first_published_at));
  const moments = rows.flatMap((row) => [toDate(row.created_at), toDate(row.published_at)]);
  return {
    dates: {
      // The published row is right, as readers see it. Without its date, the oldest one is.
      firstPublishedAt: toDate(published?.first_published_at) ?? oldestOf(firsts),
      publishedAt: toDate(published?.published_at),
    },
    oldest: oldestOf(moments) ?? new Date(NaN),
    datesAgree: new Set(firsts.map((first) => first?.getTime())).size <= 1,
    title: String((published ?? rows[0])?.[titleColumn] ?? ''),
  };
};

/** What the rows of each document say, by `refKey`. Documents without rows are left out. */
export const readStates = async (
  trx: Knex,
  type: TrackedType,
  refs: readonly DocumentRef[],
): Promise<Map<string, CurrentState>> => {
  if (refs.length === 0) return new Map();
  const titleColumn = type.columnOf(await type.titleField(trx));
  return gatherByLocale(refs, async (locale, ids) => {
    const rows: Row[] = await trx(type.table)
      .select('document_id', 'published_at', 'first_published_at', 'created_at', titleColumn)
      .whereIn('document_id', ids)
      .whereRaw(`${localeOf} = ?`, [locale]);
    const byDocument = new Map<string, Row[]>();
    for (const row of rows) {
      const id = String(row.document_id);
      byDocument.set(id, [...(byDocument.get(id) ?? []), row]);
    }
    return [...byDocument].map(([id, own]) => [id, stateOf(own, titleColumn)] as const);
  });
};

/** Writes `firstPublishedAt` to all rows of a document in one locale. `updatedAt` stays: nothing looks Modified. */
export const writeFirstPublishedAt = async (
  trx: Knex,
  type: TrackedType,
  { documentId, locale }: DocumentRef,
  at: Date,
): Promise<void> => {
  await trx(type.table)
    .where({ document_id: documentId })
    .whereRaw(`${localeOf} = ?`, [locale])
    .update({ first_published_at: at });
};

/** Whether a document has a draft in one locale. */
export const hasDraft = async (
  trx: Knex,
  type: TrackedType,
  { documentId, locale }: DocumentRef,
): Promise<boolean> => {
  const found: unknown = await trx(type.table)
    .first('id')
    .where({ document_id: documentId, published_at: null })
    .whereRaw(`${localeOf} = ?`, [locale]);
  return found !== undefined;
};

/** The newest `updatedAt` of the drafts of a document, in all of its locales; undefined where there is none. */
export const draftsUpdatedAt = async (
  trx: Knex,
  type: TrackedType,
  documentId: string,
): Promise<Date | undefined> => {
  const drafts: Row[] = await trx(type.table)
    .select('updated_at')
    .where({ document_id: documentId, published_at: null });
  const times = drafts.map((draft) => toDate(draft.updated_at)?.getTime() ?? NaN);
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
};

/**
 * Locks the rows of a document until the transaction ends, in the order in which the ledger locks them. Without it, two
 * editors who publish one document at the same time would both find no published row to replace and leave two. SQLite
 * has one writer at a time and needs no lock.
 */
export const lockDocument = async (trx: Knex, type: TrackedType, documentId: string): Promise<void> => {
  if (isSqlite(trx)) return;
  await trx(type.table)
    .select('id')
    .where({ document_id: documentId })
    .orderBy(['locale', { column: 'published_at', order: 'asc', nulls: 'first' }])
    .forUpdate();
};

/** The date of a row that replaces no other one: from the document's other row in this locale, if there is one. */
export const dateFromOtherRow = async (
  trx: Knex,
  type: TrackedType,
  ref: DocumentRef,
  publishedAt: Date | null,
): Promise<Date | null> => {
  const state = (await readStates(trx, type, [ref])).get(refKey(ref));
  const known = state?.dates.firstPublishedAt ?? null;
  if (known || !publishedAt) return known;
  await writeFirstPublishedAt(trx, type, ref, publishedAt);
  return publishedAt;
};

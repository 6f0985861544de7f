import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { toDate } from './dates.sql';
import { gatherByLocale } from './gather';
import type { Action, Actor, LogEntry } from './log';

type Row = Record<string, unknown>;

/** An entry as it is stored. The numbers of one document and locale count up; row ids do not survive an import. */
export interface StoredEntry extends LogEntry {
  readonly number: number;
}

export const toText = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

const toEntry = (row: Row): LogEntry => ({
  at: toDate(row.at) as Date,
  action: row.action as Action,
  actor: {
    kind: row.actor_kind as Actor['kind'],
    id: toText(row.actor_id),
    name: toText(row.actor_name),
  },
  title: toText(row.title) ?? '',
  before: { firstPublishedAt: toDate(row.first_before), publishedAt: toDate(row.published_before) },
  after: { firstPublishedAt: toDate(row.first_after), publishedAt: toDate(row.published_after) },
  scheduledAt: toDate(row.scheduled_at),
  reason: toText(row.reason),
  takenOff:
    row.taken_views === null || row.taken_views === undefined
      ? null
      : {
          views: Number(row.taken_views),
          from: toDate(row.taken_from) as Date,
          to: toDate(row.taken_to) as Date,
        },
});

const toRow = ({
  at,
  action,
  actor,
  title,
  before,
  after,
  scheduledAt,
  reason,
  takenOff,
}: LogEntry): Row => ({
  at,
  action,
  actor_kind: actor.kind,
  actor_id: actor.id,
  actor_name: actor.name,
  title,
  first_before: before.firstPublishedAt,
  first_after: after.firstPublishedAt,
  published_before: before.publishedAt,
  published_after: after.publishedAt,
  scheduled_at: scheduledAt,
  reason,
  taken_views: takenOff?.views ?? null,
  taken_from: takenOff?.from ?? null,
  taken_to: takenOff?.to ?? null,
});

const keyOf = (type: TrackedType, { documentId, locale }: DocumentRef) => ({
  type: type.uid,
  target_document_id: documentId,
  target_locale: locale,
});

/** By number. Writers that did not lock the document may have used one number twice: then by row. */
const inOrder = (order: 'asc' | 'desc') => [
  { column: 'number', order },
  { column: 'id', order },
];

/** Rows per insert: SQLite binds no more than some thousand values in one statement. */
const rowsAtOnce = 50;

/** Writes and reads the log of publications. */
export const createLog = (table: string) => ({
  /** The last entry of each document that has one, by `refKey`. */
  lastEntries: (
    trx: Knex,
    type: TrackedType,
    refs: readonly DocumentRef[],
  ): Promise<Map<string, StoredEntry>> =>
    gatherByLocale(refs, async (locale, ids) => {
      // One subquery per document reads one row from the end of the index. A group would be read from its beginning.
      const newestIds = ids.map((documentId) => {
        const newest = trx(table)
          .select('id')
          .where(keyOf(type, { documentId, locale }))
          .orderBy(inOrder('desc'))
          .limit(1);
        return trx.raw('coalesce(?, 0)', [newest]);
      });
      const rows: Row[] = await trx(table)
        .select('*')
        .whereIn('id', newestIds as never);
      return rows.map((row) => {
        const stored = { ...toEntry(row), number: Number(row.number) };
        return [String(row.target_document_id), stored] as const;
      });
    }),

  /** @param last the last entries of these documents, as `lastEntries` returns them */
  append: async (
    trx: Knex,
    type: TrackedType,
    entries: readonly (readonly [DocumentRef, LogEntry])[],
    last: ReadonlyMap<string, StoredEntry>,
  ): Promise<void> => {
    const rows = entries.map(([ref, entry]) => ({
      document_id: randomUUID(),
      ...keyOf(type, ref),
      number: (last.get(refKey(ref))?.number ?? 0) + 1,
      ...toRow(entry),
    }));
    for (const chunk of inChunks(rows, rowsAtOnce)) await trx(table).insert(chunk);
  },

  /** The entries of one document in one locale, oldest first. */
  entriesOf: async (db: Knex, type: TrackedType, ref: DocumentRef): Promise<LogEntry[]> => {
    const rows: Row[] = await db(table).select('*').where(keyOf(type, ref)).orderBy(inOrder('asc'));
    // MySQL does not tell `VI` from `vi`.
    return rows
      .filter((row) => row.target_document_id === ref.documentId && row.target_locale === ref.locale)
      .map(toEntry);
  },
});

export type Log = ReturnType<typeof createLog>;

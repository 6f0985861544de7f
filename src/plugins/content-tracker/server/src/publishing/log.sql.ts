import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { TrackedType } from '../content/tracked';
import { type Action, type Actor, type Dates, type Entry } from './log';
import { documentIdsOf, localeOf, refKey, type DocumentRef } from '../content/document-ref';

type Row = Record<string, unknown>;

/** Databases and drivers give a moment as Date, as text, or as milliseconds. */
const toDate = (value: unknown): Date | null =>
  value === null || value === undefined ? null : new Date(value as string | number | Date);

const toText = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

const entryOf = (row: Row): Entry => ({
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
  reason: toText(row.reason),
});

/** An entry as it is stored: the how many-th of its document and locale. Row numbers do not survive an import. */
export interface LoggedEntry extends Entry {
  readonly number: number;
}

/** A document as its rows have it in one locale. */
export interface Edition {
  readonly dates: Dates;
  /** The oldest date that a row of it knows of. */
  readonly oldest: Date;
  /** Whether all of its rows agree on `firstPublishedAt`. */
  readonly isAgreed: boolean;
  readonly title: string;
}

const editionOf = (rows: readonly Row[], titleColumn: string): Edition => {
  const published = rows.find((row) => row.published_at !== null);
  const firsts = rows.map((row) => toDate(row.first_published_at)?.getTime());
  const known = firsts.filter((first): first is number => first !== undefined);
  const moments = rows
    .flatMap((row) => [toDate(row.created_at), toDate(row.published_at)])
    .filter((one): one is Date => one !== null);
  const first = published && published.first_published_at !== null ? [published] : [];
  return {
    dates: {
      // What readers see is right; without it, the oldest date.
      firstPublishedAt:
        toDate(first[0]?.first_published_at) ?? (known.length > 0 ? new Date(Math.min(...known)) : null),
      publishedAt: toDate(published?.published_at),
    },
    oldest: new Date(Math.min(...moments.map((one) => one.getTime()))),
    isAgreed: new Set(firsts).size <= 1,
    title: toText((published ?? rows[0])?.[titleColumn]) ?? '',
  };
};

/** Writes and reads the log of publications, and the dates in the content's own rows. */
export const createLog = (table: string) => {
  const keyOf = (type: TrackedType, { documentId, locale }: DocumentRef) => ({
    type: type.uid,
    target_document_id: documentId,
    target_locale: locale,
  });

  /** Calls `read` for some hundred documents of one locale at a time, and gathers what it finds by place. */
  const gather = async <T>(
    places: readonly DocumentRef[],
    read: (locale: string, documentIds: string[]) => Promise<(readonly [string, T])[]>,
  ): Promise<Map<string, T>> => {
    const found = new Map<string, T>();
    for (const locale of new Set(places.map((place) => place.locale))) {
      const ids = documentIdsOf(places.filter((place) => place.locale === locale));
      for (const chunk of inChunks(ids)) {
        for (const [documentId, one] of await read(locale, chunk)) {
          found.set(refKey({ documentId, locale }), one);
        }
      }
    }
    return found;
  };

  /** Two of one number, which only writers that knew nothing of each other leave, are in the order of their rows. */
  const inOrder = (order: 'asc' | 'desc') => [
    { column: 'number', order },
    { column: 'id', order },
  ];

  const newest = (db: Knex, type: TrackedType, of: string): Knex.Raw =>
    db.raw(
      `(select newest.id from ?? as newest where newest.type = ? and ${of} order by newest.number desc, newest.id desc limit 1)`,
      [table, type.uid],
    );

  return {
    /** The last entry of each place that has one. */
    lastEntries: (
      trx: Knex,
      type: TrackedType,
      places: readonly DocumentRef[],
    ): Promise<Map<string, LoggedEntry>> =>
      gather(places, async (locale, ids) => {
        // One by one from the end of the index: a group would be read from its beginning.
        const last = ids.map((documentId) => {
          const newestId = trx(table)
            .select('id')
            .where(keyOf(type, { documentId, locale }))
            .orderBy(inOrder('desc'))
            .limit(1);
          return trx.raw('coalesce(?, 0)', [newestId]);
        });
        const rows: Row[] = await trx(table)
          .select('*')
          .whereIn('id', last as never);
        return rows.map((row) => {
          const logged = { ...entryOf(row), number: Number(row.number) };
          return [String(row.target_document_id), logged] as const;
        });
      }),

    /** What the rows of each place say; a place without rows is not in it. */
    editions: async (
      trx: Knex,
      type: TrackedType,
      places: readonly DocumentRef[],
    ): Promise<Map<string, Edition>> => {
      const titleColumn = type.columnOf(await type.titleField(trx));
      return gather(places, async (locale, ids) => {
        const rows: Row[] = await trx(type.table)
          .select('document_id', 'published_at', 'first_published_at', 'created_at', titleColumn)
          .whereIn('document_id', ids)
          .whereRaw(`${localeOf} = ?`, [locale]);
        const byDocument = new Map<string, Row[]>();
        for (const row of rows) {
          const id = String(row.document_id);
          byDocument.set(id, [...(byDocument.get(id) ?? []), row]);
        }
        return [...byDocument].map(([id, some]) => [id, editionOf(some, titleColumn)] as const);
      });
    },

    /** Writes `firstPublishedAt` to every row of a document in one locale. `updatedAt` stays: nothing looks Modified. */
    setFirstPublishedAt: async (
      trx: Knex,
      type: TrackedType,
      { documentId, locale }: DocumentRef,
      at: Date | null,
    ): Promise<void> => {
      await trx(type.table)
        .where({ document_id: documentId })
        .whereRaw(`${localeOf} = ?`, [locale])
        .update({ first_published_at: at });
    },

    /** @param last the last entries of these places, as `lastEntries` gives them */
    append: async (
      trx: Knex,
      type: TrackedType,
      entries: readonly (readonly [DocumentRef, Entry])[],
      last: ReadonlyMap<string, LoggedEntry>,
    ): Promise<void> => {
      const rows = entries.map(([place, { at, action, actor, title, before, after, reason }]) => ({
        document_id: randomUUID(),
        ...keyOf(type, place),
        number: (last.get(refKey(place))?.number ?? 0) + 1,
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
        reason,
      }));
      // SQLite binds no more than some thousand values in one statement.
      for (const chunk of inChunks(rows, 50)) await trx(table).insert(chunk);
    },

    /** The entries of one place, oldest first. */
    entriesOf: async (db: Knex, type: TrackedType, place: DocumentRef): Promise<Entry[]> => {
      const rows: Row[] = await db(table).select('*').where(keyOf(type, place)).orderBy(inOrder('asc'));
      // MySQL does not tell `VI` from `vi`.
      return rows
        .filter((row) => row.target_document_id === place.documentId && row.target_locale === place.locale)
        .map(entryOf);
    },

    /** Places whose rows and last entries do not agree, as after a restored dump or a change by hand. */
    differing: async (db: Knex, type: TrackedType): Promise<DocumentRef[]> => {
      const sameRow = `newest.target_document_id = content.document_id and newest.target_locale = coalesce(content.locale, '')`;
      const unequal = (a: string, b: string) => `((${a} is null) <> (${b} is null) or ${a} <> ${b})`;
      const rows: Row[] = await db({ content: type.table })
        .distinct('content.document_id as id', db.raw(`coalesce(content.locale, '') as locale`))
        .leftJoin({ entry: table }, 'entry.id', newest(db, type, sameRow))
        .whereRaw(
          `(content.first_published_at is null and content.published_at is not null)
           or ${unequal('content.first_published_at', 'entry.first_after')}
           or (content.published_at is not null and ${unequal('content.published_at', 'entry.published_after')})`,
        );
      const sameEntry = `newest.target_document_id = entry.target_document_id and newest.target_locale = entry.target_locale`;
      const content = (published: boolean) =>
        db({ content: type.table })
          .select(db.raw('1'))
          .whereRaw(`content.document_id = entry.target_document_id`)
          .whereRaw(`coalesce(content.locale, '') = entry.target_locale`)
          .modify((query) => {
            if (published) query.whereNotNull('content.published_at');
          });
      const gone: Row[] = await db({ entry: table })
        .select('entry.target_document_id as id', 'entry.target_locale as locale')
        .where('entry.type', type.uid)
        .where('entry.id', newest(db, type, sameEntry))
        .where((state) =>
          state
            .where((one) => one.whereNotNull('entry.published_after').whereNotExists(content(true)))
            .orWhere((one) => one.whereNot('entry.action', 'deleted').whereNotExists(content(false))),
        );
      return [...rows, ...gone].map((row) => ({ documentId: String(row.id), locale: String(row.locale) }));
    },
  };
};

export type Log = ReturnType<typeof createLog>;

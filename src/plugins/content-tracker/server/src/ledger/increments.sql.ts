import type { Knex } from 'knex';
import { inChunks, isMysql, isPostgres } from 'newsroom-plugin-kit/sql';
import type { DocumentRef } from '../content/document-ref';
import {
  decodeIncrements,
  encodeIncrements,
  payloadFormat,
  type Increments,
  type ViewIncrement,
} from './increments';
import type { Tables } from './tables';

/** Rows in which the views of one document are looked for: those of some seconds of heavy load. */
const rowsLookedThrough = 1000;

const none: Increments = { views: [], refusals: [], touched: [] };

/** In place of the format of rows that could not be read. They are left until the next start. */
const unreadable = 0;

interface Row {
  readonly id: number | string;
  readonly payload: string;
}

/**
 * Characters of payloads that one transaction takes at most on SQLite: some 5,000 documents. Its statements keep the whole
 * process, and readers with it.
 */
const charactersAtOnce = 200_000;

/** The first rows whose payloads fit into `mostCharacters` together; at least one. */
const firstOf = (rows: readonly Row[], mostCharacters: number): Row[] => {
  let characters = 0;
  return rows.filter(({ payload }, index) => {
    characters += payload.length;
    return index === 0 || characters <= mostCharacters;
  });
};

/** Deletes the oldest rows with ids above `after` and returns them. Rows that another transaction holds are left. */
const takeRows = async (
  trx: Knex,
  table: string,
  after: number,
  limit: number,
): Promise<{ rows: Row[]; isMoreThere: boolean }> => {
  const oldest = () =>
    trx(table).where('id', '>', after).where({ format: payloadFormat }).orderBy('id').limit(limit);
  if (isPostgres(trx)) {
    const taken = oldest().select('id').forUpdate().skipLocked();
    const rows = (await trx(table)
      .where('id', '>', after)
      .whereIn('id', taken as never)
      .delete(['id', 'payload'])) as unknown as Row[];
    return { rows, isMoreThere: rows.length === limit };
  }
  const query = oldest().select('id', 'payload');
  const found: Row[] = await (isMysql(trx) ? query.forUpdate().skipLocked() : query);
  const rows = isMysql(trx) ? found : firstOf(found, charactersAtOnce);
  for (const chunk of inChunks(rows.map(({ id }) => Number(id)))) {
    await trx(table).whereIn('id', chunk).delete();
  }
  return { rows, isMoreThere: found.length === limit || rows.length < found.length };
};

/** A row that cannot be read, with the reason. */
export interface Unreadable extends Row {
  readonly error: unknown;
}

/** Increments that were taken out of their table. */
export interface Taken extends Increments {
  readonly rows: number;
  /** Whether more rows were there than are taken at one time. */
  readonly isMoreThere: boolean;
  readonly highestId: number;
  /** Rows that are left in the table. */
  readonly unreadable: readonly Unreadable[];
}

/** Reads rows, those apart that cannot be read. */
const readRows = (rows: readonly Row[]): Increments & { readonly unreadable: Unreadable[] } => {
  const read: Increments[] = [];
  const failed: Unreadable[] = [];
  for (const row of rows) {
    try {
      read.push(decodeIncrements(row.payload));
    } catch (error) {
      failed.push({ ...row, error });
    }
  }
  return {
    views: read.flatMap(({ views }) => views),
    refusals: read.flatMap(({ refusals }) => refusals),
    touched: read.flatMap(({ touched }) => touched),
    unreadable: failed,
  };
};

/** The rows of increments: one for each commit of views. */
export const createIncrements = ({ increments: table }: Pick<Tables, 'increments'>) => ({
  /** Adds increments, in one statement: they are stored together or not at all. */
  async add(db: Knex, increments: Partial<Increments>): Promise<void> {
    const payloads = encodeIncrements({ ...none, ...increments });
    if (payloads.length > 0) await db(table).insert(payloads.map((payload) => ({ payload })));
  },

  /** As `add`. @returns the ids of the rows */
  async addMarked(trx: Knex, increments: Partial<Increments>): Promise<number[]> {
    const ids: number[] = [];
    for (const payload of encodeIncrements({ ...none, ...increments })) {
      const [inserted] = await (isMysql(trx)
        ? trx(table).insert({ payload })
        : trx(table).insert({ payload }, ['id']));
      ids.push(Number(typeof inserted === 'object' ? (inserted as Row).id : inserted));
    }
    return ids;
  },

  /** Whether there are increments above the id `after`, up to the id `upTo` where it is given. */
  async areThere(db: Knex, after: number, upTo?: number): Promise<boolean> {
    const query = db(table).where('id', '>', after).where({ format: payloadFormat }).orderBy('id');
    if (upTo !== undefined) query.where('id', '<=', upTo);
    return (await query.first('id')) !== undefined;
  },

  /** The highest id of increments, 0 where there are none. */
  async newestId(db: Knex): Promise<number> {
    return Number((await db(table).max({ id: 'id' }).first())?.id ?? 0);
  },

  /** Takes the oldest increments above this id out of the table. What cannot be read stays there, set aside. */
  async take(trx: Knex, after: number, limit: number): Promise<Taken> {
    const { rows, isMoreThere } = await takeRows(trx, table, after, limit);
    const taken = readRows(rows);
    for (const { id, payload } of taken.unreadable) {
      await trx(table).insert({ id, payload, format: unreadable });
    }
    return {
      ...taken,
      rows: rows.length,
      isMoreThere,
      highestId: Math.max(after, ...rows.map(({ id }) => Number(id))),
    };
  },

  /** Has the next fold try again what could not be read. */
  async retryUnreadable(trx: Knex): Promise<void> {
    await trx(table).where({ format: unreadable }).update({ format: payloadFormat });
  },

  async remove(trx: Knex, ids: readonly number[]): Promise<void> {
    for (const chunk of inChunks(ids)) await trx(table).whereIn('id', chunk).delete();
  },

  async discardAll(trx: Knex): Promise<void> {
    await trx(table).delete();
  },

  /**
   * Views of a document that are counted and not folded yet.
   * @param type uid of its type
   * @param from where to look: in the latest rows, as in the minutes of an export there may be too many to look through
   * them for each reader; or in all
   */
  async viewsOf(
    db: Knex,
    type: string,
    { documentId, locale }: DocumentRef,
    from: 'latest' | 'all' = 'latest',
  ): Promise<ViewIncrement[]> {
    const query = db(table)
      .select('id', 'payload')
      .where('payload', 'like', `%"${documentId}"%`)
      .where({ format: payloadFormat });
    if (from === 'latest') {
      // MySQL's ids are unsigned: a difference below zero is an error there.
      query.whereRaw('id > (select case when max(id) > ? then max(id) - ? else 0 end from ??)', [
        rowsLookedThrough,
        rowsLookedThrough,
        table,
      ]);
    }
    const rows: Row[] = await query;
    return readRows(rows).views.filter(
      (one) => one.type === type && one.documentId === documentId && one.locale === locale,
    );
  },
});

export type IncrementRows = ReturnType<typeof createIncrements>;

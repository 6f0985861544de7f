import type { Knex } from 'knex';
import { inChunks, isMysql, isPostgres, toNumber } from 'newsroom-plugin-kit/sql';

interface Addition {
  readonly table: string;
  /** Columns of the unique key. */
  readonly key: readonly string[];
  /** Columns whose numbers are added to those of the stored row. */
  readonly added: readonly string[];
  /** A column with a rule of its own in place of a sum. The caller must hold a lock that protects the row. */
  readonly mixed?: {
    readonly column: string;
    readonly mix: (stored: number | null, given: number) => number;
  };
}

type Row = Readonly<Record<string, unknown>>;

/** A row to add, with the stored row of the same key. */
interface Pair {
  readonly stored: Row;
  readonly row: Row;
}

const keyText = (row: Row, key: readonly string[]): string => key.map((column) => row[column]).join(' ');

/** Adds to stored rows, all in one statement: `views = views + case id when … then … end`. */
const addToRows = async (
  trx: Knex,
  { table, added, mixed }: Addition,
  pairs: readonly Pair[],
): Promise<void> => {
  const byId = (numberType: string, valueOf: (pair: Pair) => number | null): Knex.Raw => {
    // Without a cast PostgreSQL takes the numbers for 32 bits.
    const value = isPostgres(trx) ? `?::${numberType}` : '?';
    const cases = pairs.map(() => `when ? then ${value}`).join(' ');
    return trx.raw(
      `case id ${cases} end`,
      pairs.flatMap((pair) => [Number(pair.stored.id), valueOf(pair)]),
    );
  };
  const sum = (column: string): Knex.Raw =>
    trx.raw('?? + ?', [column, byId('bigint', ({ row }) => Number(row[column]))]);
  const values = Object.fromEntries(added.map((column) => [column, sum(column)]));
  if (mixed) {
    const { column, mix } = mixed;
    values[column] = byId('float8', ({ stored, row }) => mix(toNumber(stored[column]), Number(row[column])));
  }
  const ids = pairs.map(({ stored }) => Number(stored.id));
  await trx(table).whereIn('id', ids).update(values);
};

/** Inserts rows. Where another transaction has inserted the same key first, it adds to that row. */
const insertRows = async (
  trx: Knex,
  { table, key, added, mixed }: Addition,
  rows: readonly Row[],
): Promise<void> => {
  const given = isMysql(trx) ? 'VALUES(??)' : 'excluded.??';
  const sum = (column: string) => trx.raw(`?? + ${given}`, [`${table}.${column}`, column]);
  const values = Object.fromEntries(added.map((column) => [column, sum(column)]));
  if (mixed) {
    const { column } = mixed;
    values[column] = trx.raw(given, [column]);
  }
  await trx(table)
    .insert([...rows])
    .onConflict([...key])
    .merge(values);
};

/**
 * Adds the numbers of rows to the stored rows with the same key, and inserts the rows that have none. All rows of one
 * call must have different keys.
 *
 * An upsert alone would not do: on PostgreSQL and MySQL each one takes a new `id`, even where it only updates. A busy
 * site would use up all 32 bits of them within years.
 */
export const addRows = async (trx: Knex, addition: Addition, rows: readonly Row[]): Promise<void> => {
  const { table, key, mixed } = addition;
  const columns = ['id', ...key, ...(mixed ? [mixed.column] : [])];
  for (const chunk of inChunks(rows)) {
    const known: Row[] = await trx(table)
      .select(columns)
      .whereIn([...key], chunk.map((row) => key.map((column) => row[column])) as never);
    const storedByKey = new Map(known.map((row) => [keyText(row, key), row]));
    const pairs = chunk.flatMap((row) => {
      const stored = storedByKey.get(keyText(row, key));
      return stored ? [{ stored, row }] : [];
    });
    if (pairs.length > 0) await addToRows(trx, addition, pairs);
    const missing = chunk.filter((row) => !storedByKey.has(keyText(row, key)));
    if (missing.length > 0) await insertRows(trx, addition, missing);
  }
};

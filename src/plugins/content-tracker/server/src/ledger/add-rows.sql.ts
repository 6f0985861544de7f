import type { Knex } from 'knex';
import { inChunks, isMysql, isSqlite, toNumber } from 'newsroom-plugin-kit/sql';
import { updateRows } from 'newsroom-plugin-kit/update-rows';

export interface Addition {
  readonly table: string;
  /** Columns of the unique key. */
  readonly key: readonly string[];
  /** The column of the key in which the rows of one call differ most, such as the document's id. */
  readonly most: string;
  /** Columns whose numbers are added to those of the stored row. */
  readonly added: readonly string[];
  /** A column with a rule of its own in place of a sum. */
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

const rowsAtOnce = 1000;

const keyText = (row: Row, key: readonly string[]): string => key.map((column) => row[column]).join(' ');

/** Rows that have the same key but for the column `most`. */
const groupsOf = (rows: readonly Row[], { key, most }: Addition): Row[][] => {
  const others = key.filter((column) => column !== most);
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const text = keyText(row, others);
    const group = groups.get(text);
    if (group) group.push(row);
    else groups.set(text, [row]);
  }
  return [...groups.values()];
};

/** The stored rows with the keys of these rows, by key. Rows that are mixed stay locked. */
const findStored = async (
  trx: Knex,
  { table, key, most, mixed }: Addition,
  rows: readonly Row[],
): Promise<Map<string, Row>> => {
  const [first = {}] = rows;
  const same = Object.fromEntries(key.filter((column) => column !== most).map((name) => [name, first[name]]));
  const query = trx(table)
    .select('id', ...key, ...(mixed ? [mixed.column] : []))
    .where(same)
    .whereIn(most, rows.map((row) => row[most]) as string[]);
  if (mixed && !isSqlite(trx)) query.orderBy('id').forUpdate();
  const stored: Row[] = await query;
  return new Map(stored.map((row) => [keyText(row, key), row]));
};

const addToRows = (trx: Knex, { table, added, mixed }: Addition, pairs: readonly Pair[]): Promise<void> => {
  const columns = added.map((name) => ({ name, type: 'bigint', how: 'add' }) as const);
  const mixedColumns = mixed ? [{ name: mixed.column, type: 'float8', how: 'set' } as const] : [];
  const rows = pairs.map(({ stored, row }) => ({
    id: Number(stored.id),
    ...Object.fromEntries(added.map((name) => [name, Number(row[name])])),
    // A row without a number for the mixed column gets one from `scoreAnew`.
    ...(mixed && {
      [mixed.column]: mixed.mix(toNumber(stored[mixed.column]), Number(row[mixed.column])),
    }),
  }));
  return updateRows(trx, table, [...columns, ...mixedColumns], rows);
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
  for (const chunk of inChunks(rows)) {
    await trx(table)
      .insert([...chunk])
      .onConflict([...key])
      .merge(values);
  }
};

/** Adds the numbers of rows to the stored rows with the same key. @returns the rows that have none */
export const addToStored = async (trx: Knex, addition: Addition, rows: readonly Row[]): Promise<Row[]> => {
  const { key } = addition;
  const missing: Row[] = [];
  for (const group of groupsOf(rows, addition)) {
    for (const chunk of inChunks(group, rowsAtOnce)) {
      const stored = await findStored(trx, addition, chunk);
      const pairs: Pair[] = [];
      for (const row of chunk) {
        const known = stored.get(keyText(row, key));
        if (known) pairs.push({ stored: known, row });
        else missing.push(row);
      }
      await addToRows(trx, addition, pairs);
    }
  }
  return missing;
};

/**
 * Adds the numbers of rows to the stored rows with the same key, and inserts the rows that have none. All rows of one
 * call must have different keys.
 *
 * An upsert alone would not do: on PostgreSQL and MySQL each one takes a new `id`, even where it only updates. A busy
 * site would use up all 32 bits of them within months.
 */
export const addRows = async (trx: Knex, addition: Addition, rows: readonly Row[]): Promise<void> => {
  await insertRows(trx, addition, await addToStored(trx, addition, rows));
};

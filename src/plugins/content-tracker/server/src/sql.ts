import type { Knex } from 'knex';

export const isSqlite = (trx: Knex): boolean => trx.client.config.client === 'better-sqlite3';

export const isPostgres = (trx: Knex): boolean => trx.client.config.client === 'pg';

/** Rows per statement, below the limit of bound variables of every database. */
const chunkSize = 200;

export const inChunks = <T>(items: readonly T[], size = chunkSize): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

interface Addition {
  readonly table: string;
  /** Columns of the unique key. */
  readonly key: readonly string[];
  /** Columns whose numbers are added to those of the row that is there. */
  readonly added: readonly string[];
  /** A column that is not just added; who writes it holds a lock that keeps all others from the row. */
  readonly mixed?: {
    readonly column: string;
    readonly mix: (there: number | null, given: number) => number;
  };
}

type Row = Readonly<Record<string, unknown>>;

const toNumber = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);

const keyText = (row: Row, key: readonly string[]): string => key.map((column) => row[column]).join(' ');

/** Adds to rows that are there, all in one statement: `views = views + case id when … then … end`. */
const addToRows = async (
  trx: Knex,
  { table, added, mixed }: Addition,
  rows: readonly { there: Row; row: Row }[],
): Promise<void> => {
  const byId = (number: string, valueOf: (one: { there: Row; row: Row }) => number | null): Knex.Raw => {
    // PostgreSQL would take the numbers for 32 bits.
    const value = isPostgres(trx) ? `?::${number}` : '?';
    const cases = rows.map(() => `when ? then ${value}`).join(' ');
    return trx.raw(
      `case id ${cases} end`,
      rows.flatMap((one) => [Number(one.there.id), valueOf(one)]),
    );
  };
  const sum = (column: string): Knex.Raw =>
    trx.raw('?? + ?', [column, byId('bigint', ({ row }) => Number(row[column]))]);
  const sums = Object.fromEntries(added.map((column) => [column, sum(column)]));
  if (mixed) {
    const { column, mix } = mixed;
    sums[column] = byId('float8', ({ there, row }) => mix(toNumber(there[column]), Number(row[column])));
  }
  const ids = rows.map(({ there }) => Number(there.id));
  await trx(table).whereIn('id', ids).update(sums);
};

/** Inserts rows; where another writer was quicker, adds to its row. */
const insertRows = async (
  trx: Knex,
  { table, key, added, mixed }: Addition,
  rows: readonly Row[],
): Promise<void> => {
  const given = trx.client.config.client === 'mysql2' ? 'VALUES(??)' : 'excluded.??';
  const sum = (column: string) => trx.raw(`?? + ${given}`, [`${table}.${column}`, column]);
  const sums = Object.fromEntries(added.map((column) => [column, sum(column)]));
  if (mixed) {
    const { column } = mixed;
    sums[column] = trx.raw(given, [column]);
  }
  await trx(table)
    .insert([...rows])
    .onConflict([...key])
    .merge(sums);
};

/**
 * Adds the numbers of rows to those with the same key, or inserts them where there is none.
 *
 * Not by an upsert alone: on PostgreSQL and MySQL each one takes a new `id` even where it only updates,
 * and a busy site would use up all 32 bits of them within years.
 */
export const addRows = async (trx: Knex, addition: Addition, rows: readonly Row[]): Promise<void> => {
  const { table, key, mixed } = addition;
  const read = ['id', ...key, ...(mixed ? [mixed.column] : [])];
  for (const chunk of inChunks(rows)) {
    const known: Row[] = await trx(table)
      .select(read)
      .whereIn([...key], chunk.map((row) => key.map((column) => row[column])) as never);
    const thereOf = new Map(known.map((row) => [keyText(row, key), row]));
    const pairs = chunk.flatMap((row) => {
      const there = thereOf.get(keyText(row, key));
      return there ? [{ there, row }] : [];
    });
    if (pairs.length > 0) await addToRows(trx, addition, pairs);
    const missing = chunk.filter((row) => !thereOf.has(keyText(row, key)));
    if (missing.length > 0) await insertRows(trx, addition, missing);
  }
};

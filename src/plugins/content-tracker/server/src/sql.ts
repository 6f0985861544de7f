import type { Knex } from 'knex';

/** One document in one locale; `locale` is `''` where the type is not localized. */
export interface Place {
  readonly documentId: string;
  readonly locale: string;
}

/** A place as a key of maps. */
export const placeKey = ({ documentId, locale }: Place): string => `${documentId} ${locale}`;

/** Of a row as Strapi's lifecycles give it: written, or about to be. */
export const placeOf = (row: Readonly<Record<string, unknown>>): Place => ({
  documentId: String(row.documentId),
  locale: (row.locale as string | null | undefined) ?? '',
});

export const isSqlite = (trx: Knex): boolean => trx.client.config.client === 'better-sqlite3';

export const isPostgres = (trx: Knex): boolean => trx.client.config.client === 'pg';

/** Rows per statement, below the limit of bound variables of every database. */
const chunkSize = 200;

export const inChunks = <T>(items: readonly T[], size = chunkSize): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** Strapi's column that is NULL where a type is not localized. */
export const localeOf = "coalesce(locale, '')";

export const documentIdsOf = (places: readonly Place[]): string[] => [
  ...new Set(places.map((place) => place.documentId)),
];

interface Addition {
  readonly table: string;
  /** Columns of the unique key. */
  readonly key: readonly string[];
  /** Columns whose numbers are added to those of the row that is there. */
  readonly added: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

const keyText = (row: Row, key: readonly string[]): string => key.map((column) => row[column]).join(' ');

/** Adds to rows that are there, all in one statement: `views = views + case id when … then … end`. */
const addToRows = async (
  trx: Knex,
  { table, added }: Addition,
  rows: readonly { id: number; row: Row }[],
): Promise<void> => {
  const sum = (column: string): Knex.Raw => {
    // PostgreSQL would take the numbers for 32 bits.
    const number = isPostgres(trx) ? '?::bigint' : '?';
    const cases = rows.map(() => `when ? then ${number}`).join(' ');
    const bindings = rows.flatMap(({ id, row }) => [id, Number(row[column])]);
    return trx.raw(`?? + case id ${cases} else 0 end`, [column, ...bindings]);
  };
  const ids = rows.map(({ id }) => id);
  await trx(table)
    .whereIn('id', ids)
    .update(Object.fromEntries(added.map((column) => [column, sum(column)])));
};

/** Inserts rows; where another writer was quicker, adds to its row. */
const insertRows = async (
  trx: Knex,
  { table, key, added }: Addition,
  rows: readonly Row[],
): Promise<void> => {
  const isMysql = trx.client.config.client === 'mysql2';
  const sum = (column: string): Knex.Raw =>
    isMysql
      ? trx.raw('?? + VALUES(??)', [column, column])
      : trx.raw('?? + excluded.??', [`${table}.${column}`, column]);
  await trx(table)
    .insert([...rows])
    .onConflict([...key])
    .merge(Object.fromEntries(added.map((column) => [column, sum(column)])));
};

/**
 * Adds the numbers of rows to those with the same key, or inserts them where there is none.
 *
 * Not by an upsert alone: on PostgreSQL and MySQL each one takes a new `id` even where it only updates,
 * and a busy site would use up all 32 bits of them within years.
 */
export const addRows = async (trx: Knex, addition: Addition, rows: readonly Row[]): Promise<void> => {
  const { table, key } = addition;
  for (const chunk of inChunks(rows)) {
    const known: Row[] = await trx(table)
      .select('id', ...key)
      .whereIn([...key], chunk.map((row) => key.map((column) => row[column])) as never);
    const ids = new Map(known.map((row) => [keyText(row, key), Number(row.id)]));
    const [there, missing] = [true, false].map((isThere) =>
      chunk.filter((row) => ids.has(keyText(row, key)) === isThere),
    ) as [Row[], Row[]];
    if (there.length > 0) {
      const withIds = there.map((row) => ({ id: ids.get(keyText(row, key)) as number, row }));
      await addToRows(trx, addition, withIds);
    }
    if (missing.length > 0) await insertRows(trx, addition, missing);
  }
};

/** A row that is there for being locked. */
export interface Lock {
  readonly table: string;
  readonly key: string;
}

/** Waits here until the transaction that came before is over: one writer at a time, on all instances. */
export const lockRow = async (trx: Knex, { table, key }: Lock): Promise<void> => {
  await trx(table).select('id').where({ key }).forUpdate();
};

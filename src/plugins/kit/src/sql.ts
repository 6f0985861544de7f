import type { Knex } from 'knex';

export const isSqlite = (db: Knex): boolean => db.client.config.client === 'better-sqlite3';

export const isPostgres = (db: Knex): boolean => db.client.config.client === 'pg';

/** MySQL or MariaDB. */
export const isMysql = (db: Knex): boolean => db.client.config.client === 'mysql2';

/** The largest value of a column of Strapi's type `integer`: 32 bits on every database. */
export const maxInteger = 2_147_483_647;

/** A number as a driver returns it: PostgreSQL's and MySQL's return 64-bit numbers as text. */
export const toNumber = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);

/** Rows per statement: few enough for the limit of bound variables of every database. */
const chunkSize = 200;

/** Cuts a list into parts of at most `size` items, in order. */
export const inChunks = <T>(items: readonly T[], size = chunkSize): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/**
 * SQL: the time of the database's clock, in milliseconds since the epoch. Several servers have one such clock, while
 * their own may differ.
 */
export const databaseNow = (db: Knex): string => {
  if (isPostgres(db)) return 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint';
  return isMysql(db)
    ? 'floor(unix_timestamp(sysdate(3)) * 1000)'
    : "cast((julianday('now') - 2440587.5) * 86400000 as integer)";
};

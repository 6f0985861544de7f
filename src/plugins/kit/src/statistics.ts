import type { Knex } from 'knex';
import { bare } from './tables';

/**
 * Renews the database's statistics of tables. After a restore or a large import PostgreSQL has none and plans by guesses,
 * which can make a statement slower by orders of magnitude.
 * @param tables with their schema, where the database has one
 */
export const renewStatistics = async (db: Knex, tables: readonly string[]): Promise<void> => {
  const { client } = db.client.config;
  if (client === 'better-sqlite3') {
    await db.raw('PRAGMA optimize = 0x10002');
  } else {
    const statement = client === 'pg' ? 'ANALYZE' : 'ANALYZE TABLE';
    await db.raw(`${statement} ${tables.map(() => '??').join(', ')}`, [...tables]);
  }
};

/** Finds tables that have rows but no statistics on PostgreSQL, as after a restore. */
export const findWithoutStatistics = async (db: Knex, tables: readonly string[]): Promise<string[]> => {
  if (db.client.config.client !== 'pg') return [];
  const known: string[] = await db('pg_stats')
    .whereIn('tablename', tables.map(bare))
    .distinct()
    .pluck('tablename');
  const unknown: string[] = [];
  for (const table of tables.filter((name) => !known.includes(bare(name)))) {
    if (await db(table).first(db.raw('1'))) unknown.push(table);
  }
  return unknown;
};

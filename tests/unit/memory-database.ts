import knex, { type Knex } from 'knex';

/** Gives each test of a file an empty SQLite database in memory. @returns a function that returns its knex */
export const useMemoryDatabase = (prepare: (db: Knex) => Promise<unknown>): (() => Knex) => {
  let db: Knex;
  beforeEach(async () => {
    db = knex({
      client: 'better-sqlite3',
      connection: { filename: ':memory:' },
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    await prepare(db);
  });
  afterEach(() => db.destroy());
  return () => db;
};

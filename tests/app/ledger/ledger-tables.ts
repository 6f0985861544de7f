import type { Knex } from 'knex';
import { createLedger } from '../../../src/plugins/content-tracker/server/src/ledger/ledger.sql';
import { tablesIn } from '../../../src/plugins/content-tracker/server/src/ledger/tables';
import { databaseName } from '../../clients/client';
import { createDatabase, start, type TestDatabase } from '../../servers/newsroom';

export const tables = tablesIn((table) => table);
export const article = {
  uid: 'api::article.article',
  name: 'article',
  table: 'articles',
  isLocalized: true,
  titleField: async () => 'title',
  columnOf: (attribute: string) => attribute,
} as const;
export const ledger = createLedger(tables);

/** Gives a test file a database of its own with the ledger's tables. @returns a function that returns its knex */
export const useLedger = (): (() => Knex) => {
  let database: TestDatabase;
  let db: Knex | undefined;
  beforeAll(async () => {
    database = await createDatabase(databaseName);
    await (await start(database, { SAMPLE_CONTENT: 'false' })).stop();
    db = database.connect();
  });
  afterAll(async () => {
    await db?.destroy();
    await database?.drop();
  });
  return () => db as Knex;
};

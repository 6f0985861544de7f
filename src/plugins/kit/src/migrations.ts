import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { bare } from './tables';

interface Migration {
  /** A name that no other migration has or had. */
  readonly name: string;
  /**
   * Runs once per database, in a transaction, before Strapi changes the tables to fit the content types. It must be
   * possible to run it again: MySQL keeps the changes of an interrupted run.
   */
  readonly up: (trx: Knex) => Promise<void>;
}

/** Registers a migration: Strapi runs it at this start. To be called when plugins register. */
export const migrate = (strapi: Core.Strapi, { name, up }: Migration): void => {
  void strapi.db.migrations.providers.internal.register({
    name,
    up,
    down: () => Promise.reject(new Error(`${name} cannot be undone`)),
  });
};

export const addColumn = async (
  trx: Knex,
  table: string,
  column: string,
  add: (builder: Knex.AlterTableBuilder) => unknown,
): Promise<void> => {
  if (await trx.schema.hasColumn(table, column)) return;
  await trx.schema.alterTable(table, (builder) => void add(builder));
};

/** Drops an index if it exists. MySQL, unlike MariaDB, has no statement for that. */
export const dropIndex = async (trx: Knex, table: string, index: string): Promise<void> => {
  if (trx.client.config.client !== 'mysql2') {
    await trx.raw('drop index if exists ??', [index]);
    return;
  }
  const [found] = await trx('information_schema.statistics')
    .whereRaw('table_schema = database()')
    .where({ table_name: table, index_name: index })
    .limit(1);
  if (found) await trx.raw('drop index ?? on ??', [index, table]);
};

/** Creates a table that is no content type, if it does not exist. Another instance may create it at the same time. */
export const createTableOnce = async (
  db: Knex,
  table: string,
  build: (builder: Knex.CreateTableBuilder) => void,
): Promise<void> => {
  const exists = (): Promise<boolean> => db.schema.hasTable(bare(table));
  if (await exists()) return;
  try {
    await db.schema.createTable(bare(table), build);
  } catch (error) {
    if (!(await exists())) throw error;
  }
};

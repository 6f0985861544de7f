import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

interface Migration {
  /** Never given twice. */
  readonly name: string;
  /**
   * Done once per database, in a transaction, before Strapi brings the tables in line with the content types. MySQL
   * keeps what was done of it when a start is interrupted: it has to be possible to do it again.
   */
  readonly up: (trx: Knex) => Promise<void>;
}

/** Has Strapi do it at the next start. To be called when plugins register. */
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

/** Drops an index that may be there: MySQL, unlike MariaDB, has no words for that. */
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

import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { addColumn, dropIndex, migrate } from 'newsroom-plugin-kit/migrations';
import publication from './tables/publication.json';

const table = publication.collectionName;
const documentKey = ['type', 'target_document_id', 'target_locale'];

/** Numbers the entries of earlier versions by the ids of their rows. Ids are not kept by `strapi import`; numbers are. */
export const numberEntries = async (trx: Knex): Promise<void> => {
  if (!(await trx.schema.hasTable(table))) return;
  await addColumn(trx, table, 'number', (builder) => builder.integer('number'));
  const numbered = trx(table)
    .select('id', ...documentKey)
    .rowNumber('number', (over) => void over.partitionBy(documentKey).orderBy('id'))
    .as('numbered');
  const statement =
    trx.client.config.client === 'mysql2'
      ? 'update ?? as entry join ? on numbered.id = entry.id set entry.number = numbered.number'
      : 'update ?? as entry set number = numbered.number from ? where numbered.id = entry.id';
  await trx.raw(statement, [table, numbered]);
  // Strapi then creates an index of the same name over other columns.
  await dropIndex(trx, table, publication.indexes[0]?.name as string);
};

export const migrateNumbers = (strapi: Core.Strapi): void =>
  migrate(strapi, { name: 'content-tracker::numbers-of-entries', up: numberEntries });

import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { createTableOnce } from 'newsroom-plugin-kit/migrations';

/**
 * Returns the name of this installation, and makes it where there is none. It is in a plain table, which no archive
 * contains: what `strapi import` or `strapi transfer` has brought bears the name of another one.
 */
export const nameInstallation = async (db: Knex, table: string): Promise<string> => {
  await createTableOnce(db, table, (columns) => {
    columns.integer('id').primary();
    columns.string('name').notNullable();
  });
  await db(table).insert({ id: 1, name: randomUUID() }).onConflict('id').ignore();
  const { name } = await db(table).first('name').where({ id: 1 });
  return String(name);
};

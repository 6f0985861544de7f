import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

/** They tell accents apart, and not capital letters from small ones: of MariaDB from 10.10, and of MySQL from 8. */
const collations = ['utf8mb4_uca1400_as_ci', 'utf8mb4_0900_as_ci'];
const unknownCollation = 'ER_UNKNOWN_COLLATION';

const ask = async (knex: Knex, sql: string): Promise<string> => {
  const [[row]] = (await knex.raw(sql)) as [[{ value: string | number }]];
  return String(row.value);
};

/**
 * MySQL and MariaDB take Hương for Huong where nothing else is said: a new database is told to tell them apart, and
 * every table that is made in it. One that has tables keeps what it has, as tables of two kinds cannot be compared.
 */
export const tellAccentsApart = async (strapi: Core.Strapi): Promise<void> => {
  if (strapi.config.get('database.connection.client') !== 'mysql') return;
  const knex = strapi.db.connection;
  const tables = await ask(
    knex,
    'select count(*) as value from information_schema.tables where table_schema = database()',
  );
  if (tables === '0') await setCollation(strapi, knex);
  const collation = await ask(knex, 'select @@collation_database as value');
  const { connectionSettings } = knex.client as { connectionSettings: { charset?: string } };
  // Named with each table, it would bring its own collation.
  if (collations.includes(collation)) delete connectionSettings.charset;
};

const setCollation = async (strapi: Core.Strapi, knex: Knex): Promise<void> => {
  const database = await ask(knex, 'select database() as value');
  for (const collation of collations) {
    try {
      await knex.raw(`ALTER DATABASE ?? CHARACTER SET utf8mb4 COLLATE ${collation}`, [database]);
      return;
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      if (code === unknownCollation) continue;
      strapi.log.warn(
        `newsroom: this database will take Hương for Huong, as its collation cannot be set: ${message}`,
      );
      return;
    }
  }
  strapi.log.warn(
    `newsroom: this database will take Hương for Huong, as it knows none of ${collations.join(', ')}`,
  );
};

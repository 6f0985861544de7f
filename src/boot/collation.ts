// Why: by default MySQL and MariaDB treat Hương and Huong as the same text.
// Relies on: `connectionSettings.charset` of Knex's client, which Knex adds to each `create table`. If it is gone, the
// start is refused.
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

/** Collations that distinguish accents but not capitals: of MariaDB from 10.10, of MySQL from 8. */
const collations = ['utf8mb4_uca1400_as_ci', 'utf8mb4_0900_as_ci'];
const unknownCollation = 'ER_UNKNOWN_COLLATION';

const readValue = async (knex: Knex, sql: string): Promise<string> => {
  const [[row]] = (await knex.raw(sql)) as [[{ value: string | number }]];
  return String(row.value);
};

/**
 * Makes a new MySQL or MariaDB database distinguish accents. A database that has tables keeps its collation, because
 * columns with different collations cannot be compared.
 */
export const distinguishAccents = async (strapi: Core.Strapi): Promise<void> => {
  if (strapi.config.get('database.connection.client') !== 'mysql') return;
  const knex = strapi.db.connection;
  const tables = await readValue(
    knex,
    'select count(*) as value from information_schema.tables where table_schema = database()',
  );
  if (tables === '0') await setCollation(strapi, knex);
  const collation = await readValue(knex, 'select @@collation_database as value');
  const { connectionSettings } = knex.client as { connectionSettings?: { charset?: string } };
  if (!connectionSettings) {
    throw new Error(
      'newsroom: this version of Knex has no connectionSettings, but src/boot/collation.ts needs them. ' +
        'Install the versions that package.json names.',
    );
  }
  // A charset in `create table` would replace the database's collation by the charset's own.
  if (collations.includes(collation)) delete connectionSettings.charset;
};

const setCollation = async (strapi: Core.Strapi, knex: Knex): Promise<void> => {
  const database = await readValue(knex, 'select database() as value');
  for (const collation of collations) {
    try {
      await knex.raw(`ALTER DATABASE ?? CHARACTER SET utf8mb4 COLLATE ${collation}`, [database]);
      return;
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      if (code === unknownCollation) continue;
      strapi.log.warn(
        `newsroom: this database cannot distinguish Hương from Huong, because its collation could not be set: ${message}`,
      );
      return;
    }
  }
  strapi.log.warn(
    `newsroom: this database cannot distinguish Hương from Huong, because it has none of the collations ${collations.join(', ')}`,
  );
};

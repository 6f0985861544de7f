import type { Core } from '@strapi/strapi';

/**
 * The number of the last change that earlier versions cannot work with, such as a column that they would drop. A version
 * refuses a database with a higher number than its own.
 *
 * 1: tables of webhook-delivery refer to each other by keys that survive an import.
 */
export const compatibility = 1;

/**
 * The number is kept in Strapi's own settings, so that exports hold it. At register they have no model yet, so the table
 * is named here.
 */
const settings = 'strapi_core_store_settings';
const key = 'core_newsroom_compatibility';

/** Writes this version's number to the database. */
export const markDatabase = async ({ db: { connection } }: Core.Strapi): Promise<void> => {
  const value = String(compatibility);
  const changed = await connection(settings).where({ key }).update({ value });
  if (changed === 0) await connection(settings).insert({ key, value, type: 'number' });
};

/**
 * Refuses a database that a later version has changed, and writes this version's number to one with a lower number. To be
 * called before Strapi changes the tables.
 * @throws Error that says what to do
 */
export const claimDatabase = async (strapi: Core.Strapi): Promise<void> => {
  const { db } = strapi;
  if (!(await db.getSchemaConnection().hasTable(settings))) return;
  const found = Number((await db.connection(settings).first('value').where({ key }))?.value ?? 0);
  if (found > compatibility) {
    throw new Error(
      `newsroom: a later version has written to this database: its compatibility number is ${found}, and this version knows ${compatibility}. ` +
        'Start the later version, or restore a backup from before the update (see "Updating and rolling back" in README.md). Nothing was changed.',
    );
  }
  // Before the tables change, so that an earlier version is refused even if this start is interrupted.
  if (found < compatibility) await markDatabase(strapi);
};

import type { Core } from '@strapi/strapi';

/**
 * Raised by each change that an earlier version cannot live with: a column that it would drop, a table that it would
 * read wrongly. A version refuses a database with a higher number than its own.
 *
 * 1: tables of webhook-delivery refer to each other by keys that survive an import.
 */
export const compatibility = 1;

/** In Strapi's own settings, and so in exports too. They have no model yet when this is asked. */
const settings = 'strapi_core_store_settings';
const key = 'core_newsroom_compatibility';

/** Notes which versions may use the database. */
export const markDatabase = async ({ db: { connection } }: Core.Strapi): Promise<void> => {
  const value = String(compatibility);
  const changed = await connection(settings).where({ key }).update({ value });
  if (changed === 0) await connection(settings).insert({ key, value, type: 'number' });
};

/**
 * Refuses a database that a later version has changed, before Strapi brings its tables in line with this one.
 * @throws Error saying what to do
 */
export const refuseLaterDatabase = async (strapi: Core.Strapi): Promise<void> => {
  const { db } = strapi;
  if (!(await db.getSchemaConnection().hasTable(settings))) return;
  const found = Number((await db.connection(settings).first('value').where({ key }))?.value ?? 0);
  if (found > compatibility) {
    throw new Error(
      `newsroom: a later version has written to this database: its compatibility number is ${found}, and this version knows ${compatibility}. ` +
        'Start the later version, or restore a backup from before the update (see "Rolling back" in README.md). Nothing was changed.',
    );
  }
  // Before the tables are changed: whoever comes second finds it, even if this start is interrupted.
  if (found < compatibility) await markDatabase(strapi);
};

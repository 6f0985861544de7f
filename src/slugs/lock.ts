import type { Core } from '@strapi/strapi';

const table = 'strapi_core_store_settings';
/** The key of a row in Strapi's own settings, which exists only to be locked. */
const key = 'newsroom_slug_lock';

/** Inserts the row that `lockSlugs` locks, once. */
export const createSlugLock = async (strapi: Core.Strapi): Promise<void> => {
  const query = strapi.db.query('strapi::core-store');
  if (await query.findOne({ where: { key } })) return;
  await query.create({ data: { key, value: '"locked by writers of slugs"', type: 'string' } });
};

/**
 * Lets one transaction at a time, over all instances, choose a slug: the next one waits here until this one ends, and
 * then sees its slug.
 */
export const lockSlugs = async (strapi: Core.Strapi): Promise<void> => {
  await strapi.db.transaction(({ trx }) =>
    strapi.db.getConnection(table).transacting(trx).select('id').where({ key }).forUpdate(),
  );
};

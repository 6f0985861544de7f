// Why: Strapi saves `lastUsedAt` of an API token before it answers the request. A frontend with a token could read
// nothing from a database that takes no changes.
// Relies on: Strapi saves it by `update` of db.query('admin::api-token'), with `lastUsedAt` as the only field. If
// `update` is gone, the start is refused; if Strapi saves it in another way, tests/soak/outages.test.ts notices.
import type { Core } from '@strapi/strapi';
import { isDiskFull, isReadOnly, type DatabaseError } from '../plugins/kit/src/database-errors';
import { requireFunctions } from '../strapi/required-functions';

/** Answers requests with API tokens also while the database takes no changes. */
export const allowTokensWithoutWrites = (strapi: Core.Strapi): void => {
  const tokens = strapi.db.query('admin::api-token');
  requireFunctions(tokens, ['update'], {
    place: 'the query of admin::api-token',
    feature: 'reading with a token during an outage (src/operations/token-use.ts)',
  });
  const update = tokens.update.bind(tokens);
  tokens.update = async (params) => {
    // Before the update, because Strapi adds fields to the data.
    const isUse = Object.keys((params.data ?? {}) as object).join() === 'lastUsedAt';
    try {
      return await update(params);
    } catch (error) {
      const takesNoChanges = isReadOnly(error as DatabaseError) || isDiskFull(error as DatabaseError);
      if (!isUse || !takesNoChanges) throw error;
      return null;
    }
  };
};

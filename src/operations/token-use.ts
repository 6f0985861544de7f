import type { Core } from '@strapi/strapi';
import { isDiskFull, isReadOnly, type DatabaseError } from '../plugins/kit/src/database-errors';

const takesNoChanges = (error: DatabaseError): boolean => isReadOnly(error) || isDiskFull(error);

/**
 * Strapi prepares each new connection, and waits for ever where that fails: its place in the pool would be lost.
 * Marked like this, `config/database.ts` refuses the connection.
 */
export const surviveLostPreparations = ({ dialect }: Core.Strapi['db']): void => {
  const own = dialect as { initialize: (connection?: unknown) => Promise<unknown> };
  const initialize = own.initialize.bind(dialect);
  own.initialize = async (connection) => {
    try {
      await initialize(connection);
    } catch (error) {
      Object.assign(connection as object, { __knex__disposed: error });
    }
  };
};

/**
 * Strapi writes down when an API token was used, before it reads what was asked for: a frontend with a token would
 * get nothing from a database that takes no changes.
 */
export const readWithTokens = (strapi: Core.Strapi): void => {
  const tokens = strapi.db.query('admin::api-token');
  const update = tokens.update.bind(tokens);
  tokens.update = async (params) => {
    // Before Strapi adds to it.
    const isUse = Object.keys((params.data ?? {}) as object).join() === 'lastUsedAt';
    try {
      return await update(params);
    } catch (error) {
      if (!isUse || !takesNoChanges(error as DatabaseError)) throw error;
      return null;
    }
  };
};

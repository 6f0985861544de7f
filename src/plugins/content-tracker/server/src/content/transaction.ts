import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { isPassing, type DatabaseError } from 'newsroom-plugin-kit/database-errors';

const mostAttempts = 4;

/**
 * Runs `work` in a transaction. It is run again, at most four times in all, where the error may pass by itself, as a
 * deadlock does.
 */
export const inTransaction = async <T>(
  strapi: Core.Strapi,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await strapi.db.transaction(({ trx }) => work(trx));
    } catch (error) {
      if (attempt === mostAttempts || !isPassing(error as DatabaseError)) throw error;
    }
  }
};

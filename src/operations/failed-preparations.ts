// Why: Strapi prepares each new connection of the pool with `db.dialect.initialize`. When that fails, Strapi waits for
// ever and the connection's slot in the pool is lost.
// Relies on: `initialize` of Strapi's dialect, and `__knex__disposed`, Knex's mark of a connection that must not be
// used. `config/database.ts` refuses marked connections. If `initialize` is gone, the start is refused.
import type { Core } from '@strapi/strapi';
import { requireFunctions } from '../strapi/required-functions';

/** Marks connections whose preparation has failed, so that the pool refuses them. */
export const markFailedPreparations = ({ dialect }: Core.Strapi['db']): void => {
  requireFunctions(dialect, ['initialize'], {
    place: 'the dialect of the database',
    feature: 'the loss of a new connection (src/operations/failed-preparations.ts)',
  });
  const target = dialect as { initialize: (connection?: unknown) => Promise<unknown> };
  const initialize = target.initialize.bind(dialect);
  target.initialize = async (connection) => {
    try {
      await initialize(connection);
    } catch (error) {
      Object.assign(connection as object, { __knex__disposed: error });
    }
  };
};

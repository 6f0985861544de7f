import type { Knex } from 'knex';

/**
 * Calls `work` when a transaction is about to commit; if it throws, nothing is committed. Neither Strapi nor Knex has
 * a word for this moment, so the transactor's own commit is wrapped: what was registered last is called first.
 */
export const beforeCommit = (trx: Knex.Transaction, work: () => Promise<void>): void => {
  const commit = trx.commit;
  trx.commit = (async (value?: unknown) => {
    await work();
    return commit.call(trx, value);
  }) as typeof trx.commit;
};

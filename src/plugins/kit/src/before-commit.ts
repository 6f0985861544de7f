import type { Knex } from 'knex';

/**
 * Calls `work` when a transaction is about to commit; if it throws, nothing is committed. Neither Strapi nor Knex has a
 * hook for this moment, so `trx.commit` is wrapped. Of several such calls the last registered runs first.
 */
export const beforeCommit = (trx: Knex.Transaction, work: () => Promise<void>): void => {
  const commit = trx.commit;
  trx.commit = (async (value?: unknown) => {
    await work();
    return commit.call(trx, value);
  }) as typeof trx.commit;
};

import type { Knex } from 'knex';
import { guardClient, type Guard, type Listener } from './commits/guarded-transaction';
import type { Client } from './commits/knex-transactions';

const guarded = Symbol.for('newsroom.commits');
interface GuardedClient extends Client {
  [guarded]?: Guard;
}

/**
 * Makes every transaction of a database client reject if its COMMIT did not succeed. In Knex 3.0.1 `commit()` resolves
 * all the same, and Strapi, which awaits nothing else, continues as if the content were stored.
 *
 * A commit rejects with
 * - the database's own error, if it has refused the commit: nothing is stored;
 * - code `rolledBack`, if the transaction had ended before: nothing is stored;
 * - code `outcomeUnknown`, if the connection was lost during the commit: only a look at the database can tell.
 *
 * The first call for a client does this. Further calls, from other plugins, only add their listener.
 * @param client `strapi.db.connection.client`
 */
export const guardCommits = (client: Knex.Client, listener?: Listener): void => {
  const knexClient = client as unknown as GuardedClient;
  if (!knexClient[guarded]) {
    knexClient[guarded] = { listeners: new Set(), busy: new WeakSet() };
    guardClient(knexClient, knexClient[guarded]);
  }
  if (listener) knexClient[guarded].listeners.add(listener);
};

/** Whether a connection of this client is inside a transaction. A failed statement there is rolled back as a whole. */
export const isInTransaction = (client: Knex.Client, connection: object): boolean =>
  (client as unknown as GuardedClient)[guarded]?.busy.has(connection) ?? false;

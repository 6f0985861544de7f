import type { Knex } from 'knex';
import { isRefusal, isRollback, outcomeUnknown, rolledBack, type DatabaseError } from './database-errors';

/** Hears of each COMMIT that did not succeed, before its caller does. */
type Listener = (error: DatabaseError) => void;

/** A connection as its driver makes it. */
interface Connection {
  /** Knex's mark: the pool closes the connection instead of handing it out again. */
  __knex__disposed?: unknown;
  /** better-sqlite3 alone knows whether a transaction is open. */
  readonly inTransaction?: boolean;
  /** better-sqlite3's. */
  readonly exec?: (sql: string) => void;
}
type Query = (connection: Connection, sql: unknown) => Promise<{ response?: { command?: string } }>;
type Step = (connection: Connection, value?: unknown) => Promise<unknown>;

/** What is used of `knex/lib/execution/transaction.js`. */
interface Transaction {
  readonly trxClient: Client;
  isCompleted(): boolean;
  on(event: 'query-error', listener: (error: DatabaseError) => void): void;
  begin: Step;
  savepoint: Step;
  commit: Step;
  release: Step;
  rollback: Step;
  rollbackTo: Step;
}
const guarded = Symbol.for('newsroom.commits');
/** What is used of Knex's client, and of the client that each transaction has of its own. */
interface Client {
  transaction: (...args: unknown[]) => Transaction;
  query: Query;
  [guarded]?: Guard;
}

interface Guard {
  readonly listeners: Set<Listener>;
  /** Connections inside a transaction. */
  readonly busy: WeakSet<object>;
}

const withCode = (code: string, message: string, cause: unknown): DatabaseError =>
  Object.assign(new Error(message, { cause }), { code });

const toRolledBack = (cause: unknown): DatabaseError => {
  const because = cause instanceof Error ? `: ${cause.message}` : '';
  return withCode(
    rolledBack,
    `the database has rolled the transaction back, nothing of it is stored${because}`,
    cause,
  );
};

const toUnknown = (cause: DatabaseError): DatabaseError =>
  withCode(
    outcomeUnknown,
    `the connection to the database was lost during COMMIT, the transaction may or may not be stored: ${cause.message}`,
    cause,
  );

const endsBy = (sql: unknown): boolean => typeof sql === 'string' && sql.startsWith('ROLLBACK');
const ignore = (): void => undefined;

/** Runs `work` while the client queries by `query`. */
const withQuery = async <T>(client: Client, query: Query, work: () => Promise<T>): Promise<T> => {
  const before = client.query;
  client.query = query;
  try {
    return await work();
  } finally {
    client.query = before;
  }
};

/** Ends the transaction that a failed COMMIT leaves open on SQLite: the pool would hand it out with the connection. */
const endOpen = (connection: Connection): void => {
  if (!connection.inTransaction) return;
  try {
    connection.exec?.('ROLLBACK');
  } catch (error) {
    connection.__knex__disposed = error;
  }
};

/** Makes one transaction say how it has really ended. */
const guardTransaction = (transaction: Transaction, guard: Guard): void => {
  const { begin, savepoint, commit, release, rollback, rollbackTo } = transaction;
  let current: Connection | undefined;
  /** The first statement that failed. */
  let firstError: DatabaseError | undefined;
  /** The error by which the database has ended the transaction on its own. */
  let ended: DatabaseError | undefined;

  transaction.on('query-error', (error) => {
    firstError ??= error;
    if (isRollback(error) || current?.inTransaction === false) ended ??= error;
  });

  /**
   * One statement after the other, and none once the transaction has ended: SQLite and MySQL would carry it out by
   * itself, and it would stay.
   */
  const queryInTurn = (trxClient: Client): void => {
    const refusing = trxClient.query;
    const send = (Object.getPrototypeOf(trxClient) as Client).query;
    let last: Promise<unknown> | undefined;
    trxClient.query = (connection, sql) => {
      if (transaction.isCompleted()) return refusing.call(trxClient, connection, sql);
      const run = () =>
        ended && !endsBy(sql) ? Promise.reject(toRolledBack(ended)) : send.call(trxClient, connection, sql);
      const answer = last ? last.then(run) : run();
      const settled: Promise<unknown> = answer.then(ignore, ignore).then(() => {
        if (last === settled) last = undefined;
        // Of its own accord, or by a statement that says so.
        if (connection.inTransaction === false) ended ??= toRolledBack(firstError);
      });
      last = settled;
      return answer;
    };
  };

  /** Knex goes on where BEGIN has failed, with a transaction that is none. */
  const beginWith =
    (step: Step): Step =>
    async (connection) => {
      const answer = await step.call(transaction, connection);
      if (firstError) throw firstError;
      current = connection;
      queryInTurn(transaction.trxClient);
      guardClient(transaction.trxClient, guard);
      guard.busy.add(connection);
      return answer;
    };

  /**
   * The connection is not used again before the database has confirmed the rollback. Where it does not, the reason
   * for the rollback is told all the same, not the failure of the rollback.
   */
  const rollbackWith =
    (step: Step, mark: Error | undefined): Step =>
    async (connection, error) => {
      const { trxClient } = transaction;
      const query = trxClient.query;
      const isOver = Boolean(connection.__knex__disposed) || connection.inTransaction === false;
      if (!isOver) connection.__knex__disposed = mark;
      const confirming: Query = async (...args) => {
        try {
          const answer = isOver ? {} : await query.apply(trxClient, args);
          if (connection.__knex__disposed === mark) delete connection.__knex__disposed;
          return answer;
        } catch {
          return {};
        }
      };
      return withQuery(trxClient, confirming, () => step.call(transaction, connection, error));
    };
  const rollbackSafely = rollbackWith(rollback, new Error('the rollback of a transaction was not confirmed'));

  const fail = (error: DatabaseError): DatabaseError => {
    for (const listener of guard.listeners) listener(error);
    return error;
  };

  /** Knex resolves where COMMIT has failed. */
  const commitWith =
    (step: Step, afterFailure: (connection: Connection) => void): Step =>
    async (connection, value) => {
      const lost = connection.__knex__disposed;
      if (ended ?? lost) {
        const error = ended ?? toRolledBack(lost);
        await rollbackSafely(connection, error);
        throw fail(error);
      }
      const { trxClient } = transaction;
      const query = trxClient.query;
      let failed: DatabaseError | undefined;
      const checking: Query = async (...args) => {
        try {
          const answer = await query.apply(trxClient, args);
          // PostgreSQL answers so, without an error, where a statement of the transaction has failed.
          if (answer.response?.command === 'ROLLBACK') throw toRolledBack(firstError);
          return answer;
        } catch (caught) {
          const error = caught as DatabaseError;
          failed = error.code === rolledBack || isRefusal(error) ? error : toUnknown(error);
          afterFailure(connection);
          throw failed;
        }
      };
      const answer = await withQuery(trxClient, checking, () => step.call(transaction, connection, value));
      if (failed) throw fail(failed);
      return answer;
    };

  /** What has ended is left to Knex: its connection may be somebody else's by now. */
  const whileOpen =
    (guarding: Step, step: Step): Step =>
    (connection, value) =>
      transaction.isCompleted() ? step.call(transaction, connection, value) : guarding(connection, value);

  const closing =
    (step: Step): Step =>
    async (connection, value) => {
      try {
        return await step(connection, value);
      } finally {
        guard.busy.delete(connection);
      }
    };

  transaction.begin = beginWith(begin);
  transaction.savepoint = beginWith(savepoint);
  transaction.commit = whileOpen(closing(commitWith(commit, endOpen)), commit);
  transaction.release = whileOpen(commitWith(release, ignore), release);
  transaction.rollback = whileOpen(closing(rollbackSafely), rollback);
  transaction.rollbackTo = whileOpen(rollbackWith(rollbackTo, undefined), rollbackTo);
};

const guardClient = (client: Client, guard: Guard): void => {
  const original = client.transaction;
  client.transaction = (...args) => {
    const transaction = original.apply(client, args);
    guardTransaction(transaction, guard);
    return transaction;
  };
};

/**
 * Has every transaction of a database client reject where its COMMIT did not succeed. In Knex 3.0.1 `commit()`
 * resolves all the same, and Strapi, which awaits nothing else, goes on as if the content were stored.
 *
 * A commit rejects with
 * - the database's own error, where it has refused the commit: nothing is stored;
 * - code `rolledBack`, where the transaction was over before: nothing is stored;
 * - code `outcomeUnknown`, where the connection was lost during the commit: only a look can tell.
 *
 * The first call for a client does it; further ones, from other plugins, only add their listener.
 * @param client `strapi.db.connection.client`
 */
export const guardCommits = (client: Knex.Client, listener?: Listener): void => {
  const own = client as unknown as Client;
  if (!own[guarded]) {
    own[guarded] = { listeners: new Set(), busy: new WeakSet() };
    guardClient(own, own[guarded]);
  }
  if (listener) own[guarded].listeners.add(listener);
};

/** Whether a connection of this client is inside a transaction: what fails there alone is rolled back. */
export const isInTransaction = (client: Knex.Client, connection: object): boolean =>
  (client as unknown as Client)[guarded]?.busy.has(connection) ?? false;

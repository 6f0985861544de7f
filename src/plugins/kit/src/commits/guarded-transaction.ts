import {
  isRefusal,
  isRollback,
  rolledBack,
  toOutcomeUnknown,
  toRolledBack,
  type DatabaseError,
} from '../database-errors';
import {
  withQuery,
  type Client,
  type Connection,
  type Query,
  type Step,
  type Transaction,
} from './knex-transactions';
import { queryInTurn, type Progress } from './query-in-turn';

/** Is told of each COMMIT that did not succeed, before its caller is. */
export type Listener = (error: DatabaseError) => void;

/** What one database client has in common over all its transactions. */
export interface Guard {
  readonly listeners: Set<Listener>;
  /** Connections that are inside a transaction. */
  readonly busy: WeakSet<object>;
}

interface Guarded {
  readonly transaction: Transaction;
  readonly guard: Guard;
  readonly progress: Progress;
}

const ignore = (): void => undefined;

const watchErrors = (transaction: Transaction, progress: Progress): void => {
  transaction.on('query-error', (error) => {
    progress.firstError ??= error;
    if (isRollback(error) || progress.connection?.inTransaction === false) progress.ended ??= error;
  });
};

/** BEGIN or SAVEPOINT. If it fails, Knex would go on, with a transaction that does not exist. */
const guardBegin =
  (guarded: Guarded, step: Step): Step =>
  async (connection) => {
    const { transaction, guard, progress } = guarded;
    const answer = await step.call(transaction, connection);
    if (progress.firstError) throw progress.firstError;
    progress.connection = connection;
    queryInTurn(transaction, progress);
    guardClient(transaction.trxClient, guard);
    guard.busy.add(connection);
    return answer;
  };

/**
 * ROLLBACK. Until the database has confirmed it, the connection is marked, so that the pool does not hand it out again.
 * If it is not confirmed, the caller gets the reason for the rollback all the same, not the failure of the rollback.
 */
const guardRollback =
  (transaction: Transaction, step: Step, mark: Error | undefined): Step =>
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

/** Ends the transaction that a failed COMMIT leaves open on SQLite: the pool would hand it out with the connection. */
const endOpen = (connection: Connection): void => {
  if (!connection.inTransaction) return;
  try {
    connection.exec?.('ROLLBACK');
  } catch (error) {
    connection.__knex__disposed = error;
  }
};

const tell = ({ listeners }: Guard, error: DatabaseError): DatabaseError => {
  for (const listener of listeners) listener(error);
  return error;
};

interface AfterFailure {
  readonly rollBack: Step;
  /** Called when COMMIT itself has failed. */
  readonly cleanUp: (connection: Connection) => void;
}

/** COMMIT or RELEASE. If it fails, Knex would resolve. */
const guardCommit =
  ({ transaction, guard, progress }: Guarded, step: Step, { rollBack, cleanUp }: AfterFailure): Step =>
  async (connection, value) => {
    const lost = connection.__knex__disposed;
    if (progress.ended ?? lost) {
      const error = progress.ended ?? toRolledBack(lost);
      await rollBack(connection, error);
      throw tell(guard, error);
    }
    const { trxClient } = transaction;
    const query = trxClient.query;
    let failed: DatabaseError | undefined;
    const checking: Query = async (...args) => {
      try {
        const answer = await query.apply(trxClient, args);
        // If a statement has failed, PostgreSQL answers COMMIT like this, without an error.
        if (answer.response?.command === 'ROLLBACK') throw toRolledBack(progress.firstError);
        return answer;
      } catch (caught) {
        const error = caught as DatabaseError;
        failed = error.code === rolledBack || isRefusal(error) ? error : toOutcomeUnknown(error);
        cleanUp(connection);
        throw failed;
      }
    };
    const answer = await withQuery(trxClient, checking, () => step.call(transaction, connection, value));
    if (failed) throw tell(guard, failed);
    return answer;
  };

/** A transaction that is completed is left to Knex: its connection may belong to another one by now. */
const whileOpen =
  (transaction: Transaction, guarding: Step, step: Step): Step =>
  (connection, value) =>
    transaction.isCompleted() ? step.call(transaction, connection, value) : guarding(connection, value);

/** The step that ends the whole transaction. */
const ending =
  ({ busy }: Guard, step: Step): Step =>
  async (connection, value) => {
    try {
      return await step(connection, value);
    } finally {
      busy.delete(connection);
    }
  };

/** Makes one transaction report how it has really ended. */
const guardTransaction = (transaction: Transaction, guard: Guard): void => {
  const { begin, savepoint, commit, release, rollback, rollbackTo } = transaction;
  const progress: Progress = {};
  const guarded = { transaction, guard, progress };
  watchErrors(transaction, progress);
  const unconfirmed = new Error('the rollback of a transaction was not confirmed');
  const rollBack = guardRollback(transaction, rollback, unconfirmed);
  const replace = (guarding: Step, step: Step): Step => whileOpen(transaction, guarding, step);
  transaction.begin = guardBegin(guarded, begin);
  transaction.savepoint = guardBegin(guarded, savepoint);
  transaction.commit = replace(
    ending(guard, guardCommit(guarded, commit, { rollBack, cleanUp: endOpen })),
    commit,
  );
  transaction.release = replace(guardCommit(guarded, release, { rollBack, cleanUp: ignore }), release);
  transaction.rollback = replace(ending(guard, rollBack), rollback);
  transaction.rollbackTo = replace(guardRollback(transaction, rollbackTo, undefined), rollbackTo);
};

/** Guards every transaction that a client begins, and nested ones in turn. */
export const guardClient = (client: Client, guard: Guard): void => {
  const original = client.transaction;
  client.transaction = (...args) => {
    const transaction = original.apply(client, args);
    guardTransaction(transaction, guard);
    return transaction;
  };
};

import { toRolledBack, type DatabaseError } from '../database-errors';
import type { Client, Connection, Transaction } from './knex-transactions';

/** What is known of a transaction while it runs. */
export interface Progress {
  connection?: Connection;
  /** The error of the first statement that failed. */
  firstError?: DatabaseError;
  /** The error by which the database has ended the transaction on its own. */
  ended?: DatabaseError;
}

const ignore = (): void => undefined;

const isRollbackStatement = (sql: unknown): boolean => typeof sql === 'string' && sql.startsWith('ROLLBACK');

/**
 * Sends one statement after the other, and none once the database has ended the transaction: SQLite and MySQL would run
 * it outside of any transaction, and it would stay.
 */
export const queryInTurn = (transaction: Transaction, progress: Progress): void => {
  const { trxClient } = transaction;
  const refuse = trxClient.query;
  const send = (Object.getPrototypeOf(trxClient) as Client).query;
  let last: Promise<unknown> | undefined;
  trxClient.query = (connection, sql) => {
    if (transaction.isCompleted()) return refuse.call(trxClient, connection, sql);
    const run = () =>
      progress.ended && !isRollbackStatement(sql)
        ? Promise.reject(toRolledBack(progress.ended))
        : send.call(trxClient, connection, sql);
    const answer = last ? last.then(run) : run();
    const settled: Promise<unknown> = answer.then(ignore, ignore).then(() => {
      if (last === settled) last = undefined;
      // SQLite has ended it by itself, or by a statement such as ROLLBACK.
      if (connection.inTransaction === false) progress.ended ??= toRolledBack(progress.firstError);
    });
    last = settled;
    return answer;
  };
};

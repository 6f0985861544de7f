import type { DatabaseError } from '../database-errors';

// What the guard of commits uses of Knex 3.0.1: of its clients, and of `knex/lib/execution/transaction.js`. None of it is
// public; the tests of commits notice on each database when it changes.

/** A connection as its driver makes it. */
export interface Connection {
  /** Knex sets it: the pool then closes the connection instead of handing it out again. */
  __knex__disposed?: unknown;
  /** Whether a transaction is open. Only better-sqlite3 has it. */
  readonly inTransaction?: boolean;
  /** Only better-sqlite3 has it. */
  readonly exec?: (sql: string) => void;
}

export type Query = (connection: Connection, sql: unknown) => Promise<{ response?: { command?: string } }>;

/** A method that begins or ends a transaction, on a connection. */
export type Step = (connection: Connection, value?: unknown) => Promise<unknown>;

export interface Transaction {
  /** The transaction's own client. */
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

export interface Client {
  transaction: (...args: unknown[]) => Transaction;
  query: Query;
}

/** Replaces the client's `query` while `work` runs. */
export const withQuery = async <T>(client: Client, query: Query, work: () => Promise<T>): Promise<T> => {
  const before = client.query;
  client.query = query;
  try {
    return await work();
  } finally {
    client.query = before;
  }
};

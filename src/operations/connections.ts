import type { Socket } from 'node:net';
import type { Knex } from 'knex';
import { isReadOnly, unavailable, type DatabaseError } from '../plugins/kit/src/database-errors';

/** A connection as its driver makes it: of pg, mysql2 or better-sqlite3. */
export interface Connection {
  /** Knex's number of a connection of the pool. */
  readonly __knexUid?: string;
  /** Knex's mark: the pool closes the connection instead of handing it out again. */
  __knex__disposed?: unknown;
  /** mysql2's socket. */
  readonly stream?: Socket;
  /** pg's. */
  readonly connection?: { readonly stream?: Socket };
}

/** What is used of Knex's client. */
interface Client {
  acquireRawConnection: () => Promise<Connection>;
  destroyRawConnection: (connection: Connection) => Promise<unknown>;
  acquireConnection: () => Promise<Connection>;
  validateConnection: (connection: Connection) => boolean;
  releaseConnection: (connection: Connection) => Promise<unknown>;
  _query: (connection: Connection, query: { sql: string; bindings: [] }) => Promise<{ response: unknown }>;
  on(event: 'query-error', listener: (error: DatabaseError, query: Statement) => void): void;
  on(event: 'query-response', listener: () => void): void;
}
interface Statement {
  readonly __knexUid: string;
  /** Knex's word for what the statement does, where it made it: `insert`, `update`, `del`, … */
  readonly method?: string;
}

interface Options {
  readonly now: () => number;
  /** Hears of each statement that failed, and of each connection that could not be had, where that happens. */
  readonly onError: (
    error: DatabaseError,
    statement?: { readonly connection?: Connection; readonly method?: string },
  ) => void;
}

const socketOf = ({ stream, connection }: Connection): Socket | undefined => stream ?? connection?.stream;

/** Ends the socket: whatever waits for an answer on it fails at once. */
const endSocket = (connection: Connection): void => void socketOf(connection)?.destroy();

const away = (): DatabaseError =>
  Object.assign(new Error('the database does not answer'), { code: unavailable });

/** Takes the pool of Knex in hand: it can be shut while the database is away, and its connections ended. */
export const takeConnectionsInHand = (knex: Knex, { now, onError }: Options) => {
  const client = knex.client as unknown as Client;
  const open = client.acquireRawConnection.bind(client);
  const close = client.destroyRawConnection.bind(client);
  const acquire = client.acquireConnection.bind(client);
  const isValid = client.validateConnection.bind(client);
  /** Connections of the pool. */
  const live = new Set<Connection>();
  /** Those that are not handed out again; whoever has one works on with it. */
  const stale = new WeakSet<Connection>();
  /** Who waits for one. */
  const waiting = new Set<(error: DatabaseError) => void>();
  let isShut = false;
  let answeredAt = 0;

  const track = (connection: Connection): void => {
    const socket = socketOf(connection);
    if (live.has(connection) || socket?.destroyed) return;
    live.add(connection);
    socket?.once('close', () => live.delete(connection));
  };

  client.acquireRawConnection = async () => {
    const connection = await open();
    track(connection);
    return connection;
  };
  client.validateConnection = (connection) => !stale.has(connection) && isValid(connection);
  client.acquireConnection = () => {
    if (isShut) {
      const error = away();
      onError(error);
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      const fail = (error: DatabaseError): void => {
        onError(error);
        reject(error);
      };
      waiting.add(fail);
      acquire().then(
        (connection) => {
          // The pool's first connections are older than this.
          track(connection);
          if (waiting.delete(fail)) resolve(connection);
          else void client.releaseConnection(connection);
        },
        (error: DatabaseError) => waiting.delete(fail) && fail(error),
      );
    });
  };
  client.on('query-response', () => {
    answeredAt = now();
  });
  client.on('query-error', (error, { __knexUid, method }) => {
    const connection = [...live].find((one) => one.__knexUid === __knexUid);
    // A failover may leave sessions read-only for good.
    if (connection && isReadOnly(error)) stale.add(connection);
    onError(error, { connection, method });
  });

  return {
    /** Opens a connection beside the pool. */
    open,
    /** Ends such a connection, waiting for nothing. */
    end: (connection: Connection): void => {
      endSocket(connection);
      close(connection).catch(() => undefined);
    },
    query: (connection: Connection, sql: string): Promise<unknown> =>
      client._query(connection, { sql, bindings: [] }).then(({ response }) => response),
    /** When the database last answered a statement, in milliseconds since the epoch; 0: never. */
    answeredAt: (): number => answeredAt,
    /** From now on nobody gets a connection, nor do those who wait for one. */
    shut(): void {
      isShut = true;
      for (const fail of [...waiting]) {
        waiting.delete(fail);
        fail(away());
      }
    },
    reopen(): void {
      isShut = false;
    },
    /** Ends all connections of the pool: whoever waits for an answer on one is told so. */
    endAll(): void {
      for (const connection of live) endSocket(connection);
    },
    /** Has each connection of the pool replaced by a new one before it is used again. */
    renewAll(): void {
      for (const connection of live) stale.add(connection);
    },
  };
};

export type Connections = ReturnType<typeof takeConnectionsInHand>;

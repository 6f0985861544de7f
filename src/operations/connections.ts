// Why: while the database does not answer, Knex lets every request wait until its time limit, and hands out connections
// that a failover has left read-only.
// Relies on: functions of Knex's client (see `clientFunctions`), its events `query-response` and `query-error`, and the
// sockets of the drivers. If a function is gone, the start is refused.
import type { Socket } from 'node:net';
import type { Knex } from 'knex';
import { isReadOnly, unavailable, type DatabaseError } from '../plugins/kit/src/database-errors';
import { requireFunctions } from '../strapi/required-functions';

/** A connection as its driver makes it: pg, mysql2 or better-sqlite3. */
export interface Connection {
  /** Knex's id of a connection of the pool. */
  readonly __knexUid?: string;
  /** Knex's mark: the pool closes the connection instead of handing it out again. */
  __knex__disposed?: unknown;
  /** The socket of mysql2. */
  readonly stream?: Socket;
  /** The socket of pg. */
  readonly connection?: { readonly stream?: Socket };
}

/** The part of Knex's client that is used here. */
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
const clientFunctions = [
  'acquireRawConnection',
  'destroyRawConnection',
  'acquireConnection',
  'validateConnection',
  'releaseConnection',
  '_query',
  'on',
];

interface Statement {
  readonly __knexUid: string;
  /** Knex's name for the kind of statement: `insert`, `update`, `del`, …; absent for raw SQL. */
  readonly method?: string;
}

interface ConnectionOptions {
  readonly now: () => number;
  /** Called for each statement that failed and each connection that could not be had, in the context of its caller. */
  readonly onError: (
    error: DatabaseError,
    statement?: { readonly connection?: Connection; readonly method?: string },
  ) => void;
}

const socketOf = ({ stream, connection }: Connection): Socket | undefined => stream ?? connection?.stream;

/** Ends the socket. Every statement that waits for an answer on it fails at once. */
const endSocket = (connection: Connection): void => void socketOf(connection)?.destroy();

const noAnswer = (): DatabaseError =>
  Object.assign(new Error('the database does not answer'), { code: unavailable });

/** Knows the connections of the pool, and keeps retired ones from being handed out again. */
const trackConnections = (client: Client) => {
  const open = client.acquireRawConnection.bind(client);
  const isValid = client.validateConnection.bind(client);
  const live = new Set<Connection>();
  /** Connections that are not handed out again. A caller that has one may go on using it. */
  const retired = new WeakSet<Connection>();

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
  client.validateConnection = (connection) => !retired.has(connection) && isValid(connection);

  return {
    live,
    track,
    /** Opens a connection that does not belong to the pool. */
    open,
    retire: (connection: Connection): void => void retired.add(connection),
  };
};

/** Lets callers acquire connections of the pool, or refuses them all at once. */
const gateAcquisitions = (
  client: Client,
  {
    onAcquired,
    onError,
  }: { onAcquired: (connection: Connection) => void; onError: (error: DatabaseError) => void },
) => {
  const acquire = client.acquireConnection.bind(client);
  /** For each caller that waits for a connection, the function that refuses it. */
  const waiting = new Set<(error: DatabaseError) => void>();
  let isShut = false;

  const acquireOrFail = (): Promise<Connection> =>
    new Promise((resolve, reject) => {
      const fail = (error: DatabaseError): void => {
        onError(error);
        reject(error);
      };
      waiting.add(fail);
      acquire().then(
        (connection) => {
          onAcquired(connection);
          if (waiting.delete(fail)) resolve(connection);
          else void client.releaseConnection(connection);
        },
        (error: DatabaseError) => waiting.delete(fail) && fail(error),
      );
    });

  client.acquireConnection = () => {
    if (!isShut) return acquireOrFail();
    const error = noAnswer();
    onError(error);
    return Promise.reject(error);
  };

  return {
    /** Refuses connections to all callers, those that wait for one included, until `reopen`. */
    shut(): void {
      isShut = true;
      for (const fail of [...waiting]) {
        waiting.delete(fail);
        fail(noAnswer());
      }
    },
    reopen(): void {
      isShut = false;
    },
  };
};

/** Controls the pool of Knex: it can be shut while the database is away, and its connections can be ended. */
export const controlConnections = (knex: Knex, { now, onError }: ConnectionOptions) => {
  const client = knex.client as unknown as Client;
  requireFunctions(client, clientFunctions, {
    place: 'the client of Knex',
    feature: 'the answer to an outage of the database (src/operations/connections.ts)',
  });
  const close = client.destroyRawConnection.bind(client);
  const { live, track, open, retire } = trackConnections(client);
  // Connections that the pool opened before now are tracked when they are first used.
  const gate = gateAcquisitions(client, { onAcquired: track, onError });
  let answeredAt = 0;

  client.on('query-response', () => {
    answeredAt = now();
  });
  client.on('query-error', (error, { __knexUid, method }) => {
    const connection = [...live].find((one) => one.__knexUid === __knexUid);
    // A failover may leave a session read-only for good.
    if (connection && isReadOnly(error)) retire(connection);
    onError(error, { connection, method });
  });

  return {
    ...gate,
    open,
    /** Ends a connection of `open` and waits for nothing. */
    end: (connection: Connection): void => {
      endSocket(connection);
      close(connection).catch(() => undefined);
    },
    query: (connection: Connection, sql: string): Promise<unknown> =>
      client._query(connection, { sql, bindings: [] }).then(({ response }) => response),
    /** When the database last answered a statement, in milliseconds since the epoch; 0 if never. */
    answeredAt: (): number => answeredAt,
    /** Ends all connections of the pool. Every statement that waits for an answer fails. */
    endAll(): void {
      for (const connection of live) endSocket(connection);
    },
    /** Replaces each connection of the pool by a new one before its next use. */
    renewAll(): void {
      for (const connection of live) retire(connection);
    },
  };
};

export type Connections = ReturnType<typeof controlConnections>;

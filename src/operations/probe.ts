import type { Connection, Connections } from './connections';

/** The state of the database at the last probe. */
export type DatabaseState = 'up' | 'read-only' | 'away';

interface ProbeOptions {
  readonly connections: Connections;
  /** Strapi's name for the kind of database. */
  readonly client: 'sqlite' | 'postgres' | 'mysql';
  readonly now: () => number;
  /** Called at each change of the state. */
  readonly onChange: (state: DatabaseState, reason: string) => void;
  /** Checks more, on the probe's connection, at every tenth probe of a database that is up. */
  readonly inspect: (connection: Connection) => Promise<void>;
}

const everyMs = 1_000;
/** The time limit of an answer. */
const limitMs = 1_000;
const inspectEvery = 10;

/** For each kind of database, the statement that says whether it is read-only. */
const statements: Record<ProbeOptions['client'], string> = {
  sqlite: 'select 0 as read_only',
  postgres: "select case current_setting('transaction_read_only') when 'on' then 1 else 0 end as read_only",
  // MariaDB answers with a number up to version 11, and with a word from version 12 on.
  mysql: "select cast(@@global.read_only as char) not in ('0', 'OFF') as read_only",
};

/** The first row of a response of any of the three drivers. */
const firstRow = (response: unknown): { read_only?: unknown } => {
  const rows = (response as { rows?: unknown[] }).rows ?? (response as unknown[][]).flat();
  return (rows[0] ?? {}) as { read_only?: unknown };
};

/** Rejects after `limitMs`, but not because this process itself was too busy to read an answer. */
const withinLimit = async <T>(work: Promise<T>, now: () => number): Promise<T> => {
  const began = now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const check = (dueAt: number): void => {
      timer = setTimeout(() => {
        const lateMs = now() - dueAt;
        if (lateMs > limitMs / 2) check(now() + limitMs);
        else setImmediate(() => reject(new Error(`no answer within ${now() - began} ms`)));
      }, dueAt - now()).unref();
    };
    check(began + limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Asks the database each second, on a connection outside of the pool, whether it answers and can be written.
 * - The first failure shuts the pool: new requests fail at once.
 * - The second failure ends all connections: requests that wait for an answer fail, about four seconds after the
 *   database fell silent at the latest.
 */
export const createProbe = ({ connections, client, now, onChange, inspect }: ProbeOptions) => {
  let connection: Connection | undefined;
  let state: DatabaseState = 'up';
  let failures = 0;
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  let isOpen = false;

  const open = async (): Promise<Connection> => {
    let isWanted = true;
    const opening = connections.open().then((opened) => {
      if (!isWanted) connections.end(opened);
      return opened;
    });
    try {
      return await withinLimit(opening, now);
    } finally {
      isWanted = false;
    }
  };

  /** @returns whether the database is read-only */
  const ask = async (): Promise<boolean> => {
    if (connection?.__knex__disposed) drop();
    connection ??= await open();
    const response = await withinLimit(connections.query(connection, statements[client]), now);
    asked += 1;
    if (asked % inspectEvery === 1) await withinLimit(inspect(connection), now);
    return Number(firstRow(response).read_only) !== 0;
  };

  const drop = (): void => {
    if (connection) connections.end(connection);
    connection = undefined;
  };

  const become = (next: DatabaseState, reason: string): void => {
    if (next === state) return;
    // Sessions that began while it was read-only may still be.
    if (state === 'read-only') connections.renewAll();
    if (client !== 'sqlite' && next === 'away') connections.shut();
    else connections.reopen();
    state = next;
    onChange(next, reason);
  };

  const probe = async (): Promise<void> => {
    const began = now();
    try {
      const isReadOnly = await ask();
      failures = 0;
      // The session of this connection may stay read-only after the database is writable again.
      if (isReadOnly) drop();
      become(isReadOnly ? 'read-only' : 'up', '');
    } catch (error) {
      drop();
      // Other statements got answers meanwhile, so the database is not away.
      if (connections.answeredAt() > began) return;
      failures += 1;
      become('away', (error as Error).message);
      if (client !== 'sqlite' && failures > 1) connections.endAll();
    }
  };

  const next = (): void => {
    timer = setTimeout(() => void probe().finally(() => isOpen && next()), everyMs).unref();
  };

  return {
    state: (): DatabaseState => state,
    start(): void {
      isOpen = true;
      next();
    },
    stop(): void {
      isOpen = false;
      clearTimeout(timer);
      drop();
      connections.reopen();
    },
  };
};

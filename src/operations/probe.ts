import type { Connection, Connections } from './connections';

/** What the database was like when it was last asked. */
export type DatabaseState = 'up' | 'read-only' | 'away';

interface Options {
  readonly connections: Connections;
  /** Strapi's name of the database's kind. */
  readonly client: 'sqlite' | 'postgres' | 'mysql';
  readonly now: () => number;
  /** Called at each change. */
  readonly onChange: (state: DatabaseState, reason: string) => void;
  /** What else is to be asked of a database that is up, some times a minute. */
  readonly inspect: (connection: Connection) => Promise<void>;
}

const everyMs = 1_000;
/** How long the database may take to answer. */
const limitMs = 1_000;
const inspectEvery = 10;

/** Asks whether the database can be written. */
const questions: Record<Options['client'], string> = {
  sqlite: 'select 0 as read_only',
  postgres: "select case current_setting('transaction_read_only') when 'on' then 1 else 0 end as read_only",
  // A number up to MariaDB 11, a word from 12 on.
  mysql: "select cast(@@global.read_only as char) not in ('0', 'OFF') as read_only",
};

/** Rows as the three drivers give them. */
const firstRow = (response: unknown): { read_only?: unknown } => {
  const rows = (response as { rows?: unknown[] }).rows ?? (response as unknown[][]).flat();
  return (rows[0] ?? {}) as { read_only?: unknown };
};

/** Rejects after `limitMs`, unless this process itself was too busy to look. */
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
 * Asks the database each second, on a connection of its own, whether it is there and can be written. Where it is
 * not there the pool is shut, and where it is silent still at the next question, all connections are ended: what
 * waits for an answer fails then, at most some four seconds after the silence began.
 */
export const createProbe = ({ connections, client, now, onChange, inspect }: Options) => {
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

  /** @returns whether the database takes no writes */
  const ask = async (): Promise<boolean> => {
    if (connection?.__knex__disposed) drop();
    connection ??= await open();
    const response = await withinLimit(connections.query(connection, questions[client]), now);
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
    // Their sessions may be read-only still.
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
      // The session may be read-only where the database is so no more.
      if (isReadOnly) drop();
      become(isReadOnly ? 'read-only' : 'up', '');
    } catch (error) {
      drop();
      // Others get answers: it is not the database that is away.
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

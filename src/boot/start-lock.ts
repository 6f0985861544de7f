// Why: two instances that start at the same time would both create tables and both load the sample content.
// Relies on: `acquireRawConnection` and `destroyRawConnection` of Knex's client. If they are gone, the start is refused.
import os from 'node:os';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { requireFunctions } from '../strapi/required-functions';

type Row = Record<string, unknown>;

/** Statements for a lock that lasts as long as the connection that took it. */
interface LockStatements {
  readonly prepare?: string;
  /** Returns one row with `taken`: 1 where the lock was free. */
  readonly take: string;
  /** Returns the `name` and `address` of the holder, where the database shows them. */
  readonly findHolder: string;
}

const pauseMs = 500;
const repeatMessageMs = 10_000;
/** PostgreSQL shows this name to an instance that waits. */
const applicationName = `newsroom ${os.hostname()} ${process.pid}`.replace(/'/g, '');

const statements: Record<'postgres' | 'mysql', LockStatements> = {
  // PostgreSQL has locks per database; the second number makes it a lock per schema.
  postgres: {
    prepare: `set application_name = '${applicationName}'`,
    take: "select case when pg_try_advisory_lock(hashtext('newsroom'), hashtext(current_schema())) then 1 else 0 end as taken",
    findHolder: `select a.application_name as name, a.client_addr as address from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
        and l.classid::bigint = (hashtext('newsroom')::bigint & 4294967295)
        and l.objid::bigint = (hashtext(current_schema())::bigint & 4294967295)`,
  },
  // MySQL has locks per server; their names have at most 64 characters.
  mysql: {
    take: "select get_lock(concat('newsroom ', md5(database())), 0) as taken",
    findHolder: `select user as name, host as address from information_schema.processlist
      where id = is_used_lock(concat('newsroom ', md5(database())))`,
  },
};

interface RawClient {
  acquireRawConnection(): Promise<object>;
  destroyRawConnection(connection: object): Promise<unknown>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The rows of a response of either driver. */
const rowsOf = (response: unknown): Row[] =>
  (response as { rows?: Row[] }).rows ?? ((response as Row[][])[0] as Row[]);

/**
 * Waits until no other instance is starting on this database, and makes all others wait. The database releases the lock
 * of a process that dies.
 * @returns a function that releases the lock
 */
export const acquireStartLock = async (strapi: Core.Strapi): Promise<() => Promise<void>> => {
  const kind = strapi.config.get<'sqlite' | 'postgres' | 'mysql'>('database.connection.client');
  // SQLite's file is used by one server only.
  if (kind === 'sqlite') return async () => undefined;
  const knex = strapi.db.connection as Knex;
  const client = knex.client as RawClient;
  const { prepare, take, findHolder } = statements[kind];
  requireFunctions(client, ['acquireRawConnection', 'destroyRawConnection'], {
    place: 'the client of Knex',
    feature: 'the lock of a start (src/boot/start-lock.ts)',
  });
  // A connection outside of the pool.
  const connection = await client.acquireRawConnection();
  const ask = async (sql: string): Promise<Row[]> => rowsOf(await knex.raw(sql).connection(connection));

  if (prepare !== undefined) await ask(prepare);
  let loggedAt = 0;
  while (Number((await ask(take))[0]?.taken) !== 1) {
    if (Date.now() - loggedAt >= repeatMessageMs) {
      const [holder] = await ask(findHolder);
      const name = holder ? `: ${holder.name} at ${holder.address ?? 'this machine'}` : '';
      strapi.log.info(`newsroom: waiting for another instance that is starting on this database${name}`);
      loggedAt = Date.now();
    }
    await sleep(pauseMs);
  }
  return async () => void (await client.destroyRawConnection(connection));
};

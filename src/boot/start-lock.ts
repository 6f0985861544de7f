import os from 'node:os';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

type Row = Record<string, unknown>;

/** How a database is asked for a lock that lives as long as the connection that took it. */
interface Questions {
  readonly prepare?: string;
  /** One row, with `taken`: 1 where the lock was free. */
  readonly take: string;
  /** The row of whoever has it, where it may be seen: `name`, `address`. */
  readonly holder: string;
}

const pauseMs = 500;
const sayAgainMs = 10_000;
/** Who waits sees it, where the database shows it: PostgreSQL does. */
const ownName = `newsroom ${os.hostname()} ${process.pid}`.replace(/'/g, '');

const questions: Record<'postgres' | 'mysql', Questions> = {
  // Locks of PostgreSQL belong to a database, and here to a schema of it.
  postgres: {
    prepare: `set application_name = '${ownName}'`,
    take: "select case when pg_try_advisory_lock(hashtext('newsroom'), hashtext(current_schema())) then 1 else 0 end as taken",
    holder: `select a.application_name as name, a.client_addr as address from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
        and l.classid::bigint = (hashtext('newsroom')::bigint & 4294967295)
        and l.objid::bigint = (hashtext(current_schema())::bigint & 4294967295)`,
  },
  // Those of MySQL belong to the whole server, and have at most 64 characters.
  mysql: {
    take: "select get_lock(concat('newsroom ', md5(database())), 0) as taken",
    holder: `select user as name, host as address from information_schema.processlist
      where id = is_used_lock(concat('newsroom ', md5(database())))`,
  },
};

interface RawClient {
  acquireRawConnection(): Promise<object>;
  destroyRawConnection(connection: object): Promise<unknown>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Rows as both drivers give them. */
const rowsOf = (response: unknown): Row[] =>
  (response as { rows?: Row[] }).rows ?? ((response as Row[][])[0] as Row[]);

/**
 * Waits until no other instance is starting on this database, and keeps all others waiting: creating and changing
 * tables, and the first boot's content, are for one at a time. A process that dies gives the lock back.
 * @returns releases the lock
 */
export const acquireStartLock = async (strapi: Core.Strapi): Promise<() => Promise<void>> => {
  const kind = strapi.config.get<'sqlite' | 'postgres' | 'mysql'>('database.connection.client');
  // A file is for one server.
  if (kind === 'sqlite') return async () => undefined;
  const knex = strapi.db.connection as Knex;
  const client = knex.client as RawClient;
  const { prepare, take, holder } = questions[kind];
  // One of its own, past the pool.
  const connection = await client.acquireRawConnection();
  const ask = async (sql: string): Promise<Row[]> => rowsOf(await knex.raw(sql).connection(connection));

  if (prepare !== undefined) await ask(prepare);
  let saidAt = 0;
  while (Number((await ask(take))[0]?.taken) !== 1) {
    if (Date.now() - saidAt >= sayAgainMs) {
      const [who] = await ask(holder);
      const name = who ? `: ${who.name} at ${who.address ?? 'this machine'}` : '';
      strapi.log.info(`newsroom: waiting for another instance that is starting on this database${name}`);
      saidAt = Date.now();
    }
    await sleep(pauseMs);
  }
  return async () => void (await client.destroyRawConnection(connection));
};

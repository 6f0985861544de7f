import fs from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { foldCaseAsUnicode, type FunctionOwner } from '../src/text/sqlite';
import { choice, databaseUrl, flag, wholeNumber } from './checks/environment';

// Strapi writes times to PostgreSQL in the time zone of the process, so all processes must have the same.
process.env.TZ = 'UTC';

type Env = Core.Config.Shared.ConfigParams['env'];
type AfterCreate<C> = (connection: C, done: (error: Error | null, connection: C) => void) => void;

interface SqliteConnection extends FunctionOwner {
  /** The file, or `:memory:`. */
  readonly name: string;
  pragma(statement: string): unknown;
  prepare(sql: string): unknown;
}

/** Makes the file readable for its owner only: it holds hashes of passwords and the headers of webhooks. */
const keepPrivate = (filename: string): void => {
  try {
    fs.chmodSync(filename, 0o600);
  } catch (error) {
    // There is no file, or it belongs to another user, who decides.
    if (!['ENOENT', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
};

/**
 * A second process beside the server (`npm run import`) must find the file ready for it:
 * - WAL lets it read while the other one writes;
 * - `synchronous = FULL` makes every commit survive a power cut;
 * - transactions take the write lock when they begin. SQLite's default takes it at the first write,
 *   and then fails at once, without waiting, if the other process has written in between.
 */
const prepareSqlite: AfterCreate<SqliteConnection> = (connection, done) => {
  // Before SQLite creates the files beside it, because they get the same mode.
  keepPrivate(connection.name);
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('busy_timeout = 15000');
  foldCaseAsUnicode(connection);
  const prepare = connection.prepare.bind(connection);
  connection.prepare = (sql) => prepare(sql === 'BEGIN;' ? 'BEGIN IMMEDIATE;' : sql);
  done(null, connection);
};

interface MysqlConnection {
  query(sql: string, callback: (error: (Error & { code?: string }) | null) => void): void;
}

/**
 * Isolation as PostgreSQL has it: a statement sees what is committed, so a lock taken first is worth having.
 * MySQL itself, unlike MariaDB, has no limit for idle transactions.
 */
const prepareMysql =
  (env: Env): AfterCreate<MysqlConnection> =>
  (connection, done) => {
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (error) => {
      if (error) return done(error, connection);
      const seconds = Math.ceil(idleTransactionMs(env) / 1000);
      return connection.query(`SET SESSION idle_transaction_timeout = ${seconds}`, (refused) =>
        done(refused?.code === 'ER_UNKNOWN_SYSTEM_VARIABLE' ? null : refused, connection),
      );
    });
  };

/** The time limit for opening a connection. */
const connectMs = (env: Env): number => wholeNumber(env, 'DATABASE_CONNECT_TIMEOUT', 5_000, [100, 60_000]);

/** How long a transaction may be idle before the database ends it. A frozen instance would keep its locks for ever. */
const idleTransactionMs = (env: Env): number =>
  wholeNumber(env, 'DATABASE_IDLE_TRANSACTION_TIMEOUT', 60_000, [1_000, 3_600_000]);

interface MarkedConnection {
  /** The error of Strapi's preparation; src/operations/failed-preparations.ts sets it. */
  readonly __knex__disposed?: Error;
}

const preparePostgres: AfterCreate<MarkedConnection> = (connection, done) =>
  done(connection.__knex__disposed ?? null, connection);

/** dist/config -> the project. */
const projectRoot = path.resolve(__dirname, '..', '..');

const tls = (env: Env) =>
  flag(env, 'DATABASE_SSL', false) && {
    key: env('DATABASE_SSL_KEY', undefined),
    cert: env('DATABASE_SSL_CERT', undefined),
    ca: env('DATABASE_SSL_CA', undefined),
    rejectUnauthorized: flag(env, 'DATABASE_SSL_REJECT_UNAUTHORIZED', true),
  };

/** The address of the server: from DATABASE_URL, or from DATABASE_HOST, DATABASE_PORT and so on. */
const address = (env: Env, protocols: readonly string[], defaultPort: number) => {
  const url = databaseUrl(env, 'DATABASE_URL', protocols);
  return {
    // Only a URL has brackets around an IPv6 address.
    host: url ? url.hostname.replace(/^\[|\]$/g, '') : env('DATABASE_HOST', 'localhost'),
    port: Number(url?.port) || wholeNumber(env, 'DATABASE_PORT', defaultPort, [1, 65_535]),
    database: url ? decodeURIComponent(url.pathname.slice(1)) : env('DATABASE_NAME', 'newsroom'),
    user: url ? decodeURIComponent(url.username) : env('DATABASE_USERNAME', 'newsroom'),
    password: url ? decodeURIComponent(url.password) : env('DATABASE_PASSWORD', ''),
    ssl: tls(env),
  };
};

const pool = (env: Env) => ({
  min: wholeNumber(env, 'DATABASE_POOL_MIN', 0, [0, 100]),
  max: wholeNumber(env, 'DATABASE_POOL_MAX', 10, [2, 200]),
  // Longer than opening a connection, because preparing it takes some statements.
  createTimeoutMillis: connectMs(env) + 2_000,
});

const connections: Record<Core.Config.Database.ClientKind, (env: Env) => object> = {
  sqlite: (env) => ({
    connection: {
      filename: path.resolve(projectRoot, env('DATABASE_FILENAME', '.tmp/data.db')),
    },
    pool: { min: 1, max: 1, afterCreate: prepareSqlite },
    useNullAsDefault: true,
  }),
  postgres: (env) => ({
    connection: {
      ...address(env, ['postgres:', 'postgresql:'], 5432),
      schema: env('DATABASE_SCHEMA', 'public'),
      connectionTimeoutMillis: connectMs(env),
      idle_in_transaction_session_timeout: idleTransactionMs(env),
      keepAlive: true,
    },
    pool: { ...pool(env), afterCreate: preparePostgres },
  }),
  mysql: (env) => ({
    connection: {
      ...address(env, ['mysql:', 'mariadb:'], 3306),
      timezone: 'Z',
      charset: 'utf8mb4',
      connectTimeout: connectMs(env),
    },
    pool: { ...pool(env), afterCreate: prepareMysql(env) },
  }),
};

/** The kinds of database. The first is the default where DATABASE_CLIENT is not set: the kind that DATABASE_URL names. */
const clientsFor = (url: string) => {
  if (/^postgres/.test(url)) return ['postgres', 'mysql', 'sqlite'] as const;
  if (/^(mysql|mariadb)/.test(url)) return ['mysql', 'postgres', 'sqlite'] as const;
  return ['sqlite', 'postgres', 'mysql'] as const;
};

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Database => {
  const client = choice(env, 'DATABASE_CLIENT', clientsFor(env('DATABASE_URL', '')));
  return {
    connection: {
      client,
      ...connections[client](env),
      acquireConnectionTimeout: wholeNumber(env, 'DATABASE_CONNECTION_TIMEOUT', 60_000, [1_000, 600_000]),
    } as Core.Config.Database['connection'],
  };
};

export default config;

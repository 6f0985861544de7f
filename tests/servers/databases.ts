import fs from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import knex, { type Knex } from 'knex';

export type DatabaseName = 'sqlite' | 'postgres' | 'mysql';

/** A database that belongs to one test: the environment for its server, and direct access. */
export interface TestDatabase {
  readonly env: Record<string, string>;
  readonly connect: () => Knex;
  readonly drop: () => Promise<void>;
}

interface SqliteConnection {
  pragma(statement: string): unknown;
  prepare(sql: string): unknown;
}

/** Locks when a transaction begins, as config/database.ts does: a server may write at the same time. */
const prepareSqlite = (connection: SqliteConnection, done: (error: null, same: SqliteConnection) => void) => {
  connection.pragma('busy_timeout = 15000');
  const prepare = connection.prepare.bind(connection);
  connection.prepare = (sql) => prepare(sql === 'BEGIN;' ? 'BEGIN IMMEDIATE;' : sql);
  done(null, connection);
};

/** Opens the database that a server's environment names. */
export const connectTo = (env: Record<string, string>): Knex =>
  env.DATABASE_CLIENT === 'sqlite'
    ? knex({
        client: 'better-sqlite3',
        connection: { filename: env.DATABASE_FILENAME as string },
        pool: { min: 1, max: 1, afterCreate: prepareSqlite },
        useNullAsDefault: true,
      })
    : knex({
        client: env.DATABASE_CLIENT === 'postgres' ? 'pg' : 'mysql2',
        connection: env.DATABASE_URL as string,
      });

export const root = path.resolve(__dirname, '..', '..');
export const scratch = path.join(root, '.tmp', 'tests');

const sqlite = (name: string): TestDatabase => {
  const filename = path.join(scratch, `${name}.db`);
  return {
    env: { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: filename },
    connect: () => connectTo({ DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: filename }),
    drop: async () => {
      for (const ending of ['', '-wal', '-shm']) fs.rmSync(`${filename}${ending}`, { force: true });
    },
  };
};

const server = (
  client: 'postgres' | 'mysql',
  variable: string,
  driver: string,
  name: string,
): TestDatabase => {
  const url = new URL(process.env[variable] ?? '');
  const admin = () => knex({ client: driver, connection: url.href });
  const own = new URL(url.href);
  own.pathname = `/${name}`;
  const execute = async (sql: string): Promise<void> => {
    const connection = admin();
    try {
      await connection.raw(sql);
    } finally {
      await connection.destroy();
    }
  };
  const force = client === 'postgres' ? ' WITH (FORCE)' : '';
  return {
    env: { DATABASE_CLIENT: client, DATABASE_URL: own.href },
    connect: () => connectTo({ DATABASE_CLIENT: client, DATABASE_URL: own.href }),
    drop: () => execute(`DROP DATABASE IF EXISTS ${name}${force}`),
  };
};

/** Creates an empty database under a name that no other test has. */
export const createDatabase = async (kind: DatabaseName): Promise<TestDatabase> => {
  fs.mkdirSync(scratch, { recursive: true });
  const name = `newsroom_test_${randomBytes(6).toString('hex')}`;
  if (kind === 'sqlite') return sqlite(name);
  const [variable, driver] = kind === 'postgres' ? ['TEST_POSTGRES_URL', 'pg'] : ['TEST_MYSQL_URL', 'mysql2'];
  const connection = knex({ client: driver, connection: process.env[variable] ?? '' });
  await connection.raw(`CREATE DATABASE ${name}`);
  await connection.destroy();
  return server(kind, variable, driver, name);
};

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cpuOfFamily } from './cpu.mjs';
import { folder, pause } from './measure.mjs';
import { freePort, spawnOwn } from './serve.mjs';

const { Client } = createRequire(import.meta.url)('pg');

/** The folder of the newest PostgreSQL's programs. */
const programs = () => {
  const debian = '/usr/lib/postgresql';
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => path.join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((one) => fs.existsSync(path.join(one, 'initdb')));
};

/** PostgreSQL refuses to run as root: then it runs as the user that it was installed for. */
const user = () => {
  if (process.getuid?.() !== 0) return {};
  const idOf = (/** @type {string} */ option) => Number(execFileSync('id', [option, 'postgres']));
  return { uid: idOf('-u'), gid: idOf('-g') };
};

/**
 * A PostgreSQL cluster of this run's own, as initdb makes it: durable, autovacuum on. It ends with this process.
 * @returns the cluster; undefined, with a word on the console, where PostgreSQL is not installed
 */
export const startPostgres = async () => {
  const bin = programs();
  if (!bin) {
    console.log('PostgreSQL is left out: its programs are not in /usr/lib/postgresql/*/bin nor in PATH');
    return undefined;
  }
  const as = user();
  // The home of root is closed to other users.
  const home = fs.mkdtempSync(path.join('uid' in as ? '/var/tmp' : folder, 'newsroom-bench-'));
  process.on('exit', () => fs.rmSync(home, { recursive: true, force: true }));
  if (as.uid !== undefined) fs.chownSync(home, as.uid, as.gid);
  const [data, passwordFile] = [path.join(home, 'data'), path.join(home, 'password')];
  const password = randomBytes(16).toString('hex');
  fs.writeFileSync(passwordFile, password, { mode: 0o644 });
  const options = ['--auth=scram-sha-256', '--username=bench', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  execFileSync(path.join(bin, 'initdb'), ['-D', data, ...options], { ...as, cwd: home, stdio: 'pipe' });
  const port = await freePort();
  const log = fs.openSync(path.join(folder, 'postgres.log'), 'w');
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${home}`];
  const { pid, stop } = spawnOwn(
    path.join(bin, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...as, cwd: home, stdio: ['ignore', log, log] },
    'SIGQUIT',
  );
  const urlOf = (/** @type {string} */ name) => `postgresql://bench:${password}@127.0.0.1:${port}/${name}`;

  /** @param {string} sql @param {string} name @returns {Promise<any[]>} */
  const query = async (sql, name = 'postgres') => {
    const db = new Client(urlOf(name));
    await db.connect();
    try {
      return (await db.query(sql)).rows;
    } finally {
      await db.end();
    }
  };
  for (let i = 0; ; i += 1) {
    const isUp = await query('SELECT 1').then(
      () => true,
      () => i > 100,
    );
    if (isUp) break;
    await pause(100);
  }
  const [{ version }] = await query("SELECT current_setting('server_version') AS version");
  console.log(`PostgreSQL ${version}: a cluster of its own, durable, autovacuum on`);

  return {
    pid,
    query,
    /** The environment of a server on this database. @param {string} name */
    env: (name) => ({ DATABASE_CLIENT: 'postgres', DATABASE_URL: urlOf(name) }),
    /** @param {string} name @param {string} [template] */
    create: (name, template = 'template1') => query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`),
    /** Copies a database the way of a backup: without statistics, until autovacuum makes them. @param {string} from @param {string} to */
    restore: async (from, to) => {
      const dump = path.join(folder, 'dump');
      const address = { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'bench', PGPASSWORD: password };
      const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
        execFileSync(path.join(bin, program), args, { env: { ...process.env, ...address }, stdio: 'pipe' });
      run('pg_dump', '--format=custom', `--file=${dump}`, from);
      await query(`CREATE DATABASE "${to}"`);
      run('pg_restore', `--dbname=${to}`, dump);
    },
    cpu: () => cpuOfFamily(pid),
    /** Bytes of WAL written so far. @returns {Promise<number>} */
    wal: async () => {
      const [{ bytes }] = await query("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS bytes");
      return Number(bytes);
    },
    stop: () => stop('SIGINT'),
  };
};

/** @typedef {NonNullable<Awaited<ReturnType<typeof startPostgres>>>} Postgres */

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { findWithoutStatistics, renewStatistics } from '../../src/plugins/kit/src/statistics';
import { databaseName, serverUrl } from './client';
import { createDatabase, root, scratch, type TestDatabase } from './databases';
import { bootInside } from './inside';
import { environment } from './newsroom';

const off = { CONTENT_TRACKER: 'false', WEBHOOK_DELIVERY: 'false' };
const tables = [
  'content_tracker_view_totals',
  'content_tracker_view_hours',
  'content_tracker_publications',
  'webhook_delivery_messages',
  'webhook_delivery_endpoints',
];

let database: TestDatabase;
let db: Knex;

beforeAll(async () => {
  database = await createDatabase(databaseName);
  db = database.connect();
  await (await bootInside(database)).stop();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** As after a restore: PostgreSQL knows nothing of its tables. The others keep their statistics by themselves. */
const forgetStatistics = async (): Promise<void> => {
  await renewStatistics(db, ['articles', ...tables]);
  if (databaseName !== 'postgres') return;
  await db.raw("DELETE FROM pg_statistic WHERE starelid IN ('articles'::regclass, ?::regclass)", [
    tables[0] ?? '',
  ]);
  expect(await findWithoutStatistics(db, ['articles', ...tables])).toEqual(['articles', tables[0]]);
};

/** What readers see of counts and dates, and what the plugins keep. */
const look = async () => {
  const rows = await db('articles')
    .select('document_id', 'locale', 'published_at', 'view_count', 'first_published_at')
    .orderBy(['document_id', 'locale', 'published_at']);
  const sizes = await Promise.all(
    tables.map(async (table) => [table, Number((await db(table).count({ n: '*' }))[0]?.n)]),
  );
  return { rows: JSON.parse(JSON.stringify(rows)), sizes };
};

it('one start with the plugins switched off loses no count, date or line of a log, and the next one looks at tables anew', async () => {
  const before = await look();
  expect(before.sizes[0]?.[1]).toBeGreaterThan(0);
  await (await bootInside(database, { env: off })).stop();
  expect(await db.schema.hasColumn('articles', 'view_count')).toBe(false);
  await forgetStatistics();
  await (await bootInside(database)).stop();
  expect(await look()).toEqual(before);
  expect(await findWithoutStatistics(db, ['articles', ...tables])).toEqual([]);
});

/** A copy of the whole project, as quickly as the machine makes one. */
const copyProject = (): string => {
  const project = fs.mkdtempSync(path.join(scratch, 'project-'));
  for (const name of [
    '.env',
    'config',
    'database',
    'dist',
    'node_modules',
    'package.json',
    'public',
    'src',
  ]) {
    const [from, to] = [path.join(root, name), path.join(project, name)];
    if (process.platform === 'linux') execFileSync('cp', ['-al', from, to]);
    else fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
  return project;
};

// What comes before the database is the same for all of them.
const once = databaseName === 'sqlite' ? it : () => undefined;

once('a start without the build of a plugin, as `npm ci` leaves it, is refused', async () => {
  const before = await look();
  const project = copyProject();
  for (const plugin of ['content-tracker', 'webhook-delivery']) {
    const built = path.join(project, 'src', 'plugins', plugin, 'dist');
    fs.renameSync(built, `${built}-away`);
    await expect(bootInside(database, { env: { APP_DIR: project } })).rejects.toThrow(
      `newsroom: the plugin ${plugin} is switched on, but its build is missing`,
    );
    fs.renameSync(`${built}-away`, built);
  }
  expect(await look()).toEqual(before);
  fs.rmSync(project, { recursive: true });
});

once('a second start on the same port is refused before it touches the database', async () => {
  const own = await createDatabase('sqlite');
  const { port } = new URL(serverUrl);
  const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: environment(own, { PORT: port }),
    encoding: 'utf8',
  });
  expect(stderr).toMatch(`Port ${port} is already used, perhaps by another "npm start" in this folder`);
  expect(status).toBe(1);
  expect(fs.existsSync(own.env.DATABASE_FILENAME as string)).toBe(false);
  expect((await fetch(`${serverUrl}/_health`)).status).toBe(204);
});

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { findWithoutStatistics, renewStatistics } from '../../../src/plugins/kit/src/statistics';
import { databaseName, serverUrl } from '../../clients/client';
import { createDatabase, root, type TestDatabase } from '../../servers/databases';
import { bootStrapi, copyProject } from '../../servers/strapi-process';
import { environment, launch, type Launched } from '../../servers/newsroom';
import { until } from '../../clients/receiver';

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
  await (await bootStrapi(database)).stop();
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

const publishedEvents = async (where: Knex): Promise<number> =>
  Number((await where('events').whereNotNull('published_at').count({ n: '*' }))[0]?.n);

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

/** What roles and tokens may do, and how the list of articles is set up. */
const readGrants = async (strapi: any) => {
  // Strapi itself gives the first role everything.
  const where = { role: { code: { $ne: 'strapi-super-admin' } } };
  const admin = await strapi.db.query('admin::permission').findMany({ where, populate: ['role'] });
  const api = await strapi.db.query('plugin::users-permissions.permission').findMany({ populate: ['role'] });
  const tokens = await strapi.db.query('admin::api-token-permission').findMany({ populate: ['token'] });
  const types = strapi.plugin('content-manager').service('content-types');
  const { layouts, settings } = await types.findConfiguration(types.findContentType('api::article.article'));
  const sorted = (lines: unknown[]): string[] => lines.map((line) => JSON.stringify(line)).sort();
  return {
    admin: sorted(
      admin.map(({ role, action, subject, properties, conditions }: any) => [
        role?.code,
        action,
        subject,
        [...(properties.fields ?? [])].sort(),
        properties.locales,
        conditions,
      ]),
    ),
    api: sorted(api.map(({ role, action }: any) => [role.type, action])),
    tokens: sorted(tokens.map(({ token, action }: any) => [token.name, action])),
    list: layouts.list,
    sort: [settings.defaultSortBy, settings.defaultSortOrder],
  };
};

/** As an administrator would: gives some things, takes others away. */
const changeGrants = async (strapi: any): Promise<void> => {
  const roles = strapi.service('admin::role');
  const desk = await roles.create({ name: 'Desk', description: 'For tests' });
  const author = await roles.findOne({ code: 'strapi-author' });
  const subject = 'api::article.article';
  await roles.assignPermissions(desk.id, [
    { action: 'plugin::content-tracker.read', subject: null, properties: {}, conditions: [] },
    { action: 'plugin::webhook-delivery.send', subject: null, properties: {}, conditions: [] },
    {
      action: 'plugin::content-manager.explorer.read',
      subject,
      properties: { fields: ['title', 'viewCount'], locales: ['vi'] },
      conditions: ['admin::is-creator'],
    },
  ]);
  await roles.assignPermissions(author.id, []);
  await strapi.service('admin::api-token').create({
    name: 'Front page',
    description: '',
    type: 'custom',
    lifespan: null,
    permissions: ['plugin::content-tracker.views.mostViewed', 'api::article.article.find'],
  });
  const isGone = { action: 'plugin::content-tracker.views.series' };
  await strapi.db.query('plugin::users-permissions.permission').deleteMany({ where: isGone });
  const types = strapi.plugin('content-manager').service('content-types');
  const type = types.findContentType(subject);
  const configuration = await types.findConfiguration(type);
  await types.updateConfiguration(type, {
    ...configuration,
    layouts: { ...configuration.layouts, list: ['id', 'title', 'slug', 'viewCount'] },
    settings: { ...configuration.settings, defaultSortBy: 'viewCount', defaultSortOrder: 'DESC' },
  });
};

it('a start without the plugins removes no permission, no column and no sort order of a list', async () => {
  const first = await bootStrapi(database);
  await first.run(changeGrants);
  const before = await first.run(readGrants);
  await first.stop();
  const ofDesk = before.admin.filter((line) => line.startsWith('["desk'));
  expect(ofDesk).toHaveLength(3);
  expect(before.tokens).toContain('["Front page","plugin::content-tracker.views.mostViewed"]');
  const without = await bootStrapi(database, { env: off });
  const meanwhile = await without.run(readGrants);
  await without.stop();
  // Strapi takes them away: of what two roles of readers have, it forgets one.
  expect(JSON.stringify(meanwhile)).not.toMatch(/viewCount|plugin::webhook-delivery|content-tracker\.read/);
  expect(meanwhile).not.toEqual(before);
  const last = await bootStrapi(database);
  expect(await last.run(readGrants)).toEqual(before);
  await last.stop();
});

it('a start with the plugins switched off loses no count, date or log entry, and the next start checks the tables again', async () => {
  const before = await look();
  expect(before.sizes[0]?.[1]).toBeGreaterThan(0);
  await (await bootStrapi(database, { env: off })).stop();
  expect(await db.schema.hasColumn('articles', 'view_count')).toBe(false);
  await forgetStatistics();
  await (await bootStrapi(database)).stop();
  expect(await look()).toEqual(before);
  expect(await findWithoutStatistics(db, ['articles', ...tables])).toEqual([]);
});

it('a database that a later version has written to is refused unchanged', async () => {
  const number = db('strapi_core_store_settings').where({ key: 'core_newsroom_compatibility' });
  const { value } = await number.clone().first('value');
  const before = await look();
  await number.clone().update({ value: String(Number(value) + 1) });
  // This one would take the columns away.
  await expect(bootStrapi(database, { env: off })).rejects.toThrow(
    `a later version has written to this database: its compatibility number is ${Number(value) + 1}, and this version knows ${value}`,
  );
  expect(await look()).toEqual(before);
  await number.clone().update({ value });
});

// A file of SQLite is for one server.
const several = databaseName === 'sqlite' ? () => undefined : it;

several(
  'three instances that start on an empty database take turns, even where the first one dies',
  async () => {
    const empty = await createDatabase(databaseName);
    const inEmpty = empty.connect();
    const count = async (table: string) => Number((await inEmpty(table).count({ n: '*' }))[0]?.n);
    const all = await Promise.all([1, 2, 3].map(() => launch(empty)));
    const outcomes = Promise.allSettled(all.map(({ isUp }) => isUp));
    // In the middle of the first boot's content.
    await until(
      () => count('articles').catch(() => 0),
      (articles) => articles >= 4,
      120,
    );
    const isWaiting = ({ readLog }: Launched) =>
      /waiting for another instance that is starting/.test(readLog());
    const first = all.filter((one) => !isWaiting(one));
    expect(first).toHaveLength(1);
    await first[0]?.stop('SIGKILL');
    const states = (await outcomes).map(({ status }) => status).sort();
    expect(states).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await inEmpty('i18n_locale').orderBy('code').pluck('code')).toEqual(['en', 'vi']);
    const twice = await inEmpty('strapi_core_store_settings')
      .select('key')
      .groupBy('key')
      .havingRaw('count(*) > 1');
    expect(twice).toEqual([]);
    const published = await inEmpty('articles').whereNotNull('published_at').select('slug', 'locale');
    const slugs = published.map(({ slug, locale }) => `${slug} ${locale}`);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(await count('content_tracker_publications')).toBe(slugs.length + (await publishedEvents(inEmpty)));
    for (const one of all) await one.stop();
    await inEmpty.destroy();
    await empty.drop();
  },
);

// What comes before the database is the same for all of them.
const once = databaseName === 'sqlite' ? it : () => undefined;

once('a start without the build of a plugin, as `npm ci` leaves it, is refused', async () => {
  const before = await look();
  const project = copyProject();
  for (const plugin of ['content-tracker', 'webhook-delivery']) {
    const built = path.join(project, 'src', 'plugins', plugin, 'dist');
    fs.renameSync(built, `${built}-away`);
    await expect(bootStrapi(database, { env: { APP_DIR: project } })).rejects.toThrow(
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

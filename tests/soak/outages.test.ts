import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import knex, { type Knex } from 'knex';
import { connectTo } from '../servers/databases';
import { createDatabase, signIn, start, type TestDatabase } from '../servers/newsroom';
import { disagreements } from './agreement';
import { until } from '../clients/receiver';
import { createTally, pause, report, startLoad } from './load';
import {
  articles,
  createCall,
  expectWhole,
  isWhole,
  servers,
  settings,
  titleOf,
  variables,
  viewsOf,
  withScene,
} from './scene';

describe.each(servers)('connections that are cut while editors publish, on %s', (name) => {
  const cuts = isWhole ? 40 : 12;

  it(`leave no request without an answer and no connection of the pool lost, ${cuts} times`, () =>
    withScene(name, async (scene) => {
      const { proxy, call, ids } = scene;
      let isOn = true;
      const statuses = new Map<number, number>();
      let slowestMs = 0;
      const edit = async (offset: number): Promise<void> => {
        for (let i = offset; isOn; i += 8) {
          const path = `${articles}/${ids[i % ids.length]}/actions/publish?locale=vi`;
          const { status, body, tookMs } = await call('POST', path, { title: `Bản ${i}`, body: '…' });
          if (status === 500) expect(body.error.name).toBe('OutcomeUnknownError');
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          slowestMs = Math.max(slowestMs, tookMs);
        }
      };
      const editors = Array.from({ length: 8 }, (_, i) => edit(i));
      for (let cut = 0; cut < cuts; cut += 1) {
        await pause(400 + Math.random() * 800);
        proxy.endAll();
      }
      isOn = false;
      await Promise.all(editors);
      console.log(`${name}: ${cuts} cuts, ${JSON.stringify([...statuses])}, slowest ${slowestMs} ms`);
      // 200, nothing saved and said, or unknown and said.
      expect([...statuses.keys()].filter((status) => ![200, 500, 503].includes(status))).toEqual([]);
      await expectWhole(scene);
      const began = Date.now();
      await scene.running.stop();
      expect(Date.now() - began).toBeLessThan(6_000);
    }));
});

describe.each(servers)('a database that is silent, on %s', (name) => {
  const silentMs = isWhole ? 30_000 : 8_000;

  it(`is answered 503 within 5 s, and no answered write is missing, after ${silentMs / 1000} s`, () =>
    withScene(name, async (scene) => {
      const { proxy, running, call, db, ids } = scene;
      const before = new Map(await Promise.all(ids.map(async (id) => [id, await viewsOf(db, id)] as const)));
      const tally = createTally();
      const load = startLoad(running, ids, 50, tally);
      await pause(1_000);
      proxy.silence();
      const [id = ''] = ids;
      const waiting = [
        call('GET', `/api/articles/${id}`, undefined, ''),
        call('GET', `${articles}/${id}?locale=vi`),
        call('PUT', `${articles}/${id}?locale=vi`, { title: 'Trong im lặng', body: '…' }),
      ];
      await pause(4_000);
      const newcomer = await call('GET', '/api/articles', undefined, '');
      const first = await Promise.all(waiting);
      await pause(silentMs - 5_000);
      const ready = await fetch(`${running.url}/_ready`);
      proxy.back();
      await pause(2_000);
      await load.stop();

      expect(first.map(({ status }) => status)).toEqual([503, 503, 503]);
      expect(first.map(({ retryAfter }) => retryAfter)).toEqual(['5', '5', '5']);
      expect(Math.max(...first.map(({ tookMs }) => tookMs))).toBeLessThan(5_000);
      expect([newcomer.status, newcomer.tookMs < 500]).toEqual([503, true]);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toEqual({ ready: false, reasons: ['the database does not answer'] });
      await expectWhole(scene);
      for (const one of ids) {
        const counted = (await viewsOf(db, one)) - (before.get(one) ?? 0);
        const answered = tally.answered.get(one) ?? 0;
        expect(counted).toBeGreaterThanOrEqual(answered);
        // A commit under way when the silence began may have come through.
        expect(counted).toBeLessThanOrEqual(answered + (tally.unavailable.get(one) ?? 0));
      }
      const lines = fs
        .readFileSync(running.log, 'utf8')
        .split('\n')
        .filter((line) => /error/.test(line));
      console.log(`${name}: silent, ${JSON.stringify([...tally.statuses])}, ${lines.length} lines of errors`);
      expect(lines.length).toBeLessThan(100);
    }));
});

/** Makes the database read-only, and writable again. */
const readOnly: Record<
  (typeof servers)[number],
  (admin: Knex, name: string, isOn: boolean) => Promise<void>
> = {
  async postgres(admin, name, isOn) {
    await admin.raw(`ALTER DATABASE ${name} SET default_transaction_read_only = ${isOn ? 'on' : 'off'}`);
    // As a failover does: from now on there are other sessions. Ending the spell ends none.
    if (isOn) {
      await admin.raw('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?', [name]);
    }
  },
  async mysql(admin, _name, isOn) {
    await admin.raw(`SET GLOBAL read_only = ${isOn ? 1 : 0}`);
  },
};

/** The tests' own user of MariaDB may write in spite of `read_only`. */
const withoutPrivileges = async (
  name: string,
  admin: Knex,
  database: TestDatabase,
): Promise<TestDatabase> => {
  if (name !== 'mysql') return database;
  const url = new URL(database.env.DATABASE_URL as string);
  const user = url.pathname.slice(1, 30);
  await admin.raw(`CREATE USER '${user}'@'%' IDENTIFIED BY 'soak'`);
  await admin.raw(`GRANT ALL ON ${url.pathname.slice(1)}.* TO '${user}'@'%'`);
  url.username = user;
  url.password = 'soak';
  const drop = async () => {
    await admin.raw(`DROP USER '${user}'@'%'`);
    await database.drop();
  };
  return { ...database, env: { ...database.env, DATABASE_URL: url.href }, drop };
};

describe.each(servers)('a database that takes no writes for a while, on %s', (name) => {
  it('can be read, answers writes with 503, and its old connections are closed afterwards', async () => {
    const admin = knex({
      client: name === 'postgres' ? 'pg' : 'mysql2',
      connection: process.env[variables[name]] as string,
    });
    const database = await withoutPrivileges(name, admin, await createDatabase(name));
    const running = await start(database, settings);
    const keys = await signIn(running.url);
    const call = createCall(running.url, keys.adminToken);
    const db = database.connect();
    const { body } = await call('GET', '/api/articles?fields=title', undefined, '');
    const ids: string[] = body.data.map((one: { documentId: string }) => one.documentId);
    const [id = ''] = ids;
    const title = await titleOf(db, id);
    const views = await viewsOf(db, id);
    const tally = createTally();
    const spell = (isOn: boolean) =>
      readOnly[name](admin, new URL(database.env.DATABASE_URL as string).pathname.slice(1), isOn);
    // Its use is to be written down at the next one.
    await db('strapi_api_tokens').update({ last_used_at: new Date(0) });
    try {
      await spell(true);
      await pause(2_500);
      for (const token of ['', keys.apiToken]) {
        expect((await call('GET', `/api/articles/${id}`, undefined, token)).status).toBe(200);
      }
      expect((await call('GET', `${articles}/${id}?locale=vi`)).status).toBe(200);
      const save = await call('PUT', `${articles}/${id}?locale=vi`, { title: 'Không lưu', body: '…' });
      expect([save.status, save.body.error.message]).toEqual([
        503,
        expect.stringMatching(/takes no changes/),
      ]);
      await report(running.url, id, tally);
      expect([...tally.statuses]).toEqual([[503, 1]]);
      const ready = await fetch(`${running.url}/_ready`);
      expect([ready.status, ((await ready.json()) as any).reasons[0]]).toEqual([
        503,
        'the database takes no changes',
      ]);
    } finally {
      await spell(false);
    }
    await pause(2_500);
    for (let i = 0; i < 10; i += 1) await report(running.url, id, tally);
    expect(tally.statuses.get(204)).toBe(10);
    expect(await viewsOf(db, id)).toBe(views + 10);
    expect(await titleOf(db, id)).toBe(title);
    await expectWhole({ running, keys, db, ids, call });
    await running.stop();
    await db.destroy();
    await database.drop();
    await admin.destroy();
  });
});

/** A small file system for a test, or `undefined` if the machine does not allow to mount one. */
const mountSmall = (): string | undefined => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'newsroom-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
  if (status === 0) return folder;
  fs.rmdirSync(folder);
  return undefined;
};

it('SQLite: a full disk is reported to readers and editors, and no answered write is missing', async () => {
  const disk = mountSmall();
  if (process.env.CI) expect(disk).toBeDefined();
  if (disk === undefined) return console.log('NOT RUN: a full disk, as this user may not mount a small one');
  const filename = path.join(disk, 'data.db');
  const env = { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: filename };
  const running = await start({ env });
  const { url } = running;
  const keys = await signIn(url);
  const call = createCall(url, keys.adminToken);
  const db = connectTo(env);
  const { body } = await call('GET', '/api/articles?fields=title', undefined, '');
  const ids: string[] = body.data.map((one: { documentId: string }) => one.documentId);
  const before = new Map(await Promise.all(ids.map(async (id) => [id, await viewsOf(db, id)] as const)));
  const tally = createTally();
  const saved = new Map<string, string>();
  const refused: string[] = [];
  const write = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i += 1) {
      const id = ids[i % ids.length] as string;
      const title = `Bản ${i} ${'x'.repeat(150)}`;
      const save = await call('PUT', `/api/articles/${id}?locale=vi`, { data: { title } }, keys.apiToken);
      if (save.status === 200) saved.set(id, title);
      else refused.push(`${save.status} ${save.body.error.message}`);
      for (let reader = 0; reader < 5; reader += 1) await report(url, id, tally);
    }
  };

  await write(0, 10);
  expect(refused).toEqual([]);
  const filler = path.join(disk, 'filler');
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
  await write(10, 70);
  const ready = await fetch(`${url}/_ready`);
  expect(new Set(refused)).toEqual(new Set([expect.stringMatching(/^503 The disk of the database is full/)]));
  expect(tally.statuses.get(503)).toBeGreaterThan(0);
  expect([ready.status, ((await ready.json()) as any).reasons]).toEqual([
    503,
    ['a change could not be committed within the last 5 s'],
  ]);
  fs.rmSync(filler);
  const refusedWhileFull = refused.length;
  await write(70, 84);
  expect(refused.length).toBe(refusedWhileFull);

  for (const [id, title] of saved) expect(await titleOf(db, id)).toBe(title);
  for (const id of ids) {
    expect((await viewsOf(db, id)) - (before.get(id) ?? 0)).toBe(tally.answered.get(id) ?? 0);
  }
  expect(await disagreements(db)).toEqual([]);
  const lines = fs.readFileSync(running.log, 'utf8').split('\n');
  expect(lines.filter((line) => /SQLITE_FULL/.test(line)).length).toBeGreaterThan(0);
  console.log(
    `full disk: views ${JSON.stringify([...tally.statuses])}, ${refused.length} of 60 saves refused, ${lines.length} lines`,
  );
  await running.stop();
  await db.destroy();
  spawnSync('umount', [disk]);
  fs.rmdirSync(disk);
});

it('a table that another version has changed makes the server not ready, with its name as the reason', async () => {
  const database = await createDatabase('sqlite');
  const running = await start(database);
  const db = database.connect();
  const ask = async () => {
    const answer = await fetch(`${running.url}/_ready`);
    return answer.status === 204 ? [] : ((await answer.json()) as { reasons: string[] }).reasons;
  };
  expect(await ask()).toEqual([]);
  // As an older instance does that starts beside this one.
  await db.raw('DROP INDEX content_tracker_view_totals_heat');
  await db.raw('ALTER TABLE content_tracker_view_totals DROP COLUMN heat');
  const reasons = await until(ask, (found) => found.length > 0, 20);
  expect(reasons).toEqual([
    expect.stringMatching(
      /^content-tracker: the table content_tracker_view_totals is not as this version needs it: .*heat/,
    ),
  ]);
  await running.stop();
  await db.destroy();
  await database.drop();
});

describe.each(servers)('a stop while the database is silent, on %s', (name) => {
  it('ends within SHUTDOWN_SECONDS', () =>
    withScene(
      name,
      async ({ running, proxy, call, ids: [id = ''] }) => {
        proxy.silence();
        const waiting = call('PUT', `${articles}/${id}?locale=vi`, { title: 'x', body: '…' }).catch(
          () => undefined,
        );
        await pause(100);
        const began = Date.now();
        await running.stop();
        expect(Date.now() - began).toBeLessThan(5_500);
        await waiting;
      },
      { SHUTDOWN_SECONDS: '5' },
    ));
});

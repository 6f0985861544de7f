import { execFileSync } from 'node:child_process';
import http from 'node:http';
import knex, { type Knex } from 'knex';
import {
  createDatabase,
  signIn,
  start,
  type DatabaseName,
  type Running,
  type TestDatabase,
} from '../servers/newsroom';
import { differences, untilFolded } from './agreement';
import { createTally, pause, startLoad, sum } from './load';

const rounds = Number(process.env.NEWSROOM_SOAK_ROUNDS ?? 3);
const variables: Record<string, string> = { postgres: 'TEST_POSTGRES_URL', mysql: 'TEST_MYSQL_URL' };
const databases = (['sqlite', 'postgres', 'mysql'] as DatabaseName[]).filter(
  (name) => name === 'sqlite' || process.env[variables[name] ?? ''],
);
const articlesUid = '/content-manager/collection-types/api::article.article';

const articleIds = async ({ url }: Running): Promise<string[]> => {
  const { data } = await (await fetch(`${url}/api/articles?fields=title&pagination[pageSize]=100`)).json();
  return data.map((one: { documentId: string }) => one.documentId);
};

const viewCounts = async ({ url }: Running, database: TestDatabase): Promise<Map<string, number>> => {
  const db = database.connect();
  await untilFolded(db);
  await db.destroy();
  const { data } = await (
    await fetch(`${url}/api/articles?fields=viewCount&pagination[pageSize]=100`)
  ).json();
  return new Map(data.map((one: any) => [one.documentId, one.viewCount]));
};

describe.each(databases.filter((name) => name !== 'mysql'))('kill -9 under load, on %s', (name) => {
  it(`leaves every answered view in the ledger, ${rounds} times`, async () => {
    const database = await createDatabase(name);
    let running = await start(database);
    const ids = await articleIds(running);
    const before = await viewCounts(running, database);
    const tally = createTally();
    for (let round = 0; round < rounds; round += 1) {
      const load = startLoad(running, ids, 200, tally);
      await pause(300 + Math.random() * 1200);
      const killed = running.stop('SIGKILL');
      const stopped = load.stop();
      await killed;
      await stopped;
      running = await start(database);
      const after = await viewCounts(running, database);
      for (const id of ids) {
        const counted = (after.get(id) as number) - (before.get(id) as number);
        const answered = tally.answered.get(id) ?? 0;
        expect(counted).toBeGreaterThanOrEqual(answered);
        expect(counted).toBeLessThanOrEqual(answered + (tally.unanswered.get(id) ?? 0));
      }
    }
    console.log(`${name}: ${sum(tally.answered)} views answered over ${rounds} kills, none missing`);
    await running.stop();
    await database.drop();
  });
});

const withPostgres = process.env.TEST_POSTGRES_URL ? describe : describe.skip;

withPostgres('a database that is gone for a while', () => {
  const awayMs = rounds >= 20 ? 10_000 : 3_000;

  it('gives readers 503 with Retry-After, counting resumes, and no answered view is missing', async () => {
    const database = await createDatabase('postgres');
    const running = await start(database);
    const name = new URL(database.env.DATABASE_URL as string).pathname.slice(1);
    const server = knex({ client: 'pg', connection: process.env.TEST_POSTGRES_URL as string });
    const memory = (): number =>
      Number(execFileSync('ps', ['-o', 'rss=', '-p', String(running.process.pid)]).toString()) / 1024;
    const ids = await articleIds(running);
    const before = await viewCounts(running, database);
    const tally = createTally();
    const load = startLoad(running, ids, 200, tally);
    await pause(1500);
    const memoryBefore = memory();

    await server.raw(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await server.raw('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?', [name]);
    await pause(awayMs);
    const grown = memory() - memoryBefore;
    const answeredWhileAway = tally.statuses.get(204) ?? 0;
    await server.raw(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
    await pause(1500);
    await load.stop();

    expect(tally.statuses.get(503)).toBeGreaterThan(0);
    expect(tally.withoutRetryAfter).toBe(0);
    expect(tally.statuses.get(204)).toBeGreaterThan(answeredWhileAway);
    expect(grown).toBeLessThan(64);
    const after = await viewCounts(running, database);
    for (const id of ids) {
      const counted = (after.get(id) as number) - (before.get(id) as number);
      expect(counted).toBe(tally.answered.get(id) ?? 0);
    }
    console.log(
      `away for ${awayMs} ms: ${JSON.stringify([...tally.statuses])}, memory ${grown.toFixed(1)} MiB more`,
    );
    await running.stop();
    await server.destroy();
    await database.drop();
  });
});

withPostgres('ten thousand readers who wait for one commit', () => {
  const waiting = 10_000;

  it('do not delay the content API, and are all counted after the commit', async () => {
    const database = await createDatabase('postgres');
    const running = await start(database);
    const [id = ''] = await articleIds(running);
    const before = (await viewCounts(running, database)).get(id) as number;
    const db = database.connect();
    const locked = await db.transaction();
    await locked.raw('LOCK TABLE content_tracker_increments IN ACCESS EXCLUSIVE MODE');

    const agent = new http.Agent({ maxSockets: Infinity });
    let connected = 0;
    const report = (reader: number) =>
      new Promise<number>((resolve, reject) => {
        const request = http.request(`${running.url}/api/content-tracker/views`, {
          agent,
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            'User-Agent': `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/${reader} Firefox/140.0`,
          },
        });
        request.once('finish', () => (connected += 1));
        request.once('response', (response) => resolve(response.resume().statusCode as number));
        request.once('error', reject);
        request.end(JSON.stringify({ type: 'article', documentId: id, locale: 'vi' }));
      });
    const statuses: Promise<number>[] = [];
    // In portions, as the kernel's queue of new connections is short.
    for (let first = 0; first < waiting; first += 200) {
      for (let reader = first; reader < first + 200; reader += 1) statuses.push(report(reader));
      while (connected < statuses.length) await pause(5);
    }
    const asked = Date.now();
    for (let i = 0; i < 10; i += 1) {
      expect((await fetch(`${running.url}/api/articles/${id}`)).status).toBe(200);
    }
    const tookMs = (Date.now() - asked) / 10;
    await locked.rollback();
    const answers = await Promise.all(statuses);
    const counted = answers.filter((status) => status === 204).length;
    // Those that came while the commit had stalled for 5 s were sent away.
    expect(answers.filter((status) => status === 503).length).toBe(waiting - counted);
    expect((await viewCounts(running, database)).get(id)).toBe(before + counted);
    console.log(`${waiting} waiting: ${counted} counted, GET took ${tookMs.toFixed(0)} ms meanwhile`);
    expect(tookMs).toBeLessThan(1000);
    agent.destroy();
    await db.destroy();
    await running.stop();
    await database.drop();
  });
});

/** Documents that look Modified although draft and published row have the same content. */
const falselyModified = async (db: Knex): Promise<unknown[]> =>
  db('articles as draft')
    .join('articles as published', {
      'published.document_id': 'draft.document_id',
      'published.locale': 'draft.locale',
    })
    .whereNull('draft.published_at')
    .whereNotNull('published.published_at')
    .whereRaw('draft.updated_at <> published.updated_at')
    .whereRaw('draft.title = published.title')
    .select('draft.document_id', 'draft.locale');

describe.each(databases)('a random mix of editing and reading, on %s', (name) => {
  const mixMs = rounds * 3_000;

  it(`leaves viewCount equal to the ledger on every row, after ${mixMs / 1000} s`, async () => {
    const database: TestDatabase = await createDatabase(name);
    const running = await start(database);
    const { url, adminToken } = await signIn(running.url);
    const call = (method: string, path: string, body?: unknown) =>
      fetch(`${url}${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${adminToken}` },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const ids = (await articleIds(running)).slice(0, 6);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
    const content = () => ({ title: `Bản ${Math.random()}`, body: '…' });
    const acts: ((id: string, locale: string) => Promise<Response>)[] = [
      (id, locale) => call('POST', `${articlesUid}/${id}/actions/publish?locale=${locale}`, content()),
      (id, locale) => call('POST', `${articlesUid}/${id}/actions/unpublish?locale=${locale}`, {}),
      (id, locale) => call('POST', `${articlesUid}/${id}/actions/discard?locale=${locale}`, {}),
      (id, locale) => call('PUT', `${articlesUid}/${id}?locale=${locale}`, content()),
      (id, locale) => call('POST', `${articlesUid}/clone/${id}?locale=${locale}`, content()),
      (id) => call('DELETE', `${articlesUid}/${id}?locale=en`),
    ];
    const broken: string[] = [];
    let isOn = true;
    const edit = async () => {
      while (isOn) {
        const response = await pick(acts)(pick(ids), pick(['vi', 'en']));
        if (response.status >= 500) broken.push(`${response.status} ${response.url}`);
        await response.arrayBuffer();
      }
    };
    const tally = createTally();
    const load = startLoad(running, ids, 20, tally);
    const editors = [edit(), edit(), edit(), edit()];
    await pause(mixMs);
    isOn = false;
    await Promise.all([...editors, load.stop()]);

    const db = database.connect();
    await pause(2_000);
    expect(await differences(db)).toEqual([]);
    console.log(`${name}: ${sum(tally.answered)} views, ${broken.length} answers of 500`);
    // Every edit writes another title: a draft with its published title has not been edited since.
    expect(await falselyModified(db)).toEqual([]);
    expect(sum(tally.answered)).toBeGreaterThan(0);
    await db.destroy();
    await running.stop();
    await database.drop();
  });
});

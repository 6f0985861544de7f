import { fork } from 'node:child_process';
import path from 'node:path';
import { startWithRedis } from '../servers/newsrooms-with-redis';
import { createDatabase, start, type Running } from '../servers/newsroom';
import { hasRedisServer, startRedis } from '../servers/redis-process';
import { until } from '../clients/receiver';
import { servers as databases, viewsOf } from './scene';

const reports = 200_000;
const readers = 1_000;
const times = 20;
/** The limits of the carrier: as many times the defaults. */
const inAMinute = 120 * times;
const inADay = 3_000 * times;

const carrier = '203.0.113.50';
const limits = { SHARED_ADDRESSES: `${carrier}=${times}`, TRUSTED_PROXIES: '1' };

interface Result {
  readonly answered: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Sends reports of one document from one address, each with another agent, in a process of its own. */
const flood = (url: string, documentId: string, amount: number, firstReader: number): Promise<Result> =>
  new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, '..', 'bench', 'load-client.mjs'));
    child.once('error', reject);
    child.once('message', (result) => {
      child.kill();
      resolve(result as Result);
    });
    child.send({
      url: `${url}/api/content-tracker/views`,
      bodies: [JSON.stringify({ type: 'article', documentId, locale: 'vi' })],
      agent: `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/######## Firefox/140.0\r\nX-Forwarded-For: ${carrier}`,
      connections: 64,
      amount,
      firstReader,
    });
  });

const readOnce = async (url: string, documentId: string, reader: number): Promise<number> => {
  const { status } = await fetch(`${url}/api/content-tracker/views`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.${reader} Mobile Safari/537.36`,
      'X-Forwarded-For': carrier,
    },
    body: JSON.stringify({ type: 'article', documentId, locale: 'vi' }),
  });
  return status;
};

const floodOneOf = async (urls: readonly string[], database: Awaited<ReturnType<typeof createDatabase>>) => {
  const db = database.connect();
  const [first = ''] = urls;
  const urlOf = (turn: number) => urls[turn % urls.length] as string;
  const { data } = await (await fetch(`${first}/api/articles?fields=title&locale=vi`)).json();
  const [flooded = '', ...others] = data.map((one: { documentId: string }) => one.documentId) as string[];
  const before = new Map<string, number>();
  for (const id of [flooded, ...others]) before.set(id, await viewsOf(db, id));

  const share = Math.ceil(reports / urls.length);
  const began = Math.floor(Date.now() / 60_000);
  const floods = urls.map((url, index) => flood(url, flooded, share, index * share));
  const statuses: number[] = [];
  for (let reader = 0; reader < readers; reader += 50) {
    const some = Array.from({ length: 50 }, (_, i) => i + reader);
    const answers = some.map((one) => readOnce(urlOf(one), others[one % others.length] as string, one));
    statuses.push(...(await Promise.all(answers)));
  }
  const results = await Promise.all(floods);
  const minutes = Math.floor(Date.now() / 60_000) - began + 1;
  await until(
    () => db('content_tracker_increments').first('id'),
    (waiting) => waiting === undefined,
  );
  const counted = async (id: string) => (await viewsOf(db, id)) - (before.get(id) as number);
  const ofOthers = await Promise.all(others.map(counted));
  const seen = {
    sent: share * urls.length,
    answers: results.reduce((sum, { answered }) => sum + answered, 0),
    statuses: new Set(results.flatMap((result) => Object.keys(result.statuses))),
    flooded: await counted(flooded),
    others: ofOthers.reduce((sum, views) => sum + views, 0),
    minutes,
    refused: Number((await db('content_tracker_flood_days').sum({ views: 'views' }).first())?.views),
  };
  await db.destroy();
  expect(new Set(statuses)).toEqual(new Set([204]));
  return seen;
};

const expectLimited = (seen: Awaited<ReturnType<typeof floodOneOf>>): void => {
  expect(seen.answers).toBe(seen.sent);
  expect(seen.statuses).toEqual(new Set(['204']));
  expect(seen.others).toBe(readers);
  expect(seen.flooded).toBeGreaterThanOrEqual(inAMinute);
  expect(seen.flooded).toBeLessThanOrEqual(Math.min(inAMinute * seen.minutes, inADay));
  expect(seen.refused).toBe(seen.sent - seen.flooded);
};

describe(`one address that reports one document ${reports} times with changing agents`, () => {
  it(`counts as far as its limit, and ${readers} readers of other documents behind it`, async () => {
    const database = await createDatabase('sqlite');
    const server: Running = await start(database, limits);
    try {
      expectLimited(await floodOneOf([server.url], database));
    } finally {
      await server.stop();
      await database.drop();
    }
  });

  const itIfPossible = databases.includes('postgres') && hasRedisServer ? it : it.skip;
  itIfPossible('counts as far as that over three servers together', async () => {
    const database = await createDatabase('postgres');
    const redis = await startRedis();
    const servers = await startWithRedis(database, redis.url, 3, limits);
    try {
      expectLimited(
        await floodOneOf(
          servers.map(({ url }) => url),
          database,
        ),
      );
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await redis.kill();
      await database.drop();
    }
  });
});

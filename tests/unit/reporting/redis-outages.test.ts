import net from 'node:net';
import { createConnect } from '../../../src/plugins/content-tracker/server/src/reporting/redis/connection';
import { createLink, type Link } from '../../../src/plugins/content-tracker/server/src/reporting/redis/link';
import type { Seen } from '../../../src/plugins/content-tracker/server/src/reporting/seen';
import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import { createSeenInRedis } from '../../../src/plugins/content-tracker/server/src/reporting/seen.redis';
import { defaultFloodLimits as limits } from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import { keysOf } from '../../contracts/seen';
import { until } from '../../clients/receiver';
import { startProxy, type DatabaseProxy } from '../../servers/database-proxy';
import { describeWithRedis, newPrefix, openRedis, redisUrl, type RedisItself } from '../../servers/redis';

/** A server of the newsroom, as far as it remembers visitors. */
interface Server {
  readonly seen: Seen;
  readonly link: Link;
  /** What it has said, in order. */
  readonly said: string[];
}

let tokens = 0;
const noon = Date.parse('2026-01-01T12:00:00Z');
const visitor = keysOf([1, 2], 3);

/** A limit that no busy machine exceeds, for tests in which Redis ends connections. */
const patientMs = 5_000;

const createServer = (url: string, prefix: string, limitMs = patientMs): Server => {
  const said: string[] = [];
  const link = createLink({
    connect: createConnect(url),
    greet: async ({ send }) => void (await send('', ['PING'])),
    isGreetingDue: () => false,
    now: Date.now,
    onAway: () => said.push('away'),
    onThere: () => said.push('there'),
    retryMs: 20,
    limitMs,
  });
  const memory = createSeenInMemory(1000);
  const newToken = () => (tokens += 1).toString(36);
  return { seen: createSeenInRedis({ memory, link, now: Date.now, newToken, prefix }), link, said };
};

describeWithRedis('a Redis that goes away', () => {
  const prefix = newPrefix();
  const started: Server[] = [];
  let redis: RedisItself;
  let proxy: DatabaseProxy;
  let server: Server;

  const startServer = async (limitMs?: number, url = proxy.url): Promise<Server> => {
    const one = createServer(url, prefix, limitMs);
    started.push(one);
    await one.link.start();
    return one;
  };
  const open = async (atMs: number, { seen } = server): Promise<string> => {
    return (await seen.open(visitor, atMs, limits)).verdict;
  };
  const untilThere = ({ link }: Pick<Server, 'link'> = server) =>
    until(
      () => link.isThere(),
      (isThere) => isThere,
    );
  const waitFor = (what: string) =>
    until(
      () => server.said.at(-1),
      (last) => last === what,
    );

  beforeAll(async () => {
    redis = await openRedis();
  });
  beforeEach(async () => {
    proxy = await startProxy(redisUrl);
    server = await startServer();
  });
  afterEach(async () => {
    for (const { link } of started.splice(0)) link.stop();
    await proxy.stop();
    await redis.remove(prefix);
  });
  afterAll(() => redis.close());

  it('is answered for at once, from memory, and is said once', async () => {
    expect(await open(noon)).toBe('unique');
    proxy.away();
    await waitFor('away');
    for (let i = 1; i <= 100; i += 1) {
      const answer = server.seen.open(visitor, noon + i, limits);
      expect(answer).not.toBeInstanceOf(Promise);
      expect(answer).toMatchObject({ verdict: 'repeat' });
    }
    proxy.back();
    await untilThere();
    expect(await open(noon + 200)).toBe('repeat');
    expect(server.said).toEqual(['there', 'away', 'there']);
  });

  it('is waited for 50 ms when it is silent, by those who have asked already, and then no more', async () => {
    const { seen, link, said } = await startServer(50);
    proxy.silence();
    const asked = Date.now();
    const answers = Array.from({ length: 20 }, (_, i) => seen.open(keysOf([i, 1], 1), noon, limits));
    for (const answer of answers) expect(answer).toBeInstanceOf(Promise);
    for (const { verdict } of await Promise.all(answers)) expect(verdict).toBe('unique');
    const tookMs = Date.now() - asked;
    expect(tookMs).toBeGreaterThanOrEqual(49);
    expect(tookMs).toBeLessThan(150);
    expect(seen.open(keysOf([1, 1], 1), noon, limits)).toMatchObject({ verdict: 'repeat' });
    proxy.back();
    await untilThere({ link });
    expect(said).toEqual(['there', 'away', 'there']);
  });

  it('is not taken to be slow where this server was busy itself', async () => {
    const busy = await startServer(50, redisUrl);
    const answer = busy.seen.open(visitor, noon, limits);
    await new Promise(setImmediate);
    const busyUntil = Date.now() + 100;
    while (Date.now() < busyUntil);
    expect(await answer).toMatchObject({ verdict: 'unique' });
    expect(busy.said).toEqual(['there']);
  });

  it('learns afterwards what was counted meanwhile, also where it has lost everything', async () => {
    const other = await startServer();
    expect(await open(noon)).toBe('unique');
    proxy.away();
    await waitFor('away');
    expect(await open(noon + 31_000)).toBe('counted');
    await redis.remove(prefix);
    proxy.back();
    await Promise.all([untilThere(), untilThere(other)]);
    expect(await open(noon + 32_000)).toBe('repeat');
    expect(await open(noon + 33_000, other)).toBe('repeat');
    expect(await open(noon + 70_000, other)).toBe('counted');
  });

  it('keeps what is forgotten forgotten, where its answer came too late', async () => {
    const hasty = await startServer(50);
    proxy.silence();
    (await hasty.seen.open(visitor, noon, limits)).forget();
    expect(await open(noon + 1, hasty)).toBe('unique');
    proxy.back();
  });

  it('may be away at the start', async () => {
    proxy.away();
    const late = await startServer();
    expect(late.said).toEqual(['away']);
    expect(await open(noon, late)).toBe('unique');
    expect(await open(noon + 1, late)).toBe('repeat');
    proxy.back();
    await untilThere(late);
    expect(await open(noon + 2, late)).toBe('repeat');
    expect(late.said).toEqual(['away', 'there']);
  });

  it('may accept connections and say nothing, at the start as well', async () => {
    const mute = net.createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const { port } = mute.address() as net.AddressInfo;
    const { link, said, seen } = createServer(`redis://127.0.0.1:${port}`, prefix);
    await link.start();
    expect(said).toEqual(['away']);
    expect(seen.open(visitor, noon, limits)).toMatchObject({ verdict: 'unique' });
    link.stop();
    mute.close();
  });

  it('is no longer asked or looked for after the stop, and nothing is said', async () => {
    const asked = server.seen.open(visitor, noon, limits);
    server.link.stop();
    expect(await asked).toMatchObject({ verdict: 'unique' });
    expect(server.seen.open(visitor, noon + 1, limits)).toMatchObject({ verdict: 'repeat' });
    expect(server.said).toEqual(['there']);
  });
});

describeWithRedis('opens of one turn of the event loop', () => {
  it('reach Redis in one write', async () => {
    const target = new URL(redisUrl);
    const chunks: string[] = [];
    const relay = net.createServer((client) => {
      const upstream = net.connect(Number(target.port), target.hostname);
      client.on('data', (bytes) => chunks.push(bytes.toString('latin1')));
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const url = new URL(redisUrl);
    url.port = String((relay.address() as net.AddressInfo).port);
    const prefix = newPrefix();
    const { link, seen } = createServer(url.href, prefix);
    await link.start();
    await seen.open(visitor, noon, limits);
    chunks.length = 0;
    await Promise.all(Array.from({ length: 50 }, (_, i) => seen.open(keysOf([i, i], 1), noon, limits)));
    expect(chunks.map((chunk) => chunk.split('EVALSHA').length - 1)).toEqual([50]);
    link.stop();
    relay.close();
    const redis = await openRedis();
    await redis.remove(prefix);
    redis.close();
  });
});

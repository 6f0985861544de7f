import { randomBytes } from 'node:crypto';
import {
  createConnect,
  type RedisConnection,
} from '../../../src/plugins/content-tracker/server/src/reporting/redis/connection';
import {
  createSharedSalts,
  type SharedSalts,
} from '../../../src/plugins/content-tracker/server/src/reporting/redis/salts';
import { defaultFloodLimits } from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import {
  createVisitorMemory,
  type VisitorMemory,
} from '../../../src/plugins/content-tracker/server/src/reporting/visitor-memory';
import { describeWithRedis, newPrefix, openRedis, redisUrl, type RedisItself } from '../../servers/redis';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

it('the salt of a day is forgotten at midnight UTC while Redis is away', () => {
  const clock = { now: Date.parse('2026-01-01T23:59:30Z') };
  const [today, tomorrow] = [20_454, 20_455];
  const salts = createSharedSalts({ now: () => clock.now, random: randomBytes, prefix: newPrefix() });
  const [former, next] = [salts(today), salts(tomorrow)];
  expect(salts(today)).toBe(former);
  clock.now = Date.parse('2026-01-02T00:00:00Z');
  expect(salts(tomorrow)).toBe(next);
  expect(salts(today)).not.toBe(former);
});

describeWithRedis('the salt of a day', () => {
  const clock = { now: 0 };
  const today = 20_454;
  const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);
  const prefix = newPrefix();
  const create = (): SharedSalts => createSharedSalts({ now: () => clock.now, random: randomBytes, prefix });
  let redis: RedisItself;
  let connection: RedisConnection;

  beforeAll(async () => {
    redis = await openRedis();
    connection = await createConnect(redisUrl)(() => {});
  });
  beforeEach(() => {
    clock.now = at('10:00:00');
  });
  afterEach(() => redis.remove(prefix));
  afterAll(() => {
    redis.close();
    connection.close();
  });

  it('is the same on all servers, once they have agreed, and another one before', async () => {
    const [first, second] = [create(), create()];
    const own = second(today);
    expect(own).toMatch(/^[0-9a-f]{64}$/);
    expect(own).not.toBe(first(today));
    await first.agree(connection);
    await second.agree(connection);
    expect(second(today)).toBe(first(today));
    expect([first.isAgreementDue(), second.isAgreementDue()]).toEqual([false, false]);
  });

  it('is the one that they had in common, where Redis has lost it', async () => {
    const [first, second, third] = [create(), create(), create()];
    await first.agree(connection);
    await second.agree(connection);
    const common = first(today);
    await redis.remove(prefix);
    clock.now += 60_000;
    expect(second.isAgreementDue()).toBe(true);
    await second.agree(connection);
    await first.agree(connection);
    await third.agree(connection);
    expect(first(today)).toBe(common);
    for (const one of [second, third]) expect(one(today)).toBe(common);
  });

  it('is agreed on before its day begins, and is gone with it', async () => {
    const [first, second] = [create(), create()];
    await first.agree(connection);
    const yesterday = first(today);
    expect(await redis.livesOn(`${prefix}salt:${today}`)).toBeGreaterThan(14 * hourMs - 5_000);
    expect(await redis.livesOn(`${prefix}salt:${today}`)).toBeLessThanOrEqual(14 * hourMs);
    clock.now = at('23:58:59.999');
    await first.agree(connection);
    expect(first.isAgreementDue()).toBe(false);
    clock.now += 1;
    expect(first.isAgreementDue()).toBe(true);
    await first.agree(connection);
    await second.agree(connection);
    expect(await redis.livesOn(`${prefix}salt:${today + 1}`)).toBeLessThanOrEqual(dayMs + 60_000);
    const tomorrow = first(today + 1);
    expect(tomorrow).not.toBe(yesterday);
    expect(second(today + 1)).toBe(tomorrow);
    clock.now = at('23:59:59.999') + 1;
    await first.agree(connection);
    expect(first(today + 1)).toBe(tomorrow);
    expect(first(today)).not.toBe(yesterday);
  });

  it('is not taken from a key that holds something else', async () => {
    await connection.send('', ['SET', `${prefix}salt:${today}`, 'salt', 'PX', '60000']);
    await expect(create().agree(connection)).rejects.toThrow(
      `the value of ${prefix}salt:${today} is not a salt`,
    );
  });
});

describeWithRedis('visitors in Redis', () => {
  const prefix = newPrefix();
  const said: string[] = [];
  const log = { info: (text: string) => void said.push(text), warn: (text: string) => void said.push(text) };
  const createServer = (url = redisUrl): VisitorMemory =>
    createVisitorMemory(
      { now: Date.now, log, config: { redisUrl: url, seenCapacity: 1000 } },
      // A limit that no busy machine exceeds.
      { prefix, limitMs: 5_000 },
    );
  const servers = [createServer(), createServer(), createServer()] as const;
  let redis: RedisItself;

  beforeAll(async () => {
    redis = await openRedis();
    for (const server of servers) await server.start();
  });
  afterAll(async () => {
    for (const server of servers) server.stop();
    await redis.remove(prefix);
    redis.close();
  });

  const host = new URL(redisUrl || 'redis://-').host;
  it('are said to be remembered together, without the password', async () => {
    expect(said).toEqual(servers.map(() => `Redis at ${host} answers: servers remember visitors together`));
    said.length = 0;
    const closed = createServer('redis://someone:hunter2@127.0.0.1:1/3');
    await closed.start();
    closed.stop();
    expect(said).toEqual([
      'Redis at 127.0.0.1:1 is away (connect ECONNREFUSED 127.0.0.1:1): ' +
        'this server remembers visitors by itself until it is back',
    ]);
  });

  it('count once, whichever server they come to', async () => {
    const verdicts: unknown[] = [];
    for (let i = 0; i < 30; i += 1) {
      const { visitorKeysOf, seen } = servers[i % 3] as VisitorMemory;
      const keys = visitorKeysOf('203.0.113.77', 'Firefox', 'article a vi');
      verdicts.push((await seen.open(keys, Date.now(), defaultFloodLimits)).verdict);
    }
    expect(verdicts).toEqual(['unique', ...Array.from({ length: 29 }, () => 'repeat')]);
  });

  it('have one hash tag for an IPv4 address or the /48 of an IPv6 address', async () => {
    const [{ visitorKeysOf }, other] = servers;
    const tagOf = (address: string, document = 'a') =>
      visitorKeysOf(address, 'Firefox', document).tag as number;
    expect(tagOf('203.0.113.77', 'b')).toBe(tagOf('203.0.113.77'));
    expect(other.visitorKeysOf('203.0.113.77', 'Chromium', 'c').tag).toBe(tagOf('203.0.113.77'));
    expect(tagOf('::ffff:203.0.113.77')).toBe(tagOf('203.0.113.77'));
    expect(tagOf('2001:db8:1:2::3')).toBe(tagOf('2001:db8:1:ffff::4'));
    const networks = Array.from({ length: 1000 }, (_, i) => `2001:db8:${i.toString(16)}::1`);
    const tags = networks.map((address) => tagOf(address));
    expect(new Set(tags).size).toBeGreaterThan(800);
    expect(Math.max(...tags)).toBeLessThan(4096);
  });

  it('leave neither address nor agent in Redis, in no form, and nothing that outlives the day', async () => {
    const [{ visitorKeysOf, seen }] = servers;
    for (const address of ['203.0.113.78', '2001:db8:7e11:7a1e::1']) {
      const keys = visitorKeysOf(address, 'Telltale/1.0', 'article a vi');
      await seen.open(keys, Date.now() - 3 * dayMs, defaultFloodLimits);
    }
    const keys = await redis.keys(prefix);
    expect(keys.length).toBeGreaterThanOrEqual(4);
    const midnight = (Math.floor(Date.now() / dayMs) + 1) * dayMs + 1_000;
    for (const key of keys) {
      const name = key.slice(prefix.length);
      const isHousehold = name.includes('}h');
      const value = (isHousehold ? (await redis.fields(key)).join(' ') : await redis.get(key)) ?? '';
      const text = `${name} ${value}`;
      expect(text).not.toMatch(/203\.0\.113|2001:|telltale|firefox/i);
      if (name.startsWith('salt:')) expect(value).toMatch(/^[0-9a-f]{64}$/);
      else if (isHousehold) expect(value).toMatch(/^([0-9a-z.]{3,15}|\*) \d+ \d+ \d+ \d+( |$)/);
      else expect(text).toMatch(/^\{[0-9a-z]{1,3}\}[0-9a-z]{1,7}\.[0-9a-z]{1,7} \d{13} \d{6} [0-9a-z]{1,6}$/);
      const livesOn = await redis.livesOn(key);
      expect(livesOn).toBeGreaterThan(0);
      const [, day] = /^salt:(\d+)$/.exec(name) ?? [];
      expect(Date.now() + livesOn).toBeLessThanOrEqual(day ? (Number(day) + 1) * dayMs + 1_000 : midnight);
    }
  });
});

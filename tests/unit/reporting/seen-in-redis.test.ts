import { createConnect } from '../../../src/plugins/content-tracker/server/src/reporting/redis/connection';
import { createLink, type Link } from '../../../src/plugins/content-tracker/server/src/reporting/redis/link';
import type { Seen } from '../../../src/plugins/content-tracker/server/src/reporting/seen';
import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import { createSeenInRedis } from '../../../src/plugins/content-tracker/server/src/reporting/seen.redis';
import { defaultFloodLimits } from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import { describeSeen, keysOf } from '../../contracts/seen';
import { describeWithRedis, newPrefix, openRedis, redisUrl, type RedisItself } from '../../servers/redis';

let tokens = 0;
const newToken = (): string => (tokens += 1).toString(36);

const createPatientLink = (): Link =>
  createLink({
    connect: createConnect(redisUrl),
    greet: async () => {},
    isGreetingDue: () => false,
    now: Date.now,
    onAway: () => {},
    onThere: () => {},
    limitMs: 10_000,
  });

const createSeen = (link: Link, prefix: string): Seen =>
  createSeenInRedis({ memory: createSeenInMemory(1000), link, now: Date.now, newToken, prefix });

describeWithRedis('Redis', () => {
  const visitor = keysOf([0xfedcba98, 0x76543210], 0xabc);
  const prefixes: string[] = [];
  const ownPrefix = (): string => {
    prefixes.push(newPrefix());
    return prefixes.at(-1) as string;
  };
  let redis: RedisItself;
  let link: Link;

  beforeAll(async () => {
    redis = await openRedis();
    link = createPatientLink();
    await link.start();
  });
  afterAll(async () => {
    link.stop();
    for (const prefix of prefixes) await redis.remove(prefix);
    redis.close();
  });

  /** A server that has nothing to tell Redis: all that is known is from there. */
  const createForgetful = (prefix: string): Seen => createSeen({ ...link, thereSince: () => 0 }, prefix);

  describeSeen('in Redis', () => createForgetful(ownPrefix()));

  describeSeen('in Redis, by three servers in turn', () => {
    const prefix = ownPrefix();
    const servers = [1, 2, 3].map(() => createForgetful(prefix));
    let turn = 0;
    return { open: (...opened) => (servers[(turn += 1) % 3] as Seen).open(...opened) };
  });

  describe('an open that was not committed', () => {
    const open = (seen: Seen, atMs: number) => seen.open(visitor, atMs, defaultFloodLimits);
    const now = Date.now();
    const setUp = () => {
      const prefix = ownPrefix();
      return [createForgetful(prefix), createForgetful(prefix)] as [Seen, Seen];
    };

    it('is forgotten together with repeats of it, wherever they were opened', async () => {
      const [here, there] = setUp();
      const first = await open(here, now);
      expect((await open(there, now + 1)).verdict).toBe('repeat');
      first.forget();
      expect((await open(here, now + 2)).verdict).toBe('unique');
      expect((await open(there, now + 3)).verdict).toBe('repeat');
    });

    it('stays where another server has counted one since', async () => {
      const [here, there] = setUp();
      const first = await open(here, now - 40_000);
      await open(there, now);
      first.forget();
      expect((await open(there, now + 1)).verdict).toBe('repeat');
      expect((await open(here, now + 2)).verdict).toBe('repeat');
    });

    it('leaves what stood before, one after the other', async () => {
      const [here, there] = setUp();
      await open(here, now - 80_000);
      const second = await open(here, now - 40_000);
      const third = await open(here, now);
      third.forget();
      second.forget();
      expect((await open(there, now - 79_000)).verdict).toBe('repeat');
      expect((await open(there, now)).verdict).not.toBe('repeat');
    });

    it('is forgotten as a repeat without the view that it repeats', async () => {
      const [here, there] = setUp();
      await open(here, now);
      (await open(here, now + 20_000)).forget();
      expect((await open(there, now + 40_000)).verdict).not.toBe('repeat');
    });
  });

  it('leaves nothing of opens that were not committed', async () => {
    const prefix = ownPrefix();
    const seen = createSeen(link, prefix);
    const now = Date.now();
    const opens = await Promise.all(
      [1, 2, 3].map((one) => seen.open(keysOf([7, one]), now, defaultFloodLimits)),
    );
    for (const { forget } of opens) forget();
    // What is told comes before what is asked.
    await seen.open(keysOf([8, 1], 1), now, defaultFloodLimits);
    expect((await redis.keys(prefix)).filter((key) => key.includes('{0}'))).toEqual([]);
  });

  describe('a key', () => {
    it('has the hash tag of its network, a short value, and lives to the end of the hour', async () => {
      const prefix = ownPrefix();
      const now = Date.now();
      await createSeen(link, prefix).open(visitor, now, defaultFloodLimits);
      const name = `${(0xfedcba98).toString(36)}.${(0x76543210).toString(36)}`;
      const key = `${prefix}{24c}${name}`;
      const keys = await redis.keys(prefix);
      expect(keys).toHaveLength(2);
      expect(keys).toContain(key);
      expect((await redis.get(key))?.length).toBeLessThanOrEqual(28);
      const hourEnds = (Math.floor(now / 3_600_000) + 1) * 3_600_000;
      const livesOn = await redis.livesOn(key);
      expect(livesOn).toBeGreaterThan(Math.max(30_000, hourEnds - now) - 5_000);
      expect(livesOn).toBeLessThanOrEqual(Math.max(30_000, hourEnds - now));
    });
  });
});

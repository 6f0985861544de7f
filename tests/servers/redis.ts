import { createClient } from '@redis/client';
import { randomBytes } from 'node:crypto';

/** The Redis of the tests; empty where none is named. */
export const redisUrl = process.env.TEST_REDIS_URL ?? '';

export const describeWithRedis = redisUrl ? describe : describe.skip;

/** Begins the names of keys that belong to one test. */
export const newPrefix = (): string => `test:${randomBytes(6).toString('hex')}:`;

/** What a test sees and does in Redis itself. */
export interface RedisItself {
  keys(prefix: string): Promise<string[]>;
  get(key: string): Promise<string | null>;
  /** Names and values of a hash, in turns. */
  fields(key: string): Promise<string[]>;
  /** Milliseconds for which the key lives on. */
  livesOn(key: string): Promise<number>;
  remove(prefix: string): Promise<void>;
  close(): void;
}

export const openRedis = async (url = redisUrl): Promise<RedisItself> => {
  const client = createClient({ url });
  await client.connect();
  const keys = async (prefix: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const some of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1000 })) found.push(...some);
    return found;
  };
  return {
    keys,
    get: (key) => client.get(key),
    fields: async (key) => Object.entries(await client.hGetAll(key)).flat(),
    livesOn: (key) => client.pTTL(key),
    async remove(prefix) {
      const found = await keys(prefix);
      if (found.length > 0) await client.del(found);
    },
    close: () => client.destroy(),
  };
};

import { randomBytes } from 'node:crypto';
import type { Tracker } from '../tracker';
import { createConnect, hostOf } from './redis/connection';
import { withTags } from './redis/hash-tag';
import { createLink } from './redis/link';
import { createSharedSalts } from './redis/salts';
import type { Seen } from './seen';
import { createSeenInMemory } from './seen.memory';
import { createSeenInRedis } from './seen.redis';
import { createVisitorKeys, type VisitorKeysOf } from './visitor';

/** Remembers visitors: in this process, or in Redis together with other instances. */
export interface VisitorMemory {
  readonly seen: Seen;
  readonly visitorKeysOf: VisitorKeysOf;
  start(): Promise<void>;
  stop(): void;
}

type Parts = Pick<Tracker, 'now' | 'log'> & {
  readonly config: Pick<Tracker['config'], 'redisUrl' | 'seenCapacity'>;
};

interface RedisOptions {
  /** Begins the names of keys. */
  readonly prefix?: string;
  /** How long a view waits for Redis at most. */
  readonly limitMs?: number;
}

const tokens = 36 ** 6;

/** Tokens begin at a random one, so that instances do not use the same ones at the same time. */
const createTokens = (): (() => string) => {
  let next = randomBytes(4).readUInt32LE();
  return () => {
    next = (next + 1) % tokens;
    return next.toString(36);
  };
};

const reasonOf = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
};

const createSharedMemory = (
  url: string,
  { config, now, log }: Parts,
  { prefix, limitMs }: RedisOptions & { prefix: string },
): VisitorMemory => {
  const name = `Redis at ${hostOf(url)}`;
  const salts = createSharedSalts({ now, random: randomBytes, prefix });
  const link = createLink({
    connect: createConnect(url),
    greet: (connection) => salts.agree(connection),
    isGreetingDue: () => salts.isAgreementDue(),
    now,
    limitMs,
    onAway: (reason) =>
      log.warn(
        `${name} is away (${reasonOf(reason)}): this server remembers visitors by itself until it is back`,
      ),
    onThere: () => log.info(`${name} answers: servers remember visitors together`),
  });
  return {
    seen: createSeenInRedis({
      memory: createSeenInMemory(config.seenCapacity),
      link,
      now,
      newToken: createTokens(),
      prefix,
    }),
    visitorKeysOf: withTags(createVisitorKeys({ now, saltOf: salts })),
    start: () => link.start(),
    stop: () => link.stop(),
  };
};

export const createVisitorMemory = (
  parts: Parts,
  { prefix = 'ct:', limitMs }: RedisOptions = {},
): VisitorMemory => {
  const { config, now } = parts;
  if (config.redisUrl) return createSharedMemory(config.redisUrl, parts, { prefix, limitMs });
  return {
    seen: createSeenInMemory(config.seenCapacity),
    visitorKeysOf: createVisitorKeys({ now }),
    start: async () => {},
    stop() {},
  };
};

import type { Connect, RedisConnection } from './connection';
import { run, runText, type Script } from './scripts';
import { createTimeLimit } from './time-limit';

/** The way to Redis, which knows whether Redis answers. */
export interface Link {
  /** Whether Redis answered lately. Where it did not, nobody should wait for it. */
  isThere(): boolean;
  /** Since when it does, in milliseconds since the epoch. */
  thereSince(): number;
  /**
   * Runs a script.
   * @throws where Redis fails or does not answer within 50 ms; from then on it is not there
   */
  ask(script: Script, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** Runs a script as far as that is possible, before everything that is asked later. */
  tell(script: Script, keys: readonly string[], args: readonly string[]): void;
  /** Connects, and looks after the connection from then on. */
  start(): Promise<void>;
  stop(): void;
}

interface LinkOptions {
  readonly connect: Connect;
  /** What has to succeed, within 50 ms, before Redis counts as there. */
  readonly greet: (connection: RedisConnection) => Promise<void>;
  /** Whether it is time to greet again, though Redis is there. */
  readonly isGreetingDue: () => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onAway: (reason: unknown) => void;
  readonly onThere: () => void;
  readonly limitMs?: number;
  readonly retryMs?: number;
}

/** Where Redis goes away again so soon, the link waits longer before it looks again. */
const relapseMs = 10_000;
const longestPauseMs = 30_000;

/**
 * Makes the link to Redis. After the first failure it says once that Redis is away, and looks for it every second; once
 * Redis answers quickly, it says so and goes on.
 */
export const createLink = (options: LinkOptions): Link => {
  const { connect, greet, isGreetingDue, now, onAway, onThere, limitMs = 50, retryMs = 1_000 } = options;
  const limit = createTimeLimit(limitMs, now);
  let state: 'starting' | 'there' | 'away' | 'stopped' = 'starting';
  let connection: RedisConnection | undefined;
  let since = 0;
  let pauseMs = retryMs;
  let nextLookAt = 0;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const lose = (reason: unknown): void => {
    if (state === 'away' || state === 'stopped') return;
    const hasRelapsed = state === 'there' && now() - since < relapseMs;
    pauseMs = hasRelapsed ? Math.min(pauseMs * 2, longestPauseMs) : retryMs;
    nextLookAt = now() + pauseMs;
    state = 'away';
    onAway(reason);
  };

  const lost = (reason: unknown): void => {
    connection = undefined;
    lose(reason);
  };

  const look = async (): Promise<void> => {
    try {
      connection ??= await connect(lost);
      await limit(greet(connection));
      if (state === 'there') return;
      if (state === 'stopped') return connection.close();
      state = 'there';
      since = now();
      onThere();
    } catch (error) {
      connection?.close();
      connection = undefined;
      nextLookAt = now() + pauseMs;
      lose(error);
    }
  };

  const lookOnce = async (): Promise<void> => {
    looking ??= look();
    await looking;
    looking = undefined;
  };

  const tick = (): void => {
    if (state === 'there' ? isGreetingDue() : now() >= nextLookAt) void lookOnce();
  };

  return {
    isThere: () => state === 'there',
    thereSince: () => since,
    async ask(script, keys, args) {
      if (!connection) throw new Error('there is no connection');
      try {
        return await limit(run(connection, script, keys, args));
      } catch (error) {
        lose(error);
        throw error;
      }
    },
    tell(script, keys, args) {
      if (connection) runText(connection, script, keys, args).catch(() => {});
    },
    async start() {
      timer = setInterval(tick, retryMs).unref();
      await lookOnce();
    },
    stop() {
      state = 'stopped';
      clearInterval(timer);
      connection?.close();
    },
  };
};

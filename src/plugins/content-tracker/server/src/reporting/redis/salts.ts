import { dayMs } from 'newsroom-plugin-kit/durations';
import { isSalt, newSalt, type Random, type Salts } from '../salts';
import type { RedisConnection } from './connection';

/** Salts that all instances have in common, by way of Redis. */
export interface SharedSalts extends Salts {
  /** Whether `agree` should be called: a day begins soon, or it is a minute since. */
  isAgreementDue(): boolean;
  /**
   * Offers the salts of today, and of tomorrow shortly before midnight, and takes up those that another instance has
   * offered before.
   * @throws where Redis cannot store them
   */
  agree(connection: RedisConnection): Promise<void>;
}

interface Options {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly random: Random;
  /** Begins the names of keys. */
  readonly prefix: string;
}

/** How long before midnight UTC the salt of the next day is agreed on, so that no view waits for it. */
const aheadMs = 60_000;
const everyMs = 60_000;

const dayOf = (ms: number): number => Math.floor(ms / dayMs);

/**
 * Makes the shared salts. Each instance offers the salt that it has: so all keep the one they have in common when Redis
 * has lost it. Until an agreement, an instance uses a salt of its own.
 */
export const createSharedSalts = ({ now, random, prefix }: Options): SharedSalts => {
  const salts = new Map<number, { readonly salt: string; readonly isAgreed: boolean }>();
  let agreedAt = -Infinity;

  /** Also while Redis is away: yesterday's salt is gone with the first view after midnight. */
  const forgetOld = (): void => {
    const today = dayOf(now());
    for (const day of salts.keys()) if (day < today) salts.delete(day);
  };

  const saltOf = (day: number): string => {
    if (salts.size > 1) forgetOld();
    const known = salts.get(day)?.salt;
    if (known) return known;
    const salt = newSalt(random);
    salts.set(day, { salt, isAgreed: false });
    return salt;
  };

  const agreeOn = async ({ send }: RedisConnection, day: number): Promise<void> => {
    const key = `${prefix}salt:${day}`;
    const offered = saltOf(day);
    const livesMs = String(Math.max(1, (day + 1) * dayMs - now()));
    const [, found] = await Promise.all([
      send(key, ['SET', key, offered, 'NX', 'PX', livesMs]),
      send(key, ['GET', key]),
    ]);
    const salt = String(found ?? '');
    if (!isSalt(salt)) throw new Error(`the value of ${key} is not a salt`);
    salts.set(day, { salt, isAgreed: true });
  };

  return Object.assign(saltOf, {
    isAgreementDue: () => now() - agreedAt >= everyMs || salts.get(dayOf(now() + aheadMs))?.isAgreed !== true,
    async agree(connection: RedisConnection) {
      await Promise.all(
        [...new Set([dayOf(now()), dayOf(now() + aheadMs)])].map((day) => agreeOn(connection, day)),
      );
      agreedAt = now();
    },
  });
};

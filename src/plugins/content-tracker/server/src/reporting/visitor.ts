import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { dayMs } from 'newsroom-plugin-kit/durations';
import { householdOf } from './address';

/** 64 bits that stand for one visitor and one document for at most a day, as two unsigned 32-bit numbers. */
export type VisitorKey = readonly [high: number, low: number];

export type VisitorKeyOf = (address: string, agent: string, document: string) => VisitorKey;

interface VisitorKeyOptions {
  readonly now: () => number;
  readonly random?: (bytes: number) => Buffer;
}

/**
 * Makes visitor keys: an HMAC-SHA256 of address, agent and document under a random secret salt. The salt is kept in
 * memory only and lives from one midnight UTC to the next. Neither the salt nor a key is ever stored or logged, so
 * nobody can be followed from one day to the next or from one document to another.
 */
export const createVisitorKeys = ({ now, random = randomBytes }: VisitorKeyOptions): VisitorKeyOf => {
  let day = -1;
  let salt: KeyObject | undefined;

  const saltOfToday = (): KeyObject => {
    const today = Math.floor(now() / dayMs);
    if (salt === undefined || today !== day) {
      day = today;
      salt = createSecretKey(random(32));
    }
    return salt;
  };

  return (address, agent, document) => {
    const digest = createHmac('sha256', saltOfToday())
      .update(`${householdOf(address)}\n${agent}\n${document}`)
      .digest();
    return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  };
};

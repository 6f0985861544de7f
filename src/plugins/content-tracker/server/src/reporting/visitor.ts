import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { householdOf } from './address';

/** The salt's whole life, in milliseconds: from one midnight UTC to the next. */
const dayMs = 86_400_000;

/** 64 bits that stand for one visitor and one document for a day at the most, as two unsigned 32-bit numbers. */
export type Trace = readonly [high: number, low: number];

interface Options {
  readonly now: () => number;
  readonly random?: (bytes: number) => Buffer;
}

/**
 * Makes traces: an HMAC-SHA256 of address, agent and document under a secret salt that is made at random,
 * kept in memory only, and forgotten at midnight UTC. Nothing of it is ever stored or logged, and from one
 * day to the next, or from one document to another, nobody can be followed.
 */
export const createTracer = ({ now, random = randomBytes }: Options) => {
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

  return (address: string, agent: string, document: string): Trace => {
    const digest = createHmac('sha256', saltOfToday())
      .update(`${householdOf(address)}\n${agent}\n${document}`)
      .digest();
    return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  };
};

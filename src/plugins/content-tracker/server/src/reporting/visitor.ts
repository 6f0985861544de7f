import { hash, randomBytes } from 'node:crypto';
import { dayMs } from 'newsroom-plugin-kit/durations';
import { householdOf } from './address';
import { createOwnSalts, type Salts } from './salts';

/** 64 bits that stand for somebody or something for at most a day, as two unsigned 32-bit numbers. */
export type Key = readonly [high: number, low: number];

/** What stands for one opening of a document. */
export interface VisitorKeys {
  /** Stands for the visitor and the document. */
  readonly visitor: Key;
  /** Stands for the household that the visitor comes from, whatever it opens. */
  readonly household: Key;
  /** Stands for the household and the document. */
  readonly householdAndDocument: Key;
  /** Where Redis remembers visitors: stands for the network that the visitor comes from (`redis/hash-tag.ts`). */
  readonly tag?: number;
}

export type VisitorKeysOf = (address: string, agent: string, document: string) => VisitorKeys;

interface VisitorKeyOptions {
  readonly now: () => number;
  readonly random?: (bytes: number) => Buffer;
  /** By default a random salt a day, which this process keeps for itself. */
  readonly saltOf?: Salts;
}

/** The unsigned 32-bit number in four characters of Latin-1. */
const numberAt = (digest: string, at: number): number =>
  (digest.charCodeAt(at) |
    (digest.charCodeAt(at + 1) << 8) |
    (digest.charCodeAt(at + 2) << 16) |
    (digest.charCodeAt(at + 3) << 24)) >>>
  0;

/**
 * Makes keys: SHA-256 of a secret random salt with the household, the agent and the document, cut to 64 bits. The salt
 * lives from one midnight UTC to the next, in memory or in Redis. Neither the salt nor a key is ever logged,
 * and a key means nothing once its salt is gone, so nobody can be followed from one day to the next. Only the key of a household is the same for all documents.
 * (An HMAC says no more of its input to somebody who does not know the salt, and takes four times as long.)
 */
export const createVisitorKeys = ({
  now,
  random = randomBytes,
  saltOf = createOwnSalts(random),
}: VisitorKeyOptions): VisitorKeysOf => {
  const keyOf = (household: string, agent: string, document: string): Key => {
    const salt = saltOf(Math.floor(now() / dayMs));
    // As Latin-1, which is the cheapest to make: Node copies no buffer.
    const digest = hash('sha256', `${salt}${household}\n${agent}\n${document}`, 'binary');
    return [numberAt(digest, 0), numberAt(digest, 4)];
  };
  return (address, agent, document) => {
    const household = householdOf(address);
    return {
      visitor: keyOf(household, agent, document),
      household: keyOf(household, '', ''),
      householdAndDocument: keyOf(household, '', document),
    };
  };
};

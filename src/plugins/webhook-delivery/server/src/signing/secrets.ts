import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { toNumber } from 'newsroom-plugin-kit/sql';
import type { Tables } from '../tables';
import { createSecret } from './signature';

/** An endpoint's secrets as they are stored, encrypted with Strapi's encryption key. */
export interface StoredSecrets {
  readonly secret: string;
  readonly formerSecret: string | null;
  /** Until this moment, in milliseconds since the epoch, the former secret signs too. */
  readonly formerUntil: number | null;
}

interface Options {
  readonly tables: Tables;
  readonly rotationMs: number;
  readonly now: () => number;
}

/** Makes the secrets of endpoints, shows each of them once, and rotates them. */
export const createSecrets = (strapi: Core.Strapi, { tables, rotationMs, now }: Options) => {
  const encryption = () =>
    strapi.service('admin::encryption') as {
      encrypt: (text: string) => string | null;
      decrypt: (text: string) => string | null;
    };

  const encrypt = (secret: string): string => {
    const encrypted = encryption().encrypt(secret);
    if (encrypted === null) {
      throw new Error('webhook-delivery: secrets are stored encrypted; set admin.secrets.encryptionKey');
    }
    return encrypted;
  };

  /** Decrypted secrets, by their stored form: decrypting takes longer than signing a message. */
  const decrypted = new Map<string, string>();
  const decrypt = (stored: string): string => {
    const secret = decrypted.get(stored) ?? encryption().decrypt(stored);
    if (secret === null) {
      throw new Error('the secret cannot be read, because the encryption key has changed; rotate the secret');
    }
    decrypted.set(stored, secret);
    return secret;
  };

  return {
    /** Makes a new secret, encrypted as it is stored. */
    create: (): string => encrypt(createSecret(randomBytes)),

    /**
     * The secrets to sign with, the newest first.
     * @throws Error if they cannot be decrypted
     */
    forSigning({ secret, formerSecret, formerUntil }: StoredSecrets): string[] {
      const isRotating = formerSecret !== null && formerUntil !== null && formerUntil > now();
      return [secret, ...(isRotating ? [formerSecret] : [])].map(decrypt);
    },

    /** Returns the secret at the first call for an endpoint, and `null` at every other one. */
    async reveal(db: Knex, endpoint: number): Promise<string | null> {
      const shown = await db(tables.endpoints)
        .where({ endpoint, secret_shown: false })
        .update({ secret_shown: true });
      if (shown === 0) return null;
      const row = await db(tables.endpoints).first('secret').where({ endpoint });
      return decrypt(row.secret);
    },

    /**
     * Replaces the secret. The former one signs too for a while, so that the receiver has time to change.
     * @returns the new secret; `null` if there is no such endpoint
     */
    async rotate(db: Knex, endpoint: number): Promise<string | null> {
      const secret = createSecret(randomBytes);
      const changed = await db(tables.endpoints)
        .where({ endpoint })
        .update({
          former_secret: db.ref('secret'),
          former_until: now() + rotationMs,
          secret: encrypt(secret),
          secret_shown: true,
        });
      return changed === 0 ? null : secret;
    },

    toStored: (row: Record<string, unknown>): StoredSecrets => ({
      secret: String(row.secret),
      formerSecret: (row.former_secret as string | null) ?? null,
      formerUntil: toNumber(row.former_until),
    }),
  };
};

export type Secrets = ReturnType<typeof createSecrets>;

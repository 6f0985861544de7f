import { createHmac } from 'node:crypto';

const prefix = 'whsec_';
/** The specification wants 24 to 64 bytes. */
const secretBytes = 32;

/**
 * A new secret: `whsec_` and 32 random bytes in base64.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const createSecret = (randomBytes: (size: number) => Buffer): string =>
  `${prefix}${randomBytes(secretBytes).toString('base64')}`;

/** The parts of a message that are signed. */
export interface Signed {
  readonly id: string;
  /** When the attempt began, in seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

const sign = (secret: string, { id, timestamp, body }: Signed): string => {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
};

/** The headers of Standard Webhooks, with one signature per secret: two while a secret is rotated. */
export const signatureHeaders = (secrets: readonly string[], signed: Signed): Record<string, string> => ({
  'webhook-id': signed.id,
  'webhook-timestamp': String(signed.timestamp),
  'webhook-signature': secrets.map((secret) => sign(secret, signed)).join(' '),
});

import { fork } from 'node:child_process';
import path from 'node:path';
import type { Knex } from 'knex';

/** A message as it arrived. */
export interface Received {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Whether its signature is right, by the secret that the path was given; `null` without one. */
  readonly isVerified: boolean | null;
}

let paths = 0;

/** Starts a downstream site in a process of its own. */
export const startReceiver = async () => {
  const child = fork(path.join(__dirname, 'receiver-process.mjs'));
  const port = await new Promise<number>((resolve) => child.once('message', (sent) => resolve(Number(sent))));
  const url = `http://127.0.0.1:${port}`;
  const tell = async (place: string, what: { secret?: string; manner?: string }): Promise<void> => {
    await fetch(`${url}${place}`, { method: 'PUT', body: JSON.stringify(what) });
  };
  const received = async (place: string): Promise<Received[]> =>
    (await (await fetch(`${url}${place}`)).json()) as Received[];
  return {
    /** An address of its own that answers in the given manner: `ok`, `fail`, `hang`, … */
    pathFor: (manner: string): string => `/${manner}/${(paths += 1)}`,
    urlOf: (place: string): string => `${url}${place}`,
    received,
    /** What has arrived with this in its body, once there is as much as is waited for. */
    about: (place: string, text: string, number = 1): Promise<Received[]> =>
      until(
        async () => (await received(place)).filter(({ body }) => body.includes(text)),
        (found) => found.length >= number,
      ),
    /** From now on it verifies signatures by this secret. */
    knowSecret: (place: string, secret: string) => tell(place, { secret }),
    /** From now on it answers in this manner. */
    behave: (place: string, manner: string) => tell(place, { manner }),
    stop: (): void => void child.kill(),
  };
};

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

export const entryEvents = [
  'entry.create',
  'entry.update',
  'entry.publish',
  'entry.unpublish',
  'entry.delete',
  'entry.draft-discard',
];

interface Endpoint {
  readonly url: string;
  readonly events?: readonly string[];
  readonly headers?: Record<string, string>;
  readonly enabled?: boolean;
}

/** Strapi's settings refuse an address of this machine; the table does not. @returns the webhook's id */
export const createEndpoint = async (
  db: Knex,
  { url, events = entryEvents, headers = {}, enabled = true }: Endpoint,
): Promise<number> => {
  const row = { name: url, url, events: JSON.stringify(events), headers: JSON.stringify(headers), enabled };
  await db('strapi_webhooks').insert(row);
  return Number((await db('strapi_webhooks').first('id').where({ url })).id);
};

/** What an endpoint hears of. */
export const everything = { publishedOnly: false, types: null, locales: null, media: true };

type Put = (
  method: 'PUT',
  path: string,
  body: object,
) => Promise<{ readonly status: number; readonly body: any }>;

export const setScope = async (asAdmin: Put, key: number, scope: object): Promise<void> => {
  const { status, body } = await asAdmin('PUT', `/webhook-delivery/endpoints/${key}/scope`, scope);
  if (status !== 200) throw new Error(`setting a scope answered ${status}: ${JSON.stringify(body)}`);
};

/** Under what a webhook's deliveries are known. */
export const keyOf = async (
  asAdmin: (method: 'GET', path: string) => Promise<{ readonly body: any }>,
  webhook: number,
): Promise<number> => {
  const { body } = await asAdmin('GET', '/webhook-delivery/endpoints');
  return body.data.find((one: { webhook: number }) => one.webhook === webhook).id;
};

/** Calls `look` until `isSo` accepts the result, and resolves to that. Fails after `seconds`. */
export const until = async <T>(
  look: () => T | Promise<T>,
  isSo: (found: T) => boolean,
  seconds = 30,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (isSo(found)) return found;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${JSON.stringify(found).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** The bodies of all messages to an endpoint, sent or not: they are stored in the transaction of the change. */
export const storedFor = async (db: Knex, key: number): Promise<string[]> => {
  const rows = await db({ d: 'webhook_delivery_deliveries' })
    .join({ m: 'webhook_delivery_messages' }, 'm.sequence', 'd.message')
    .where('d.endpoint', key)
    .orderBy('m.sequence')
    .select('m.body');
  return rows.map(({ body }) => body);
};

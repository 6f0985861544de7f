import { fork } from 'node:child_process';
import path from 'node:path';
import type { Knex } from 'knex';

/** A message that the receiver got. */
export interface Received {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Whether the signature is valid for the secret of this route; `null` if the route has no secret. */
  readonly isVerified: boolean | null;
}

let paths = 0;

/** Starts a receiver of webhooks in a process of its own. */
export const startReceiver = async () => {
  const child = fork(path.join(__dirname, 'receiver-process.mjs'));
  const port = await new Promise<number>((resolve) => child.once('message', (sent) => resolve(Number(sent))));
  const url = `http://127.0.0.1:${port}`;
  const configure = async (route: string, settings: { secret?: string; manner?: string }): Promise<void> => {
    await fetch(`${url}${route}`, { method: 'PUT', body: JSON.stringify(settings) });
  };
  const received = async (route: string): Promise<Received[]> =>
    (await (await fetch(`${url}${route}`)).json()) as Received[];
  return {
    /** A new route that answers in the given manner: `ok`, `fail`, `hang`, … */
    pathFor: (manner: string): string => `/${manner}/${(paths += 1)}`,
    urlOf: (route: string): string => `${url}${route}`,
    received,
    /** Waits for this number of messages with this text in the body, and resolves to them. */
    about: (route: string, text: string, number = 1): Promise<Received[]> =>
      until(
        async () => (await received(route)).filter(({ body }) => body.includes(text)),
        (found) => found.length >= number,
      ),
    /** Makes the route verify signatures with this secret. */
    knowSecret: (route: string, secret: string) => configure(route, { secret }),
    /** Makes the route answer in this manner from now on. */
    behave: (route: string, manner: string) => configure(route, { manner }),
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

/** Writes a webhook to Strapi's table, because Strapi's settings refuse an address of this machine.
 * @returns the webhook's id */
export const createEndpoint = async (
  db: Knex,
  { url, events = entryEvents, headers = {}, enabled = true }: Endpoint,
): Promise<number> => {
  const row = { name: url, url, events: JSON.stringify(events), headers: JSON.stringify(headers), enabled };
  await db('strapi_webhooks').insert(row);
  return Number((await db('strapi_webhooks').first('id').where({ url })).id);
};

/** The widest scope of an endpoint. */
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

/** The key of the plugin's endpoint that belongs to a webhook of Strapi. */
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

import {
  createDatabase,
  start,
  signIn,
  type Newsroom,
  type Running,
  type TestDatabase,
} from '../../servers/newsroom';
import {
  createEndpoint,
  entryEvents,
  startReceiver,
  until,
  type Received,
  type Receiver,
} from '../../clients/receiver';

// What receivers know of Strapi: the same work is done in a newsroom whose webhooks Strapi's own runner
// sends, and in one whose webhooks the plugin delivers; what arrives is compared.

const articles = '/content-manager/collection-types/api::article.article';
const events = [...entryEvents, 'media.create', 'media.update', 'media.delete'];
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface Side {
  readonly database: TestDatabase;
  readonly running: Running;
  readonly newsroom: Newsroom;
  readonly all: string;
  readonly some: string;
  readonly off: string;
}

let receiver: Receiver;

/** Strapi's runner reads its endpoints at start: a first start makes the tables. */
const open = async (extra: Record<string, string>): Promise<Side> => {
  const database = await createDatabase('sqlite');
  const env = { SAMPLE_CONTENT: 'false', WEBHOOK_ALLOWED_ADDRESSES: '127.0.0.1', ...extra };
  await (await start(database, env)).stop();
  const [all, some, off] = ['ok', 'ok', 'ok'].map(receiver.pathFor) as [string, string, string];
  const db = database.connect();
  const headers = { 'X-Site': 'mobile', 'x-lower': 'kept' };
  await createEndpoint(db, { url: receiver.urlOf(all), events, headers });
  await createEndpoint(db, { url: receiver.urlOf(some), events: ['entry.publish'] });
  await createEndpoint(db, { url: receiver.urlOf(off), events, enabled: false });
  await db.destroy();
  const running = await start(database, env);
  return { database, running, newsroom: await signIn(running.url), all, some, off };
};

const call = async ({ newsroom }: Side, method: string, path: string, body?: unknown): Promise<any> => {
  const isProgram = path.startsWith('/api/');
  const response = await fetch(`${newsroom.url}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${isProgram ? newsroom.apiToken : newsroom.adminToken}`,
      ...(body !== undefined && !(body instanceof FormData) && { 'Content-Type': 'application/json' }),
    },
    body: body instanceof FormData ? body : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
};

const upload = (): FormData => {
  const form = new FormData();
  form.append('files', new Blob([Buffer.from(pixel, 'base64')], { type: 'image/png' }), 'pixel.png');
  return form;
};

/** The title of the article whose publication ends the day. */
const lastTitle = 'Bài cuối ngày';

/** What editors and programs do in a day. */
const work = async (side: Side): Promise<void> => {
  const [media] = await call(side, 'POST', '/upload', upload());
  const info = new FormData();
  info.append('fileInfo', JSON.stringify({ name: 'bìa.png', alternativeText: 'Bìa' }));
  await call(side, 'POST', `/upload?id=${media.id}`, info);
  const author = await call(side, 'POST', '/api/authors', { data: { name: 'Nguyễn Thử' } });
  const written = await call(side, 'POST', `${articles}?locale=vi`, {
    title: 'Một',
    body: '…',
    cover: media.id,
    seo: { metaTitle: 'Một', metaDescription: 'Mô tả' },
    author: { connect: [{ documentId: author.data.documentId }] },
  });
  const one = written.data.documentId;
  const act = (action: string, query = 'locale=vi') =>
    call(side, 'POST', `${articles}/${one}/actions/${action}?${query}`, {});
  await act('publish');
  await call(side, 'PUT', `${articles}/${one}?locale=vi`, { title: 'Một, sửa', body: '…' });
  await act('discard');
  await call(side, 'PUT', `${articles}/${one}?locale=en`, { title: 'One', body: '…' });
  await call(side, 'POST', `${articles}/actions/bulkPublish?locale=en`, { documentIds: [one], locale: 'en' });
  await act('unpublish');
  const cloned = await call(side, 'POST', `${articles}/clone/${one}?locale=vi`, { title: 'Một, bản sao' });
  const rest = await call(side, 'POST', '/api/articles?locale=vi', { data: { title: 'Hai', body: '…' } });
  await call(side, 'PUT', `/api/articles/${rest.data.documentId}?locale=vi`, { data: { title: 'Hai, sửa' } });
  await call(side, 'PUT', `/api/articles/${rest.data.documentId}?locale=vi&status=draft`, {
    data: { title: 'Hai, nháp' },
  });
  await call(side, 'DELETE', `/api/articles/${rest.data.documentId}?locale=vi`);
  await call(side, 'DELETE', `${articles}/${cloned.data.documentId}?locale=vi`);
  await call(side, 'DELETE', `${articles}/${one}?locale=*`);
  await call(side, 'DELETE', `/upload/files/${media.id}`);
  await call(side, 'POST', '/api/articles?locale=vi', { data: { title: lastTitle, body: '…' } });
};

/** What is told of the rows of a collection. */
const reference = ['id', 'documentId', 'locale', 'publishedAt', 'slug'];

/** The one difference: of collections of relations the plugin tells references, Strapi the whole rows. */
const withReferences = (body: string): string => {
  const message = JSON.parse(body);
  for (const name of ['articles', 'localizations']) {
    const rows = message.entry?.[name];
    if (!Array.isArray(rows)) continue;
    message.entry[name] = rows.map((row: Record<string, unknown>) =>
      Object.fromEntries(reference.flatMap((key) => (key in row ? [[key, row[key]]] : []))),
    );
  }
  return JSON.stringify(message);
};

/** Without what is another on every server and in every moment. */
const comparable = ({ body, headers }: Received) => {
  const rest = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) =>
        !/^(webhook-.*|host|connection|content-length|user-agent|accept.*|sec-fetch-mode)$/.test(name),
    ),
  );
  const text = withReferences(body)
    .replaceAll(/"\d{4}-\d\d-\d\dT[^"]+Z"/g, '"moment"')
    .replaceAll(/"(id|documentId|hash|url)":("[^"]*"|\d+)/g, '"$1":"its own"');
  return { headers: rest, text };
};

const inOneOrder = (messages: readonly Received[]) =>
  messages.map(comparable).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Waits until the plugin has nothing left to send. */
const waitUntilSent = async ({ database }: Side): Promise<void> => {
  const db = database.connect();
  try {
    await until(
      () => db('webhook_delivery_deliveries').where({ state: 'pending' }),
      (pending) => pending.length === 0,
    );
  } finally {
    await db.destroy();
  }
};

/**
 * What Strapi's runner and the plugin have sent to this endpoint. The plugin knows when it has sent everything; Strapi's
 * runner does not, so it is waited for until as many messages have come from it.
 */
const receivedFrom = async ([strapis, ours]: readonly [Side, Side], endpoint: 'all' | 'some') => {
  await waitUntilSent(ours);
  const fromPlugin = await receiver.received(ours[endpoint]);
  const fromRunner = await until(
    () => receiver.received(strapis[endpoint]),
    (found) => found.length >= fromPlugin.length,
  );
  return [fromRunner, fromPlugin] as const;
};

describe('a message compared with those of Strapi’s own webhooks', () => {
  let sides: [Side, Side];
  beforeAll(async () => {
    receiver = await startReceiver();
    sides = [await open({ WEBHOOK_DELIVERY: 'false' }), await open({})];
    for (const side of sides) await work(side);
  });
  afterAll(async () => {
    receiver?.stop();
    for (const { running, database } of sides ?? []) {
      await running.stop();
      await database.drop();
    }
  });

  it('has the same events, bodies and headers', async () => {
    const [strapis, ours] = await receivedFrom(sides, 'all');
    expect(ours.length).toBeGreaterThan(20);
    expect(inOneOrder(ours)).toEqual(inOneOrder(strapis));
  });

  it('is sent for the events that an endpoint has subscribed to', async () => {
    const [strapis, ours] = await receivedFrom(sides, 'some');
    expect(inOneOrder(ours)).toEqual(inOneOrder(strapis));
    expect(ours.every(({ headers }) => headers['x-strapi-event'] === 'entry.publish')).toBe(true);
  });

  it('is not sent to an endpoint that is switched off', async () => {
    expect(await receiver.received(sides[0].off)).toEqual([]);
    expect(await receiver.received(sides[1].off)).toEqual([]);
  });
});

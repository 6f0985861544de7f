import fs from 'node:fs';
import path from 'node:path';
import { newReader } from '../../clients/client';
import { createDatabase, scratch, type TestDatabase } from '../../servers/databases';
import { signIn, start, type Running } from '../../servers/newsroom';
import { runStrapi } from '../../servers/strapi-command';
import { waitUntilNothingIsLeft } from '../ledger/counts';
import { createEndpoint, startReceiver, until, type Receiver } from '../../clients/receiver';

// A newsroom moves to another database by `strapi export` and `strapi import`, which give every row a new number.
// The tests follow each other: before the move, a silent copy of it, the newsroom itself at its new place.

const settings = { WEBHOOK_ALLOWED_ADDRESSES: '127.0.0.1', WEBHOOK_RETRY_DELAYS: Array(20).fill(1).join() };
const moved = { ...settings, SAMPLE_CONTENT: 'false' };
const silent = { ...moved, WEBHOOK_SENDING: 'false' };
const events = ['entry.publish'];

let receiver: Receiver;
let from: TestDatabase;
let to: TestDatabase;
let running: Running;
let token: string;
/** Where sites listen: one that was deleted, one that did not answer before the move, one that is well, and two twins. */
let sites: Record<'gone' | 'late' | 'well' | 'twins', string>;
let before: { readonly known: unknown; readonly deliveries: string[] };
/** The route of a document that was to be published a day later. */
let scheduled: string;
let heard: { readonly late: number; readonly well: string[] };

const call = async (method: string, route: string, body?: object): Promise<any> => {
  const response = await fetch(`${running.url}${route}`, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${route} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer.data;
};

const boot = async (database: TestDatabase, env: Record<string, string>): Promise<void> => {
  running = await start(database, env);
  token ??= (await signIn(running.url)).adminToken;
};

/** What readers and frontends know of every article: count, date, and the days of its views. */
const known = async (): Promise<unknown> => {
  const get = async (route: string) => (await (await fetch(`${running.url}/api/${route}`)).json()).data;
  const fields = 'fields[0]=slug&fields[1]=viewCount&fields[2]=firstPublishedAt';
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  const articles = await get(`articles?${fields}&sort=slug&pagination[pageSize]=100`);
  const series = await Promise.all(
    articles.map((one: any) =>
      get(`content-tracker/views/article/${one.documentId}?interval=hour&from=${yesterday}`),
    ),
  );
  const publishing = await Promise.all(
    articles.map((one: any) => get(`content-tracker/publishing/article/${one.documentId}`)),
  );
  return articles.map(({ id: _, ...article }: any, index: number) => ({
    ...article,
    publishing: publishing[index],
    views: series[index].views,
    series: series[index].series.filter((one: any) => one.views > 0),
  }));
};

const readThree = async (): Promise<void> => {
  const { data } = await (
    await fetch(`${running.url}/api/articles?fields=slug&pagination[pageSize]=3`)
  ).json();
  for (const { documentId } of data) {
    const headers = { 'Content-Type': 'application/json', 'User-Agent': newReader() };
    const body = JSON.stringify({ type: 'article', documentId });
    await fetch(`${running.url}/api/content-tracker/views`, { method: 'POST', headers, body });
  }
};

const publish = (title: string) =>
  call('POST', '/content-manager/collection-types/api::article.article/actions/publish?locale=vi', {
    title,
    body: 'Nội dung.',
  });

const endpoints = (): Promise<any[]> => call('GET', '/webhook-delivery/endpoints');
const twins = async (): Promise<any[]> =>
  (await endpoints()).filter(({ url }) => url === receiver.urlOf(sites.twins));

/** Every delivery with what its message is about, whatever the rows are numbered. */
const deliveries = async (): Promise<string[]> => {
  const names = new Map((await endpoints()).map(({ id, name }) => [id, name]));
  const all: any[] = await call('GET', '/webhook-delivery/deliveries?limit=100');
  const whole = await Promise.all(all.map(({ id }) => call('GET', `/webhook-delivery/deliveries/${id}`)));
  return whole.map(({ endpoint, messageId, event, about, state, history }) =>
    JSON.stringify([
      names.get(endpoint) ?? '',
      messageId,
      event,
      about.title,
      state,
      // An attempt may be under way.
      state === 'pending' || history.length,
    ]),
  );
};

const titles = async (place: string): Promise<string[]> =>
  (await receiver.received(place)).map(({ body }) => JSON.parse(body).entry?.title);

/** Waits for a message with a signature by the site's own secret. */
const verified = (place: string, title: string) =>
  until(
    async () =>
      (await receiver.received(place)).find(({ body, isVerified }) => body.includes(title) && isVerified),
    (one) => one !== undefined,
  );

const setUp = async (): Promise<void> => {
  await boot(from, settings);
  const db = from.connect();
  for (const name of ['gone', 'late', 'well'] as const) {
    await createEndpoint(db, { url: receiver.urlOf(sites[name]), events });
  }
  for (const { id, url } of await endpoints()) {
    const { secret } = await call('POST', `/webhook-delivery/endpoints/${id}/secret`, {});
    await receiver.knowSecret(new URL(url).pathname, secret);
  }
  for (let i = 0; i < 5; i += 1) await publish(`Bài ${i}`);
  await receiver.about(sites.well, 'Bài 4');
  // What retention and editors leave: gaps in the numbers of messages, deliveries and webhooks.
  const gone = await db('strapi_webhooks')
    .where({ url: receiver.urlOf(sites.gone) })
    .first('id');
  await call('DELETE', `/admin/webhooks/${gone.id}`);
  const old = await db('webhook_delivery_messages').orderBy('id').first();
  await db('webhook_delivery_deliveries')
    .where({ message: old.sequence ?? old.id })
    .delete();
  await db('webhook_delivery_messages').where({ id: old.id }).delete();
  await publish('Trước khi dời');
  await receiver.about(sites.well, 'Trước khi dời');
  // Nobody can tell these two apart.
  for (let i = 0; i < 2; i += 1) await createEndpoint(db, { url: receiver.urlOf(sites.twins), events });
  await publish('Cho cặp sinh đôi');
  await receiver.about(sites.well, 'Cho cặp sinh đôi');
  await until(twins, (two) => two.length === 2 && two.every(({ delivered }) => delivered === 1));
  const { documentId } = await call(
    'POST',
    '/content-manager/collection-types/api::article.article?locale=vi',
    {
      title: 'Hẹn giờ trước khi dời',
      body: 'Nội dung.',
    },
  );
  scheduled = `/content-tracker/schedule/article/${documentId}?locale=vi`;
  const publishAt = new Date(Date.now() + 86_400_000).toISOString();
  await call('PUT', scheduled, { publishAt });
  await readThree();
  await waitUntilNothingIsLeft(db);
  await db.destroy();
};

beforeAll(async () => {
  receiver = await startReceiver();
  const [gone, late] = [receiver.pathFor('ok'), receiver.pathFor('fail')];
  sites = { gone, late, well: receiver.pathFor('ok'), twins: receiver.pathFor('ok') };
  [from, to] = [await createDatabase('sqlite'), await createDatabase('sqlite')];
  await setUp();
  before = { known: await known(), deliveries: await deliveries() };
  await running.stop();
  const file = path.join(scratch, `moving-${process.pid}`);
  await runStrapi(from, 'export', '--no-encrypt', '--no-compress', '--file', file);
  await runStrapi(to, 'import', '--force', '--file', `${file}.tar`);
  fs.rmSync(`${file}.tar`);
  heard = { late: (await titles(sites.late)).length, well: await titles(sites.well) };
  await receiver.behave(sites.late, 'ok');
  // Administrators do not come along.
  token = undefined as never;
  await boot(to, silent);
}, 400_000);
afterAll(async () => {
  await running?.stop();
  receiver?.stop();
  await from?.drop();
  await to?.drop();
});

it('keeps counts, series, dates and the log', async () => {
  expect(await known()).toEqual(before.known);
  expect(JSON.stringify(before.known)).toContain('"views":1');
  expect(JSON.stringify(before.known)).toContain('"timesPublished":1');
});

it('holds what was scheduled, so that a copy publishes nothing by itself', async () => {
  const { publish: publication } = await call('GET', scheduled);
  expect(publication).toMatchObject({
    state: 'held',
    reason: 'it was imported; confirm it to have it carried out',
  });
});

it('keeps every message and the state of its delivery to each site', async () => {
  expect((await deliveries()).sort()).toEqual(before.deliveries.sort());
  expect(before.deliveries.join()).toMatch(/\/fail\/.*"Trước khi dời","pending"/);
});

it('sends nothing from a silent copy until somebody resumes', async () => {
  await publish('Trong bản sao');
  // More than twice as long as an attempt may be put off.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect((await titles(sites.late)).length).toBe(heard.late);
  expect(await titles(sites.well)).toEqual(heard.well);
  const resume = (waiting?: string) => call('POST', '/webhook-delivery/resumption', { waiting });
  await expect(resume()).rejects.toThrow('waiting must be one of send, cancel');
  await resume('send');
  await expect(resume('send')).rejects.toThrow('Messages are sent from here already');
});

it('sends each site the messages that waited for it, signed with its own secret, and no others', async () => {
  await verified(sites.late, 'Trước khi dời');
  await verified(sites.late, 'Trong bản sao');
  await verified(sites.well, 'Trong bản sao');
  expect(await titles(sites.well)).toEqual([...heard.well, 'Trong bản sao']);
  const late = (await receiver.received(sites.late)).slice(heard.late);
  expect(late.every(({ isVerified }) => isVerified)).toBe(true);
});

it('holds messages whose endpoint is uncertain until somebody decides', async () => {
  const held = await twins();
  expect(held.map(({ heldBecause, pending }) => [heldBecause, pending])).toEqual([
    ['uncertain', 1],
    ['uncertain', 1],
  ]);
  expect(await titles(sites.twins)).not.toContain('Trong bản sao');
  const decide = (id: number, what: string) => call('POST', `/webhook-delivery/endpoints/${id}/${what}`, {});
  await decide(held[0].id, 'confirmation');
  await receiver.about(sites.twins, 'Trong bản sao');
  await decide(held[1].id, 'giving-up');
  await expect(decide(held[1].id, 'confirmation')).rejects.toThrow('404');
  const [kept, anew] = await twins();
  expect(kept).toMatchObject({ id: held[0].id, heldBecause: null });
  expect(anew).toMatchObject({ heldBecause: null, isSecretShown: false, pending: 0, delivered: 0 });
  await publish('Cho cả hai');
  await receiver.about(sites.twins, 'Cho cả hai', 2);
});

it('is silent again after it was set up to send, although somebody resumed it before', async () => {
  await running.stop();
  await boot(to, moved);
  await running.stop();
  await boot(to, silent);
  await publish('Lại im lặng');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(await titles(sites.well)).not.toContain('Lại im lặng');
});

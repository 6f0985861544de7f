import type { Knex } from 'knex';
import { asAdmin, asProgram, asPublic, connectToShared, editor, publishArticle } from '../../clients/client';
import { createEndpoint, everything, keyOf, setScope, startReceiver, until } from '../../clients/receiver';
import { type Received, type Receiver } from '../../clients/receiver';

let db: Knex;
let receiver: Receiver;
const made: number[] = [];

beforeAll(async () => {
  db = connectToShared();
  receiver = await startReceiver();
});
// Other tests publish meanwhile, on the same server: what they do arrives too, and is passed over.
afterEach(async () => {
  await db('strapi_webhooks').whereIn('id', made.splice(0)).delete();
});
afterAll(async () => {
  receiver?.stop();
  await db?.destroy();
});

type Wanted = Omit<Parameters<typeof createEndpoint>[1], 'url'>;

const endpoint = async (manner: string, wanted: Wanted = {}) => {
  const path = receiver.pathFor(manner);
  const webhook = await createEndpoint(db, { url: receiver.urlOf(path), ...wanted });
  made.push(webhook);
  const id = await keyOf(asAdmin, webhook);
  await setScope(asAdmin, id, everything);
  return { id, webhook, path };
};

const act = (documentId: string, action: string) =>
  asAdmin('POST', `${editor()}/${documentId}/actions/${action}?locale=vi`, {});

const entryOf = ({ body }: Received) => JSON.parse(body).entry;
const eventOf = ({ headers }: Received) => headers['x-strapi-event'];
const about = (documentId: string) => (one: Received) => entryOf(one)?.documentId === documentId;

/** What has arrived about a document, once there is as much as is waited for. */
const arrived = (path: string, documentId: string, number: number) =>
  until(
    async () => (await receiver.received(path)).filter(about(documentId)),
    (found) => found.length >= number,
  );

/** What is to be delivered to an endpoint about articles of one title. */
const deliveriesTo = async (id: number, title: string, query = ''): Promise<any[]> =>
  (await asAdmin('GET', `/webhook-delivery/deliveries?endpoint=${id}&limit=100${query}`)).body.data.filter(
    ({ about: it }: any) => it.title === title,
  );

const stateOf = async (id: number): Promise<any> =>
  (await asAdmin('GET', '/webhook-delivery/endpoints')).body.data.find((one: any) => one.id === id);

const secretOf = async (id: number): Promise<string> =>
  (await asAdmin('POST', `/webhook-delivery/endpoints/${id}/secret`, {})).body.data.secret;

describe('a downstream site', () => {
  it('gets one signed message for each publish, update, unpublish and delete, in order', async () => {
    const { id, path } = await endpoint('ok');
    await receiver.knowSecret(path, await secretOf(id));
    const { documentId } = await publishArticle({ title: 'Nghe thấy' });
    await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Nghe thấy hai', body: '…' });
    await act(documentId, 'publish');
    await act(documentId, 'unpublish');
    await asAdmin('DELETE', `${editor()}/${documentId}?locale=vi`);

    const messages = await arrived(path, documentId, 7);
    expect(messages.map(eventOf)).toEqual([
      'entry.create',
      'entry.publish',
      'entry.update',
      'entry.update',
      'entry.publish',
      'entry.unpublish',
      'entry.delete',
    ]);
    expect(messages.every(({ isVerified }) => isVerified)).toBe(true);
    expect(new Set(messages.map(({ headers }) => headers['webhook-id'])).size).toBe(messages.length);
    const published = entryOf(messages[1] as Received);
    expect(published).toMatchObject({ title: 'Nghe thấy', locale: 'vi', viewCount: 0 });
    expect(published.firstPublishedAt).toBe(published.publishedAt);
    const states = await until(
      async () => (await deliveriesTo(id, 'Nghe thấy hai')).map(({ state }) => state),
      (found) => !found.includes('pending'),
    );
    expect(states).toEqual(Array(5).fill('delivered'));
  });

  it('gets the headers that an editor has given it', async () => {
    const { path } = await endpoint('ok', { headers: { 'X-Site': 'mobile', Authorization: 'Bearer 1' } });
    const { documentId } = await publishArticle({ title: 'Tiêu đề riêng' });
    const [message] = await arrived(path, documentId, 2);
    expect(message?.headers).toMatchObject({
      'x-site': 'mobile',
      authorization: 'Bearer 1',
      'content-type': 'application/json',
      'x-strapi-event': 'entry.create',
    });
  });

  it('gets the events that it has subscribed to, and none while it is switched off', async () => {
    const some = await endpoint('ok', { events: ['entry.publish'] });
    const off = await endpoint('ok', { enabled: false });
    const { documentId } = await publishArticle({ title: 'Chọn lọc' });
    expect((await arrived(some.path, documentId, 1)).map(eventOf)).toEqual(['entry.publish']);
    expect(await deliveriesTo(some.id, 'Chọn lọc')).toHaveLength(1);
    expect(await deliveriesTo(off.id, 'Chọn lọc')).toEqual([]);
    expect(await receiver.received(off.path)).toEqual([]);
  });

  it('gets messages as soon as it is in the settings, without a restart', async () => {
    const { webhook, path } = await endpoint('ok', { events: [] });
    const { url } = await db('strapi_webhooks').first('url').where({ id: webhook });
    const before = await publishArticle({ title: 'Trước khi đăng ký' });
    await db('strapi_webhooks')
      .where({ id: webhook })
      .update({ events: JSON.stringify(['entry.publish']), url });
    const { documentId } = await publishArticle({ title: 'Sau khi đăng ký' });
    await arrived(path, documentId, 1);
    expect((await receiver.received(path)).filter(about(before.documentId))).toEqual([]);
  });

  it('gets no message for a transaction that was rolled back', async () => {
    const { id } = await endpoint('ok', { events: ['entry.publish'] });
    const draft = await asProgram('POST', '/api/events?status=draft', {
      data: { title: 'Sự kiện hợp lệ', startsAt: '2026-01-01T00:00:00.000Z' },
    });
    const broken = await asProgram('POST', '/api/events?status=draft', { data: { title: 'Không có ngày' } });
    const documentIds = [draft, broken].map(({ body }) => body.data.documentId);
    const uid = 'api::event.event';
    const answer = await asAdmin('POST', `${editor(uid)}/actions/bulkPublish?locale=vi`, {
      documentIds,
      locale: 'vi',
    });
    expect(answer.status).toBe(400);
    const { body } = await asPublic('GET', `/api/events/${documentIds[0]}?locale=vi`);
    expect(body.data).toBeNull();
    expect(await deliveriesTo(id, 'Sự kiện hợp lệ')).toEqual([]);
  });

  it('gets messages for media', async () => {
    const events = ['media.create', 'media.update', 'media.delete'];
    const { path } = await endpoint('ok', { events });
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const file = new FormData();
    file.append('files', new Blob([Buffer.from(pixel, 'base64')], { type: 'image/png' }), 'pixel.png');
    const [{ id }] = (await asAdmin('POST', '/upload', file)).body;
    const info = new FormData();
    info.append('fileInfo', JSON.stringify({ name: 'renamed.png' }));
    await asAdmin('POST', `/upload?id=${id}`, info);
    await asAdmin('DELETE', `/upload/files/${id}`);
    const messages = await until(
      () => receiver.received(path),
      (found) => found.length >= 3,
    );
    expect(messages.map(eventOf)).toEqual(events);
    const media = messages.map(({ body }) => JSON.parse(body).media);
    expect(media.map(({ id: of }) => of)).toEqual([id, id, id]);
    expect(media[1].name).toBe('renamed.png');
  });

  it('gets messages for events of Strapi’s event hub', async () => {
    const { path } = await endpoint('ok', { events: ['role.create'] });
    await asAdmin('POST', '/admin/roles', { name: `Downstream ${Date.now()}`, description: '' });
    const [message] = await until(
      () => receiver.received(path),
      (found) => found.length > 0,
    );
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ event: 'role.create', role: {} });
  });
});

describe('more endpoints than messages that may be sent in parallel', () => {
  it('all get their messages', async () => {
    const events = ['entry.publish'];
    const sites = await Promise.all(Array.from({ length: 12 }, () => endpoint('ok', { events })));
    const { documentId } = await publishArticle({ title: 'Gửi cho tất cả' });
    for (const { path } of sites) expect(await arrived(path, documentId, 1)).toHaveLength(1);
  });
});

describe('an endpoint that does not work', () => {
  it('delays no other endpoint', async () => {
    const events = ['entry.publish'];
    const bad = await Promise.all(
      ['hang', 'fail', 'reset', 'redirect'].map((one) => endpoint(one, { events })),
    );
    const { path } = await endpoint('ok', { events });
    const { documentId } = await publishArticle({ title: 'Không chờ ai' });
    await arrived(path, documentId, 1);
    // The others are still at it.
    const states = await Promise.all(
      bad.map(async ({ id }) => (await deliveriesTo(id, 'Không chờ ai'))[0].state),
    );
    expect(states).toEqual(['pending', 'pending', 'pending', 'pending']);
  });

  it('is tried again with the same webhook-id and body, then given up; the log has each attempt', async () => {
    const { id, path } = await endpoint('fail', { events: ['entry.publish'] });
    const { documentId } = await publishArticle({ title: 'Thử lại' });
    const [failed] = await until(
      () => deliveriesTo(id, 'Thử lại', '&state=failed'),
      (found) => found.length > 0,
    );
    expect(failed).toMatchObject({ attempts: 4, lastStatus: 500, event: 'entry.publish', dueAt: null });
    const messages = await arrived(path, documentId, 4);
    expect(new Set(messages.map(({ headers, body }) => headers['webhook-id'] + body)).size).toBe(1);
    const { body } = await asAdmin('GET', `/webhook-delivery/deliveries/${failed.id}`);
    expect(body.data.history).toHaveLength(4);
    expect(body.data.history[0]).toMatchObject({ status: 500, problem: null, answer: 'out of order' });
    expect(body.data.body).toBe(messages[0]?.body);
    expect((await stateOf(id)).failingSince).not.toBeNull();
  });

  it('keeps the order of one document, and does not delay other documents', async () => {
    const { id, path } = await endpoint('fail', { events: ['entry.publish', 'entry.unpublish'] });
    const { documentId } = await publishArticle({ title: 'Đúng thứ tự' });
    await act(documentId, 'unpublish');
    const events = (await arrived(path, documentId, 8)).map(eventOf);
    expect(events).toEqual([...Array(4).fill('entry.publish'), ...Array(4).fill('entry.unpublish')]);
    const states = await until(
      async () => (await deliveriesTo(id, 'Đúng thứ tự')).map(({ state }) => state),
      (found) => !found.includes('pending'),
    );
    expect(states).toEqual(['failed', 'failed']);
  });

  it('gets no attempt before its Retry-After', async () => {
    const { path } = await endpoint('later', { events: ['entry.publish'] });
    const { documentId } = await publishArticle({ title: 'Để sau' });
    const [first, second] = await arrived(path, documentId, 2);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(4000);
  });

  it('is disabled by 410, and starts again when an editor enables it', async () => {
    const { id, webhook, path } = await endpoint('gone', { events: ['entry.publish'] });
    await publishArticle({ title: 'Không còn' });
    await until(
      () => stateOf(id),
      ({ isEnabled }) => !isEnabled,
    );
    expect(await stateOf(id)).toMatchObject({ switchedOffBecause: 'gone' });
    expect(await deliveriesTo(id, 'Không còn')).toMatchObject([{ state: 'failed', attempts: 1 }]);
    expect((await asAdmin('GET', '/webhook-delivery/failing')).body.data.failing).toBeGreaterThan(0);
    const unheard = await publishArticle({ title: 'Không ai nghe' });
    expect(await deliveriesTo(id, 'Không ai nghe')).toEqual([]);
    expect((await receiver.received(path)).filter(about(unheard.documentId))).toEqual([]);

    await db('strapi_webhooks')
      .where({ id: webhook })
      .update({ enabled: true, url: receiver.urlOf(path.replace('gone', 'ok')) });
    const { documentId } = await publishArticle({ title: 'Nghe lại' });
    await arrived(path.replace('gone', 'ok'), documentId, 1);
    expect(await stateOf(id)).toMatchObject({ switchedOffAt: null, failingSince: null });
  });

  it('is not followed by a redirect', async () => {
    const { id } = await endpoint('redirect', { events: ['entry.publish'] });
    await publishArticle({ title: 'Chuyển hướng' });
    const [failed] = await until(
      () => deliveriesTo(id, 'Chuyển hướng'),
      ([one]) => one?.lastStatus !== null && one !== undefined,
    );
    expect(failed.lastStatus).toBe(302);
  });

  it('may not be an address of the private network', async () => {
    const webhook = await createEndpoint(db, { url: 'http://10.0.0.1:9/', events: ['entry.publish'] });
    made.push(webhook);
    const id = await keyOf(asAdmin, webhook);
    await publishArticle({ title: 'Mạng nội bộ' });
    const [failed] = await until(
      () => deliveriesTo(id, 'Mạng nội bộ'),
      ([one]) => Boolean(one?.lastProblem),
    );
    expect(failed.lastProblem).toMatch(/10\.0\.0\.1 is not a public address/);
  });
});

describe('an editor', () => {
  it('can send a failed message again, under the same webhook-id', async () => {
    const { id, webhook, path } = await endpoint('gone', { events: ['entry.publish'] });
    const { documentId } = await publishArticle({ title: 'Gửi lại' });
    const [failed] = await until(
      () => deliveriesTo(id, 'Gửi lại', '&state=failed'),
      (found) => found.length > 0,
    );
    const mended = path.replace('gone', 'ok');
    await db('strapi_webhooks')
      .where({ id: webhook })
      .update({ enabled: true, url: receiver.urlOf(mended) });
    const { status } = await asAdmin('POST', `/webhook-delivery/deliveries/${failed.id}/again`, {});
    expect(status).toBe(200);
    const [message] = await arrived(mended, documentId, 1);
    expect(message?.headers['webhook-id']).toBe(failed.messageId);
  });

  it('can send all messages since a moment, also those of a time when the endpoint was disabled', async () => {
    const events = ['entry.publish'];
    const other = await endpoint('ok', { events });
    const since = new Date().toISOString();
    const { id, webhook, path } = await endpoint('ok', { events, enabled: false });
    const { documentId } = await publishArticle({ title: 'Bỏ lỡ' });
    await arrived(other.path, documentId, 1);
    await db('strapi_webhooks').where({ id: webhook }).update({ enabled: true });
    const { body } = await asAdmin('POST', `/webhook-delivery/endpoints/${id}/again`, { since });
    expect(body.data.messages).toBeGreaterThanOrEqual(1);
    const [message] = await arrived(path, documentId, 1);
    const [first] = await arrived(other.path, documentId, 1);
    expect(message?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(message?.body).toBe(first?.body);
  });

  it('can send a test and see the answer, from Strapi’s own settings too', async () => {
    const good = await endpoint('ok');
    const bad = await endpoint('fail');
    const test = (id: number) => asAdmin('POST', `/webhook-delivery/endpoints/${id}/test`, {});
    expect((await test(good.id)).body.data).toMatchObject({
      status: 200,
      problem: null,
      answer: 'thank you',
    });
    expect((await test(bad.id)).body.data).toMatchObject({ status: 500, answer: 'out of order' });
    const trigger = await asAdmin('POST', `/admin/webhooks/${good.webhook}/trigger`, {});
    expect(trigger.body.data).toEqual({ statusCode: 200 });
    const events = (await receiver.received(good.path)).map(eventOf);
    expect(events).toEqual(['trigger-test', 'trigger-test']);
  });

  it('sees a secret once, and can rotate it while both secrets sign for a time', async () => {
    const { id, path } = await endpoint('ok', { events: ['entry.publish'] });
    const former = await secretOf(id);
    expect(former).toMatch(/^whsec_/);
    expect(await secretOf(id)).toBeNull();
    const { body } = await asAdmin('POST', `/webhook-delivery/endpoints/${id}/secret/rotation`, {});
    const { secret } = body.data;
    expect(secret).not.toBe(former);
    for (const known of [former, secret]) {
      await receiver.knowSecret(path, known);
      const { documentId } = await publishArticle({ title: 'Đổi khóa' });
      const [message] = await arrived(path, documentId, 1);
      expect(message?.isVerified).toBe(true);
    }
    const rows = await db('webhook_delivery_endpoints').where({ endpoint: id });
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(former);
  });

  it.each([
    [
      'GET',
      'deliveries?limit=0&state=lost',
      400,
      'state must be one of pending, delivered, failed, cancelled',
    ],
    ['GET', 'deliveries?limit=101', 400, 'limit must be a whole number from 0 to 100'],
    ['GET', 'deliveries?endpoint=a', 400, 'endpoint must be a whole number'],
    ['GET', 'deliveries?event[a]=b', 400, 'event must be one text'],
    ['GET', 'deliveries/999999999', 404, 'There is no delivery 999999999'],
    ['GET', 'deliveries/x', 400, 'id must be a whole number'],
    ['POST', 'deliveries/999999999/again', 404, 'There is no delivery 999999999'],
    ['POST', 'endpoints/999999999/test', 404, 'There is no endpoint 999999999'],
    ['POST', 'endpoints/999999999/secret', 404, 'There is no endpoint 999999999'],
    ['POST', 'endpoints/999999999/secret/rotation', 404, 'There is no endpoint 999999999'],
    ['POST', 'endpoints/1/again', 400, 'since must be a moment in the past'],
  ] as const)('is told what is wrong with %s %s', async (method, path, status, message) => {
    const answer = await asAdmin(method, `/webhook-delivery/${path}`, method === 'POST' ? {} : undefined);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  it('needs the permission for all of it, and API tokens and readers have no access', async () => {
    expect((await asPublic('GET', '/webhook-delivery/endpoints')).status).toBe(401);
    expect((await asProgram('GET', '/webhook-delivery/endpoints')).status).toBe(401);
  });
});

describe('an endpoint that is deleted', () => {
  it('gets no more messages: its pending deliveries are cancelled', async () => {
    const { id, webhook } = await endpoint('fail', { events: ['entry.publish'] });
    await publishArticle({ title: 'Xóa điểm nhận' });
    await until(
      () => deliveriesTo(id, 'Xóa điểm nhận'),
      ([one]) => one?.attempts >= 1,
    );
    expect((await asAdmin('DELETE', `/admin/webhooks/${webhook}`)).status).toBe(200);
    await until(
      () => deliveriesTo(id, 'Xóa điểm nhận'),
      ([one]) => one.state !== 'pending',
    );
    expect((await deliveriesTo(id, 'Xóa điểm nhận'))[0].state).toBe('cancelled');
  });
});

import type { Knex } from 'knex';
import {
  asAdmin,
  asEditorWho,
  asProgram,
  connectToShared,
  editor,
  publishArticle,
} from '../../clients/client';
import { expectSuccess } from '../../clients/editing';
import {
  createEndpoint,
  entryEvents,
  everything,
  keyOf,
  setScope,
  startReceiver,
  storedFor,
  until,
  type Receiver,
} from '../../clients/receiver';

const events = [...entryEvents, 'media.create', 'media.update', 'media.delete'];
const published = { publishedOnly: true, types: null, locales: null, media: false };

let db: Knex;
let receiver: Receiver;
const made: number[] = [];

beforeAll(async () => {
  db = connectToShared();
  receiver = await startReceiver();
});
afterAll(async () => {
  await db?.('strapi_webhooks').whereIn('id', made).delete();
  receiver?.stop();
  await db?.destroy();
});

const endpoint = async (scope?: object): Promise<{ key: number; path: string }> => {
  const path = receiver.pathFor('ok');
  const webhook = await createEndpoint(db, { url: receiver.urlOf(path), events });
  made.push(webhook);
  const key = await keyOf(asAdmin, webhook);
  if (scope) await setScope(asAdmin, key, scope);
  return { key, path };
};

const write = (title: string, data: object = {}, locale = 'vi', uid = 'api::article.article') =>
  expectSuccess(asAdmin('POST', `${editor(uid)}?locale=${locale}`, { title, body: '…', ...data }));
const rewrite = (id: string, title: string, locale = 'vi', uid = 'api::article.article', data: object = {}) =>
  expectSuccess(asAdmin('PUT', `${editor(uid)}/${id}?locale=${locale}`, { title, body: '…', ...data }));
const act = (id: string, action: string, locale = 'vi', uid = 'api::article.article') =>
  asAdmin('POST', `${editor(uid)}/${id}/actions/${action}?locale=${locale}`, {});

const eventsAbout = async (key: number, text: string): Promise<string[]> =>
  (await storedFor(db, key)).filter((body) => body.includes(text)).map((body) => JSON.parse(body).event);

describe('a new endpoint', () => {
  it('gets published content only', async () => {
    const { key } = await endpoint();
    const { body } = await asAdmin('GET', '/webhook-delivery/endpoints');
    expect(body.data.find(({ id }: any) => id === key).scope).toEqual(published);
    const { documentId } = await write('Phạm vi mới');
    await rewrite(documentId, 'Phạm vi mới, sửa');
    await act(documentId, 'publish');
    await rewrite(documentId, 'Phạm vi mới, nháp');
    await act(documentId, 'discard');
    await act(documentId, 'unpublish');
    await act(documentId, 'publish');
    await expectSuccess(asAdmin('DELETE', `${editor()}/${documentId}?locale=vi`));
    expect(await eventsAbout(key, documentId)).toEqual([
      'entry.publish',
      'entry.unpublish',
      'entry.publish',
      'entry.delete',
    ]);
    expect(await eventsAbout(key, 'Phạm vi mới, nháp')).toEqual([]);
  });

  it('gets no message for a deleted draft', async () => {
    const { key } = await endpoint();
    const { documentId } = await write('Chỉ là nháp');
    await expectSuccess(asAdmin('DELETE', `${editor()}/${documentId}?locale=vi`));
    expect(await eventsAbout(key, documentId)).toEqual([]);
  });

  it('gets types without drafts, and no drafts that are related to them', async () => {
    const { path } = await endpoint();
    const author = (await asProgram('POST', '/api/authors', { data: { name: 'Tác giả kín' } })).body.data;
    await write('Bài kín của tác giả', { author: { connect: [{ documentId: author.documentId }] } });
    const shown = await publishArticle({ title: 'Bài mở của tác giả', author: author.documentId });
    await asProgram('PUT', `/api/authors/${author.documentId}`, { data: { jobTitle: 'Phóng viên' } });
    const [, message] = await until(
      async () =>
        (await receiver.received(path)).filter(
          ({ body }) => body.includes('"uid":"api::author.author"') && body.includes(author.documentId),
        ),
      (found) => found.length >= 2,
    );
    const { entry } = JSON.parse(String(message?.body));
    expect(entry.jobTitle).toBe('Phóng viên');
    expect(entry.articles).toEqual([
      {
        id: expect.any(Number),
        documentId: shown.documentId,
        locale: 'vi',
        publishedAt: expect.any(String),
        slug: 'bai-mo-cua-tac-gia',
      },
    ]);
    await asProgram('DELETE', `/api/authors/${author.documentId}`);
    const [gone] = await until(
      async () =>
        (await receiver.received(path)).filter(
          ({ headers, body }) =>
            headers['x-strapi-event'] === 'entry.delete' && body.includes(author.documentId),
        ),
      (found) => found.length >= 1,
    );
    // Not even how many there were.
    expect(JSON.parse(String(gone?.body)).entry).not.toHaveProperty('articles');
  });
});

describe('the scope of an endpoint', () => {
  it('limits messages by types, languages and the media library', async () => {
    const [onlyEvents, onlyEnglish, media, all] = await Promise.all([
      endpoint({ ...published, types: ['api::event.event'] }),
      endpoint({ ...published, locales: ['en'] }),
      endpoint({ ...published, types: [], media: true }),
      endpoint(everything),
    ]);
    const article = await publishArticle({ title: 'Bài theo phạm vi' });
    await rewrite(article.documentId, 'Article in scope', 'en');
    await act(article.documentId, 'publish', 'en');
    const event = (
      await asProgram('POST', '/api/events', {
        data: { title: 'Sự kiện', startsAt: '2026-03-01T01:00:00.000Z' },
      })
    ).body.data;
    const author = (await asProgram('POST', '/api/authors', { data: { name: 'Không ngôn ngữ' } })).body.data;
    const form = new FormData();
    form.set('files', new Blob(['Ghi chép.'], { type: 'text/plain' }), 'pham-vi.txt');
    const [{ id }] = (await asAdmin('POST', '/upload', form)).body;
    const file = '"name":"pham-vi.txt"';
    const about = async ({ key }: { key: number }) => {
      const texts = {
        vi: '"title":"Bài theo phạm vi"',
        en: '"title":"Article in scope"',
        event: event.documentId,
        author: author.documentId,
        file,
      };
      const counts = Object.entries(texts).map(async ([name, text]) => [
        name,
        (await eventsAbout(key, text)).length,
      ]);
      return Object.fromEntries(await Promise.all(counts));
    };
    expect(await about(onlyEvents)).toEqual({ vi: 0, en: 0, event: 1, author: 0, file: 0 });
    expect(await about(onlyEnglish)).toEqual({ vi: 0, en: 1, event: 0, author: 1, file: 0 });
    expect(await about(media)).toEqual({ vi: 0, en: 0, event: 0, author: 0, file: 1 });
    // Drafts too: written, saved by the admin as it publishes, and published.
    expect(await about(all)).toEqual({ vi: 2, en: 3, event: 2, author: 1, file: 1 });
    await asAdmin('DELETE', `/upload/files/${id}`);
  });

  it('applies to messages that are sent again too', async () => {
    const all = await endpoint(everything);
    const { documentId } = await write('Nháp gửi lại');
    expect(await eventsAbout(all.key, documentId)).toEqual(['entry.create']);
    const other = await endpoint();
    const since = new Date(Date.now() - 600_000).toISOString();
    await asAdmin('POST', `/webhook-delivery/endpoints/${other.key}/again`, { since });
    expect(await eventsAbout(other.key, documentId)).toEqual([]);
    await setScope(asAdmin, other.key, everything);
    await asAdmin('POST', `/webhook-delivery/endpoints/${other.key}/again`, { since });
    expect(await eventsAbout(other.key, documentId)).toEqual(['entry.create']);
  });

  it('cancels no pending delivery where it is widened', async () => {
    const { key, path } = await endpoint();
    await receiver.behave(path, 'hang');
    await publishArticle({ title: 'Chờ mở rộng' });
    await setScope(asAdmin, key, everything);
    const { body } = await asAdmin('GET', `/webhook-delivery/deliveries?endpoint=${key}&limit=100`);
    const waiting = body.data.filter(({ about }: any) => about.title === 'Chờ mở rộng');
    expect(waiting.map(({ state }: any) => state)).toEqual(['pending']);
  });

  it('applies to pending deliveries and to Send again once it is narrowed', async () => {
    const { key, path } = await endpoint(everything);
    const { documentId } = await write('Nháp đã gửi');
    await receiver.about(path, documentId);
    await receiver.behave(path, 'hang');
    const waiting = await write('Nháp đang chờ');
    await setScope(asAdmin, key, published);
    const listed = (await asAdmin('GET', `/webhook-delivery/deliveries?endpoint=${key}&limit=100`)).body.data;
    const of = (title: string) => listed.find(({ about }: any) => about.title === title);
    expect(of('Nháp đang chờ').state).toBe('cancelled');
    const again = await asAdmin('POST', `/webhook-delivery/deliveries/${of('Nháp đã gửi').id}/again`, {});
    expect([again.status, again.body.error.message]).toEqual([
      400,
      expect.stringContaining('not in the scope'),
    ]);
    await receiver.behave(path, 'ok');
    const since = new Date(Date.now() - 600_000).toISOString();
    await asAdmin('POST', `/webhook-delivery/endpoints/${key}/again`, { since });
    const after = (await asAdmin('GET', `/webhook-delivery/deliveries?endpoint=${key}&limit=100`)).body.data;
    expect(after.find(({ about }: any) => about.title === 'Nháp đang chờ').state).toBe('cancelled');
    expect(await receiver.about(path, documentId)).toHaveLength(1);
    expect(waiting.documentId).toBeDefined();
  });

  it.each([
    [{}, 'publishedOnly must be true or false'],
    [{ ...published, publishedOnly: 'yes' }, 'publishedOnly must be true or false'],
    [
      { ...published, types: ['api::nothing.nothing'] },
      'types must be null, for all, or a list of api::article.article',
    ],
    [{ ...published, types: 'api::article.article' }, 'types must be null, for all, or a list of'],
    [{ ...published, locales: ['fr'] }, 'locales must be null, for all, or a list of'],
    [{ ...published, media: null }, 'media must be true or false'],
  ])('is refused with the name of the field: %j', async (scope, message) => {
    const { key } = await endpoint();
    const { status, body } = await asAdmin('PUT', `/webhook-delivery/endpoints/${key}/scope`, scope);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it('can be changed with the permission to change webhooks', async () => {
    const { key } = await endpoint();
    const path = `/webhook-delivery/endpoints/${key}/scope`;
    const reader = await asEditorWho([{ action: 'plugin::webhook-delivery.send' }]);
    expect((await reader('PUT', path, everything)).status).toBe(403);
    const changer = await asEditorWho([{ action: 'admin::webhooks.update' }]);
    expect((await changer('PUT', path, everything)).status).toBe(200);
    expect((await changer('PUT', '/webhook-delivery/endpoints/999999/scope', everything)).status).toBe(404);
  });
});

describe('the body of a message', () => {
  it('only names its entry where it would be larger than 256 KiB', async () => {
    const { path } = await endpoint();
    const { documentId } = await publishArticle({ title: 'Bài rất dài', body: 'Chữ '.repeat(100_000) });
    const [message] = await receiver.about(path, documentId);
    expect(Buffer.byteLength(String(message?.body))).toBeLessThan(1024);
    expect(JSON.parse(String(message?.body))).toEqual({
      event: 'entry.publish',
      createdAt: expect.any(String),
      model: 'article',
      uid: 'api::article.article',
      entry: {
        id: expect.any(Number),
        documentId,
        locale: 'vi',
        publishedAt: expect.any(String),
        slug: 'bai-rat-dai',
      },
      truncated: true,
    });
  });
});

describe('Strapi’s form of webhooks', () => {
  const save = (url: string) =>
    asAdmin('POST', '/admin/webhooks', { name: url, url, headers: {}, events: ['entry.publish'] });

  it('accepts an address of the private network that is allowed', async () => {
    const url = receiver.urlOf(receiver.pathFor('ok'));
    const { status, body } = await save(url);
    expect([status, body.data?.url]).toEqual([201, url]);
    const { id } = body.data;
    made.push(id);
    const other = receiver.urlOf(receiver.pathFor('ok'));
    const changed = await asAdmin('PUT', `/admin/webhooks/${id}`, {
      ...body.data,
      id: undefined,
      url: other,
    });
    expect([changed.status, changed.body.data?.url]).toEqual([200, other]);
    expect((await asAdmin('GET', `/admin/webhooks/${id}`)).body.data.url).toBe(other);
  });

  it.each([
    'http://10.1.0.5/hook',
    'http://127.0.0.2:4000/hook',
    'http://0x7f.2/',
    'http://[::1]/',
    'http://169.254.169.254/',
  ])('refuses other private addresses, and names the variable: %s', async (url) => {
    const { status, body } = await save(url);
    expect([status, body.error.message]).toEqual([
      400,
      expect.stringMatching(
        /is not a public address: see the option allowedAddresses, in the newsroom WEBHOOK_ALLOWED_ADDRESSES/,
      ),
    ]);
    expect(body.error.details.errors[0].path).toEqual(['url']);
  });

  it.each([
    ['ftp://example.org/', /is not http: or https:/],
    ['no address', /must be an address/],
  ])('refuses an invalid address: %s', async (url, message) => {
    const { status, body } = await save(url);
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)]);
  });

  it('still refuses a webhook without a name', async () => {
    const { status } = await asAdmin('POST', '/admin/webhooks', {
      name: '',
      url: 'https://1.1.1.1/',
      headers: {},
      events: [],
    });
    expect(status).toBe(400);
  });
});

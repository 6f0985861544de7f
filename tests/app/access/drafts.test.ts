import {
  asAdmin,
  asProgram,
  asPublic,
  createCall,
  editor,
  publishArticle,
  type Answer,
} from '../../clients/client';
import { createApiToken, createReader } from '../../clients/callers';

/** Said nowhere but in drafts. */
const secret = 'EMBARGO';
const encode = (path: string) => path.replace(/\[/g, '%5B').replace(/\]/g, '%5D');

let author: string;
let event: string;
let draft: string;
let modified: string;
let callers: Record<
  string,
  (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answer>
>;

const createDraft = async (uid: string, data: object): Promise<string> => {
  const { status, body } = await asAdmin('POST', `${editor(uid)}?locale=vi`, data);
  expect([status, body.error]).toEqual([201, undefined]);
  return body.data.documentId;
};

beforeAll(async () => {
  author = (await asProgram('POST', '/api/authors', { data: { name: 'Kẻ giữ bí mật' } })).body.data
    .documentId;
  event = await createDraft('api::event.event', {
    title: `${secret} sự kiện`,
    startsAt: '2026-03-01T01:00:00.000Z',
    timeZone: 'Asia/Ho_Chi_Minh',
    eventStatus: 'scheduled',
  });
  const links = { author: { connect: [{ documentId: author }] } };
  draft = await createDraft('api::article.article', { title: `${secret} bài`, body: 'Bí mật.', ...links });
  modified = (await publishArticle({ title: 'Đã công bố', author })).documentId;
  await asAdmin('PUT', `${editor()}/${modified}?locale=vi`, {
    title: `${secret} sửa`,
    body: '…',
    event: { connect: [{ documentId: event, locale: 'vi' }] },
  });
  const find = ['article', 'author', 'event'].flatMap((type) =>
    ['find', 'findOne', 'create', 'update'].map((action) => `api::${type}.${type}.${action}`),
  );
  callers = {
    'the public': asPublic,
    'a reader who has signed in': createCall(await createReader()),
    'a read-only token': createCall(await createApiToken('read-only')),
    'a token that may find and write': createCall(await createApiToken('custom', find)),
  };
});

const questions = [
  '/api/articles?status=draft',
  '/api/articles?status=draft&locale=vi&filters[title][$startsWith]=EMBARGO',
  '/api/articles?status=modified',
  '/api/articles?publicationFilter=modified',
  '/api/articles?status=draft&publicationFilter=never-published',
  '/api/articles?hasPublishedVersion=false&status=draft',
  '/api/articles?sort=status:asc',
  '/api/authors?status=draft&populate=articles',
  '/api/authors?status=draft&populate=*',
  '/api/authors?status=draft&populate[articles][fields]=title',
  '/api/authors?status=draft&populate[0]=articles',
  '/api/authors?status=draft&populate=articles.event',
  '/api/authors?status=draft&filters[articles][title][$startsWith]=EMBARGO',
  '/api/authors?status=draft&filters[$or][0][$not][articles][title][$startsWith]=EMBARGO',
  '/api/authors?status=draft&sort=articles.title',
  '/api/events?status=draft&populate=articles',
  '/api/content-tracker/most-viewed?type=article&status=draft',
];

describe('drafts', () => {
  it.each(questions)('are not readable with the permission to find alone: %s', async (question) => {
    for (const [who, call] of Object.entries(callers)) {
      const { status, body } = await call('GET', encode(question));
      expect([who, [400, 403].includes(status), JSON.stringify(body).includes(secret)]).toEqual([
        who,
        true,
        false,
      ]);
    }
  });

  it('are not readable by id, nor with the permissions to write', async () => {
    for (const [who, call] of Object.entries(callers)) {
      for (const [method, path] of [
        ['GET', `/api/articles/${draft}?status=draft`],
        ['GET', `/api/articles/${modified}?status=draft`],
        ['GET', `/api/authors/${author}?status=draft&populate=articles`],
        ['PUT', `/api/articles/${draft}?status=draft`],
      ] as const) {
        const { status, body } = await call(
          method,
          encode(path),
          method === 'PUT' ? { data: {} } : undefined,
        );
        expect([who, path, status]).toEqual([who, path, 403]);
        expect(JSON.stringify(body)).not.toContain(secret);
      }
    }
  });

  it('are refused with the name of the permission', async () => {
    const { body } = await asPublic('GET', '/api/articles?status=draft');
    expect(body.error).toMatchObject({
      status: 403,
      name: 'ForbiddenError',
      message: 'Reading drafts needs the permission api::article.article.readDrafts',
      details: { permission: 'api::article.article.readDrafts' },
    });
  });

  it('are read with the permission, for each type its own', async () => {
    const of = (...types: string[]) =>
      createApiToken('custom', [
        'api::article.article.find',
        'api::author.author.find',
        'api::event.event.find',
        ...types.map((type) => `api::${type}.${type}.readDrafts`),
      ]);
    const both = createCall(await of('article', 'event'));
    const one = createCall(await of('article'));
    const question =
      '/api/articles?status=draft&locale=vi&filters[title][$startsWith]=EMBARGO&populate=author';
    for (const call of [both, one, asProgram]) {
      const { status, body } = await call('GET', encode(question));
      expect([status, body.data.map(({ documentId }: any) => documentId).sort()]).toEqual([
        200,
        [draft, modified].sort(),
      ]);
    }
    const withEvent = encode(`/api/articles?status=draft&filters[documentId]=${modified}&populate=event`);
    expect((await both('GET', withEvent)).body.data[0].event.title).toBe(`${secret} sự kiện`);
    const refused = await one('GET', withEvent);
    expect([refused.status, refused.body.error.details.permission]).toEqual([
      403,
      'api::event.event.readDrafts',
    ]);
    const byAuthor = encode(`/api/authors/${author}?status=draft&populate=articles`);
    const { status } = await both('GET', byAuthor);
    expect(status).toBe(403);
    const found = encode(`/api/authors?filters[documentId]=${author}&status=draft&populate=articles`);
    expect((await both('GET', found)).body.data[0].articles).toHaveLength(2);
  });

  it('stay unread where an author or an event is asked for their articles', async () => {
    for (const query of ['populate=articles', 'populate=*', 'populate[articles][populate]=*']) {
      const { status, body } = await asPublic('GET', encode(`/api/authors/${author}?${query}`));
      expect([status, body.data.articles.map(({ title }: any) => title)]).toEqual([200, ['Đã công bố']]);
    }
    const { body } = await asPublic('GET', encode(`/api/authors/${author}?populate[articles][count]=true`));
    expect(body.data.articles).toEqual({ count: 1 });
  });

  it.each([
    'filters[articles][title][$startsWith]=EMBARGO',
    'filters[articles][title][$startsWith]=EMBARGO&status=published',
    'filters[articles][$and][0][title][$startsWith]=EMBARGO',
    'filters[articles][$or][0][title][$startsWith]=EMBARGO&filters[articles][$or][1][title]=x',
    'filters[$and][0][articles][title][$startsWith]=EMBARGO&filters[$and][1][name][$notNull]=true',
    'filters[articles][$or][0][title][$startsWith]=EMBARGO&filters[$or][0][name][$notNull]=true',
    'filters[articles][event][title][$startsWith]=EMBARGO',
    'filters[articles][author][articles][title][$startsWith]=EMBARGO',
    'filters[articles][publishedAt][$null]=true',
    'filters[articles][body][$contains]=Bí mật',
    'filters[articles]=DRAFT',
    'filters[articles][$in][0]=DRAFT',
    'filters[articles][documentId]=DRAFTDOC',
  ])('do not influence filters over relations: authors?%s', async (query) => {
    const rows = await asProgram('GET', `/api/articles/${draft}?status=draft`);
    const asked = query.replace('DRAFTDOC', draft).replace('DRAFT', rows.body.data.id);
    const { status, body } = await asPublic('GET', encode(`/api/authors?${asked}&fields=name`));
    expect([status, body.data]).toEqual([200, []]);
  });

  it('do not change filters without relations', async () => {
    const ask = async (query: string) => {
      const { status, body } = await asPublic(
        'GET',
        encode(`/api/articles?${query}&filters[documentId]=${modified}`),
      );
      return [status, body.data?.length];
    };
    expect(await ask('filters[title][$not][$contains]=EMBARGO')).toEqual([200, 1]);
    expect(await ask('filters[title][$not][$contains]=công bố')).toEqual([200, 0]);
    expect(await ask('filters[$not][title][$contains]=công bố')).toEqual([200, 0]);
    expect(await ask('filters[title][$in][0]=Đã công bố&filters[title][$in][1]=x')).toEqual([200, 1]);
    expect(await ask('filters[author][name][$not][$eq]=x')).toEqual([200, 1]);
  });

  it('do not change filters over published articles', async () => {
    for (const query of [
      'filters[articles][title]=Đã công bố',
      'filters[articles][$or][0][title]=Đã công bố&filters[articles][$or][1][title]=x',
      'filters[$and][0][articles][title]=Đã công bố&filters[$and][1][name][$startsWith]=Kẻ',
      'filters[articles][title][$contains]=công&filters[name][$contains]=bí mật',
      `filters[articles][documentId]=${modified}`,
    ]) {
      const { status, body } = await asPublic('GET', encode(`/api/authors?${query}&fields=name`));
      expect([query, status, body.data?.map(({ documentId }: any) => documentId)]).toEqual([
        query,
        200,
        [author],
      ]);
    }
    const others = await asPublic('GET', encode(`/api/articles?filters[author][documentId]=${author}`));
    expect(others.body.data.map(({ documentId }: any) => documentId)).toEqual([modified]);
  });

  it.each([
    ['/api/authors?sort=articles.title:asc', 'sort: "articles.title" is not possible'],
    ['/api/authors?sort[articles][title]=asc', 'sort: "articles.title" is not possible'],
    ['/api/authors?sort[0]=name&sort[1]=articles.title', 'sort: "articles.title" is not possible'],
    ['/api/articles?sort=localizations.title', 'sort: "localizations.title" is not possible'],
    [
      '/api/authors?filters[articles][$null]=true',
      'filters: "articles" cannot be used in $not or with $null',
    ],
    ['/api/authors?filters[articles][$notNull]=false', 'filters: "articles" cannot be used in $not'],
    ['/api/authors?filters[$not][articles][id][$notNull]=true', 'filters: "articles" cannot be used in $not'],
    ['/api/authors?filters[$not][$or][0][articles][title]=x', 'filters: "articles" cannot be used in $not'],
  ])('do not influence sorting or the filter for absence: %s', async (question, message) => {
    const { status, body } = await asPublic('GET', encode(question));
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it.each([
    'filters[$not][0][articles][title]=x',
    'filters[0][articles][title][$startsWith]=x',
    'filters[articles][0][title]=x',
    'filters[$or][0][0][articles][title]=x',
    'filters[articles][$not][0][title]=x',
    'filters[articles][$not][$null]=true',
    'filters[$and]=x',
    'populate[articles][filters][0][title]=x',
    'populate[articles][filters][$not][0][title]=x',
  ])('cannot be reached by malformed query parameters: authors?%s', async (query) => {
    expect((await asPublic('GET', encode(`/api/authors?${query}`))).status).toBe(400);
  });

  it('are not populated as other languages of a document', async () => {
    await asAdmin('PUT', `${editor()}/${modified}?locale=en`, { title: `${secret} in English`, body: '…' });
    const populated = await asPublic('GET', `/api/articles/${modified}?populate=localizations`);
    expect(JSON.stringify(populated.body)).not.toContain(secret);
    const filtered = encode('/api/articles?filters[localizations][title][$startsWith]=EMBARGO');
    expect((await asPublic('GET', filtered)).body.data).toEqual([]);
  });

  it('are not populated from a file that a published document uses too', async () => {
    const form = new FormData();
    form.set('files', new Blob(['Ghi chép.'], { type: 'text/plain' }), 'chung.txt');
    const [file] = (await asAdmin('POST', '/upload', form)).body;
    await asAdmin('PUT', `${editor()}/${draft}?locale=vi`, {
      title: `${secret} bài`,
      body: 'Bí mật.',
      cover: file.id,
    });
    await asProgram('PUT', `/api/articles/${modified}`, { data: { title: 'Đã công bố', cover: file.id } });
    const find = ['plugin::upload.content-api.find', 'plugin::upload.content-api.findOne'];
    const token = createCall(await createApiToken('custom', find));
    for (const [call, path] of [
      [asPublic, `/api/articles/${modified}?populate[cover][populate]=*`],
      [asPublic, '/api/content-tracker/trending?type=article&populate[cover][populate]=*'],
      [token, '/api/upload/files?populate=*'],
      [token, `/api/upload/files/${file.id}?populate=*`],
    ] as const) {
      const { status, body } = await call('GET', encode(path));
      expect([path, status, JSON.stringify(body).match(/EMBARGO|"related"/)]).toEqual([path, 200, null]);
    }
    // For another type's drafts, the permission for one type is not enough.
    const one = createCall(
      await createApiToken('custom', ['api::article.article.find', 'api::article.article.readDrafts']),
    );
    const { body } = await one('GET', encode('/api/articles?status=draft&populate[cover][populate]=*'));
    expect(JSON.stringify(body)).not.toContain('"related"');
    await asAdmin('DELETE', `/upload/files/${file.id}`);
  });

  it('cannot be probed by connecting relations to them', async () => {
    const write = ['create', 'update', 'find'].flatMap((action) =>
      ['article', 'author'].map((type) => `api::${type}.${type}.${action}`),
    );
    const writer = createCall(await createApiToken('custom', [...write, 'api::event.event.find']));
    const { id } = (await asProgram('GET', `/api/articles/${draft}?status=draft`)).body.data;
    const messageOf = async (path: string, data: object): Promise<unknown> => {
      const { status, body } = await writer('POST', path, { data });
      return [status, body.error?.message];
    };
    const title = 'Thử nối';
    for (const [there, nowhere] of [
      [{ connect: [{ id }] }, { connect: [{ id: 999_999 }] }],
      [[id], [999_999]],
      [{ set: [{ documentId: draft }] }, { set: [{ documentId: 'abcdefghijklmnopqrstuvwx' }] }],
    ]) {
      const refused = [400, 'articles can be connected with published documents only'];
      expect(await messageOf('/api/authors', { name: title, articles: there })).toEqual(refused);
      expect(await messageOf('/api/authors', { name: title, articles: nowhere })).toEqual(refused);
    }
    const refused = [400, 'event can be connected with published documents only'];
    expect(await messageOf('/api/articles', { title, body: '…', event })).toEqual(refused);
    expect((await writer('POST', '/api/articles', { data: { title, body: '…', author } })).status).toBe(201);
    const own = { data: { name: title, articles: { connect: [{ documentId: modified }] } } };
    expect((await asProgram('POST', '/api/authors', own)).status).toBe(201);
  });

  it('are not populated from the files that they use', async () => {
    for (const call of [callers['a read-only token'], asProgram]) {
      const { status } = (await call?.('GET', '/api/upload/files?populate=related')) as Answer;
      expect(status).toBe(call === asProgram ? 200 : 403);
    }
    const covered = encode('/api/articles?populate[cover][populate]=related');
    expect((await asPublic('GET', covered)).status).toBe(403);
    expect((await asPublic('GET', encode('/api/articles?populate[cover][populate]=*'))).status).toBe(200);
  });
});

import {
  asAdmin,
  asProgram,
  asPublic,
  createCall,
  publishArticle,
  readArticle,
  sharedDatabase,
} from '../../clients/client';
import {
  act,
  actionsOf,
  administrator,
  datesOf,
  draftArticle,
  edit,
  entriesOf,
  noDates,
  readInAdmin,
  readLog,
  readRows,
} from '../../clients/editing';
import { bootStrapi, type StrapiProcess } from '../../servers/strapi-process';
import { admin } from '../../servers/newsroom';

const system = { kind: 'system', id: null, name: null };

let inside: StrapiProcess;
beforeAll(async () => {
  inside = await bootStrapi(sharedDatabase);
});
afterAll(() => inside.stop());

describe('the publication log of changes in code', () => {
  it('has an entry for every language that is published with locale *', async () => {
    const { documentId } = await publishArticle({ title: 'Hai thứ tiếng, bằng mã' });
    await edit(documentId, 'Two languages, in code', 'en');
    await inside.run(async (strapi, id) => {
      await strapi.documents('api::article.article').publish({ documentId: id, locale: '*' });
    }, documentId);
    expect(await entriesOf(documentId)).toMatchObject([
      { action: 'published' },
      { action: 'republished', actor: system, title: 'Hai thứ tiếng, bằng mã' },
    ]);
    expect(await entriesOf(documentId, 'en')).toMatchObject([
      { action: 'published', actor: system, title: 'Two languages, in code' },
    ]);
  });

  it.each<[string, string[], (strapi: any, documentId: string) => Promise<void>]>([
    [
      'a row that is updated',
      ['published', 'republished'],
      async (strapi, documentId) => {
        const where = { documentId, publishedAt: { $notNull: true } };
        await strapi.db
          .query('api::article.article')
          .update({ where, data: { publishedAt: new Date() }, select: ['id'] });
      },
    ],
    [
      'rows that are updated',
      ['published', 'unpublished'],
      async (strapi, documentId) => {
        const where = { documentId, publishedAt: { $notNull: true } };
        await strapi.db.query('api::article.article').updateMany({ where, data: { publishedAt: null } });
      },
    ],
    [
      'a row that is deleted',
      ['published', 'unpublished'],
      async (strapi, documentId) => {
        const where = { documentId, publishedAt: { $notNull: true } };
        await strapi.db.query('api::article.article').delete({ where });
      },
    ],
    [
      'a row that is deleted by who asks for its id alone',
      ['published', 'unpublished'],
      async (strapi, documentId) => {
        const where = { documentId, publishedAt: { $notNull: true } };
        await strapi.db.query('api::article.article').delete({ where, select: ['id'] });
      },
    ],
    [
      'rows that are deleted',
      ['published', 'deleted'],
      async (strapi, documentId) => {
        await strapi.db.query('api::article.article').deleteMany({ where: { documentId } });
      },
    ],
    [
      'rows that are deleted one by one, and created',
      ['published', 'unpublished', 'deleted', 'published'],
      async (strapi, documentId) => {
        const rows = strapi.db.query('api::article.article');
        await rows.delete({ where: { documentId, publishedAt: { $notNull: true } } });
        await rows.delete({ where: { documentId } });
        const publishedAt = new Date();
        await rows.create({ data: { documentId, locale: 'vi', title: 'Lại có', body: '…', publishedAt } });
      },
    ],
    [
      'rows that are created at once',
      ['published', 'deleted', 'published'],
      async (strapi, documentId) => {
        const rows = strapi.db.query('api::article.article');
        await rows.deleteMany({ where: { documentId } });
        const publishedAt = new Date();
        await rows.createMany({
          data: [{ documentId, locale: 'vi', title: 'Lại có', body: '…', publishedAt }],
        });
      },
    ],
    [
      'a title that is changed: nothing',
      ['published'],
      async (strapi, documentId) => {
        await strapi.db
          .query('api::article.article')
          .updateMany({ where: { documentId }, data: { title: 'Tên khác' } });
      },
    ],
  ])('%s', async (_, actions, work) => {
    const { documentId } = await publishArticle({ title: 'Ghi thẳng vào bảng' });
    await inside.run(work, documentId);
    const entries = await entriesOf(documentId);
    expect(entries.map(({ action }) => action)).toEqual(actions);
    for (const { actor } of entries.slice(1)) expect(actor).toEqual(system);
    const article = await readArticle(documentId);
    expect(entries.at(-1).after.publishedAt).toBe(article?.publishedAt ?? null);
    if (article) expect(entries.at(-1).after.firstPublishedAt).toBe(article.firstPublishedAt);
  });

  it.each<[string, (strapi: any, documentId: string, data: object) => Promise<void>]>([
    [
      'update',
      (strapi, documentId, data) =>
        strapi.db
          .query('api::article.article')
          .update({ where: { documentId, publishedAt: { $notNull: true } }, data }),
    ],
    [
      'updateMany',
      (strapi, documentId, data) =>
        strapi.db.query('api::article.article').updateMany({ where: { documentId }, data }),
    ],
    [
      'createMany',
      async (strapi, documentId, data) => {
        const rows = strapi.db.query('api::article.article');
        const [row] = await rows.findMany({ where: { documentId, publishedAt: { $notNull: true } } });
        const { id, ...rest } = row;
        await rows.deleteMany({ where: { id } });
        await rows.createMany({ data: [{ ...rest, ...data }] });
      },
    ],
  ])('has no other dates and views because %s names them', async (_, write) => {
    const { documentId } = await publishArticle({ title: 'Không ai viết được' });
    const before = await readArticle(documentId);
    const own = { firstPublishedAt: '2001-02-03T04:05:06.000Z', viewCount: 99 };
    await inside.run(write, documentId, { ...own, summary: 'Mới' });
    expect(await readArticle(documentId)).toMatchObject({
      firstPublishedAt: before.firstPublishedAt,
      viewCount: 0,
    });
  });

  it('has an entry for an imported date, and another for a later import with another date', async () => {
    const documentId = await inside.run(async (strapi) => {
      const history = strapi.plugin('content-tracker').service('history');
      const article = { uid: 'api::article.article', locale: 'vi' };
      const id = await strapi.db.transaction(async () => {
        const data = { title: 'Từ trang cũ', body: '…' };
        const created = await strapi
          .documents(article.uid)
          .create({ data, locale: 'vi', status: 'published' });
        const firstPublishedAt = new Date('2016-10-07T04:35:00Z');
        await history.carryOver({ ...article, documentId: created.documentId, firstPublishedAt });
        return created.documentId as string;
      });
      for (const date of ['2016-10-07T04:35:00Z', '2015-01-01T00:00:00Z']) {
        await history.carryOver({ ...article, documentId: id, firstPublishedAt: new Date(date) });
      }
      return id;
    });
    const imported = { action: 'imported', actor: { kind: 'import', id: null, name: null } };
    const { publishedAt } = await readArticle(documentId);
    expect(await entriesOf(documentId)).toMatchObject([
      { ...imported, before: noDates, after: { firstPublishedAt: '2016-10-07T04:35:00.000Z', publishedAt } },
      { ...imported, after: { firstPublishedAt: '2015-01-01T00:00:00.000Z', publishedAt } },
    ]);
    expect((await readLog(documentId)).timesPublished).toBe(1);
  });

  it('has no entry for a transaction that is rolled back', async () => {
    const published = await publishArticle({ title: 'Vẫn như cũ' });
    const draft = await draftArticle({ title: 'Vẫn là nháp' });
    const message = await inside.run(
      async (strapi, gone, never) => {
        const articles = strapi.documents('api::article.article');
        const work = strapi.db.transaction(async () => {
          await articles.publish({ documentId: never, locale: 'vi' });
          await articles.update({
            documentId: gone,
            locale: 'vi',
            data: { title: 'Khác' },
            status: 'published',
          });
          await articles.unpublish({ documentId: gone, locale: 'vi' });
          await articles.delete({ documentId: gone, locale: '*' });
          throw new Error('changed my mind');
        });
        return work.catch((error: Error) => error.message);
      },
      published.documentId,
      draft,
    );
    expect(message).toBe('changed my mind');
    expect(await actionsOf(published.documentId)).toEqual(['published']);
    expect(await actionsOf(draft)).toEqual([]);
    expect(await datesOf(published.documentId)).toEqual({
      firstPublishedAt: published.firstPublishedAt,
      publishedAt: published.publishedAt,
    });
    expect((await readInAdmin(draft)).firstPublishedAt).toBeNull();
  });
});

describe('the actor of an entry', () => {
  /** An API user whose role may write articles. */
  const signUp = async (username: string) => {
    const role = `Cộng tác viên ${username}`;
    const article = { create: { enabled: true }, update: { enabled: true }, find: { enabled: true } };
    const permissions = { 'api::article': { controllers: { article } } };
    await asAdmin('POST', '/users-permissions/roles', { name: role, description: role, permissions });
    const { body } = await asAdmin('GET', '/users-permissions/roles');
    const { id } = body.roles.find(({ name }: any) => name === role);
    const email = `${username}@newsroom.example`;
    const user = { username, email, password: 'Newsroom-Test-2', confirmed: true, role: id };
    const created = await asProgram('POST', '/api/users', user);
    // Signing in wants a secure connection, for its cookie.
    const jwt = await inside.run(async (strapi, userId) => {
      const sessions = strapi.sessionManager('users-permissions');
      const { token: refresh } = await sessions.generateRefreshToken(userId, undefined, { type: 'refresh' });
      return (await sessions.generateAccessToken(refresh)).token as string;
    }, String(created.body.id));
    return createCall(jwt);
  };

  it('is the name of the API user whose token was sent', async () => {
    const asUser = await signUp('cong-tac-vien');
    const created = await asUser('POST', '/api/articles', {
      data: { title: 'Của cộng tác viên', body: '…' },
    });
    expect(created.status).toBe(201);
    const { documentId } = created.body.data;
    const entries = await entriesOf(documentId);
    expect(entries).toMatchObject([{ action: 'published' }]);
    const id = expect.stringMatching(/^\d+$/);
    expect(entries[0].actor).toEqual({ kind: 'api-user', id, name: 'cong-tac-vien' });
    expect(JSON.stringify(await readLog(documentId))).not.toContain('@');
    // What the role was not given beyond that.
    expect((await asUser('GET', `/api/content-tracker/publishing/article/${documentId}`)).status).toBe(403);
  });

  it('has no name where the Public role publishes', async () => {
    const action = 'api::event.event.create';
    await inside.run(async (strapi, allowed) => {
      const role = await strapi.db
        .query('plugin::users-permissions.role')
        .findOne({ where: { type: 'public' } });
      await strapi.db
        .query('plugin::users-permissions.permission')
        .create({ data: { action: allowed, role: role.id } });
    }, action);
    const data = { title: 'Ai cũng được thêm', startsAt: '2026-03-01T01:00:00.000Z' };
    const created = await asPublic('POST', '/api/events', { data });
    await inside.run(async (strapi, allowed) => {
      const where = { action: allowed, role: { type: 'public' } };
      const permissions = strapi.db.query('plugin::users-permissions.permission');
      for (const { id } of await permissions.findMany({ where })) await permissions.delete({ where: { id } });
    }, action);
    expect(created.status).toBe(201);
    const { entries } = await readLog(created.body.data.documentId, 'vi', 'event');
    expect(entries).toMatchObject([{ action: 'published' }]);
    expect(entries[0].actor).toEqual({ kind: 'api-user', id: null, name: null });
  });

  it('is the name of the administrator, never the e-mail address', async () => {
    const documentId = await draftArticle({ title: 'Không địa chỉ' });
    await act(documentId, 'publish');
    expect((await readLog(documentId)).entries[0].actor).toEqual(administrator);
    const rows = await readRows(documentId);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(admin.email);
  });
});

it('an entry can be changed or deleted neither by the Document Service nor by queries', async () => {
  const { documentId } = await publishArticle({ title: 'Không sửa nhật ký bằng mã' });
  const before = await readRows(documentId);
  const messages = await inside.run(async (strapi, target) => {
    const uid = 'plugin::content-tracker.publication';
    const where = { targetDocumentId: target };
    const entries = strapi.db.query(uid);
    const entry = await entries.findOne({ where });
    const data = { title: 'Giả' };
    const attempts = [
      () => entries.update({ where, data }),
      () => entries.updateMany({ where, data }),
      () => entries.delete({ where }),
      () => entries.deleteMany({ where }),
      () => strapi.documents(uid).update({ documentId: entry.documentId, data }),
      () => strapi.documents(uid).delete({ documentId: entry.documentId }),
    ];
    const said: string[] = [];
    for (const attempt of attempts) {
      said.push(
        await attempt().then(
          () => 'done',
          (error: Error) => error.message,
        ),
      );
    }
    return said;
  }, documentId);
  expect(messages).toEqual(Array(6).fill('content-tracker: the log of publications is append-only'));
  expect(await readRows(documentId)).toEqual(before);
});

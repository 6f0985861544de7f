import {
  asAdmin,
  asProgram,
  asPublic,
  connectToShared,
  createCall,
  editor,
  publishArticle,
  readArticle,
  sharedDatabase,
} from './client';
import { act, actionsOf, draftArticle, edit, entriesOf, expectGood, readInAdmin, readLog } from './editing';
import { bootInside, type Inside } from './inside';
import { admin } from './newsroom';

const administrator = { kind: 'admin', id: expect.stringMatching(/^\d+$/), name: 'Test Admin' };
const token = { kind: 'api-token', id: expect.stringMatching(/^\d+$/), name: 'tests' };
const system = { kind: 'system', id: null, name: null };

const bulk = (
  action: 'bulkPublish' | 'bulkUnpublish' | 'bulkDelete',
  documentIds: string[],
  locale: unknown,
) => asAdmin('POST', `${editor()}/actions/${action}`, { documentIds, locale });

/** Adds English to an article, and publishes it. */
const addEnglish = (documentId: string, title: string) =>
  expectGood(asProgram('PUT', `/api/articles/${documentId}?locale=en`, { data: { title, body: '…' } }));

const datesOf = async (documentId: string) => {
  const { firstPublishedAt, publishedAt } = await readArticle(documentId);
  return { firstPublishedAt, publishedAt };
};
const noDates = { firstPublishedAt: null, publishedAt: null };

let inside: Inside;
beforeAll(async () => {
  inside = await bootInside(sharedDatabase);
});
afterAll(() => inside.stop());

describe('the log tells of', () => {
  it('a first publication and a second version in the admin: who, when, the title and the dates', async () => {
    const documentId = await draftArticle({ title: 'Bản một' });
    await act(documentId, 'publish');
    const first = await datesOf(documentId);
    await edit(documentId, 'Bản hai');
    await act(documentId, 'publish');
    const second = await datesOf(documentId);

    const [published, republished, ...others] = await entriesOf(documentId);
    expect(published).toEqual({
      at: expect.stringMatching(/Z$/),
      action: 'published',
      actor: administrator,
      title: 'Bản một',
      before: noDates,
      after: first,
      reason: null,
    });
    expect(republished).toMatchObject({
      action: 'republished',
      actor: administrator,
      title: 'Bản hai',
      before: first,
      after: second,
    });
    expect(others).toEqual([]);
    expect(second).toEqual({
      firstPublishedAt: first.publishedAt,
      publishedAt: expect.not.stringMatching(first.publishedAt),
    });
    expect(await readLog(documentId)).toMatchObject({
      type: 'article',
      documentId,
      locale: 'vi',
      firstPublishedAt: first.publishedAt,
      lastPublishedAt: second.publishedAt,
      unpublishedAt: null,
      timesPublished: 2,
    });
  });

  it('an article that is created and published in one go in the admin', async () => {
    const body = { title: 'Tạo và đăng', body: '…' };
    const { documentId } = await expectGood(asAdmin('POST', `${editor()}/actions/publish?locale=vi`, body));
    expect(await entriesOf(documentId)).toMatchObject([{ action: 'published', actor: administrator }]);
  });

  it('what a program creates and updates, which publishes, and not of the drafts that it saves', async () => {
    const { documentId } = await publishArticle({ title: 'Qua API' });
    const update = (title: string, query = '') =>
      expectGood(asProgram('PUT', `/api/articles/${documentId}${query}`, { data: { title } }));
    await update('Bản nháp', '?status=draft');
    await update('Qua API, sửa');
    expect(await entriesOf(documentId)).toMatchObject([
      { action: 'published', actor: token, title: 'Qua API' },
      { action: 'republished', actor: token, title: 'Qua API, sửa' },
    ]);
  });

  it('unpublishing, and publishing again; not of saving, discarding and cloning', async () => {
    const { documentId } = await publishArticle({ title: 'Lên rồi xuống' });
    const { firstPublishedAt, publishedAt } = await datesOf(documentId);
    await edit(documentId, 'Lên rồi xuống, sửa');
    await act(documentId, 'discard');
    const clone = await expectGood(
      asAdmin('POST', `${editor()}/clone/${documentId}?locale=vi`, { title: 'Bản sao' }),
    );
    await act(documentId, 'unpublish');
    expect(await readLog(documentId)).toMatchObject({ timesPublished: 1, unpublishedAt: expect.any(String) });
    await act(documentId, 'publish');
    const [, unpublished, republished, ...others] = await entriesOf(documentId);
    expect(unpublished).toMatchObject({
      action: 'unpublished',
      actor: administrator,
      title: 'Lên rồi xuống',
      before: { firstPublishedAt, publishedAt },
      after: { firstPublishedAt, publishedAt: null },
    });
    expect(republished).toMatchObject({
      action: 'republished',
      before: { firstPublishedAt, publishedAt: null },
      after: await datesOf(documentId),
    });
    expect(others).toEqual([]);
    expect(await entriesOf(clone.documentId)).toEqual([]);
    expect(clone.firstPublishedAt).toBeNull();
  });

  it('every article that is published and unpublished in bulk', async () => {
    const ids = await Promise.all(['Một', 'Hai', 'Ba'].map((title) => draftArticle({ title })));
    expect((await bulk('bulkPublish', ids, 'vi')).body).toEqual({ count: 3 });
    expect((await bulk('bulkUnpublish', ids, 'vi')).body).toEqual({ count: 3 });
    for (const id of ids) {
      expect(await entriesOf(id)).toMatchObject([
        { action: 'published', actor: administrator },
        { action: 'unpublished', actor: administrator },
      ]);
    }
  });

  it('every language that is published at once, in the admin and in code', async () => {
    const documentId = await draftArticle({ title: 'Hai thứ tiếng' });
    await edit(documentId, 'Two languages', 'en');
    expect((await bulk('bulkPublish', [documentId], ['vi', 'en'])).status).toBe(200);
    await inside.run(async (strapi, id) => {
      await strapi.documents('api::article.article').publish({ documentId: id, locale: '*' });
    }, documentId);
    for (const [locale, title] of [
      ['vi', 'Hai thứ tiếng'],
      ['en', 'Two languages'],
    ] as const) {
      expect(await entriesOf(documentId, locale)).toMatchObject([
        { action: 'published', actor: administrator, title },
        { action: 'republished', actor: system, title },
      ]);
    }
  });

  it('the deletion of one language of an article, and not of the others', async () => {
    const { documentId } = await publishArticle({ title: 'Còn tiếng Việt' });
    await addEnglish(documentId, 'English goes');
    await expectGood(asAdmin('DELETE', `${editor()}/${documentId}?locale=en`));
    expect(await actionsOf(documentId, 'vi')).toEqual(['published']);
    const [, deleted] = await entriesOf(documentId, 'en');
    expect(deleted).toMatchObject({
      action: 'deleted',
      actor: administrator,
      title: 'English goes',
      after: noDates,
    });

    await addEnglish(documentId, 'English again');
    expect(await actionsOf(documentId, 'en')).toEqual(['published', 'deleted', 'published']);
    expect(await readLog(documentId, 'en')).toMatchObject({ timesPublished: 1, unpublishedAt: null });
  });

  it('the deletion of a whole article, which it outlives', async () => {
    const { documentId, firstPublishedAt } = await publishArticle({ title: 'Sẽ xoá' });
    await addEnglish(documentId, 'Will be deleted');
    await act(documentId, 'unpublish', 'en');
    await expectGood(asAdmin('DELETE', `${editor()}/${documentId}?locale=*`));
    expect(await actionsOf(documentId, 'vi')).toEqual(['published', 'deleted']);
    expect(await actionsOf(documentId, 'en')).toEqual(['published', 'unpublished', 'deleted']);
    const [, { at, actor }] = await entriesOf(documentId);
    expect(actor).toEqual(administrator);
    const { body } = await asPublic('GET', `/api/content-tracker/publishing/article/${documentId}`);
    expect(body.data).toMatchObject({ firstPublishedAt, unpublishedAt: at, timesPublished: 1 });
  });

  it('the deletion of articles in bulk, and not of a draft that nobody saw', async () => {
    const { documentId } = await publishArticle({ title: 'Xoá hàng loạt' });
    const draft = await draftArticle({ title: 'Nháp bị xoá' });
    expect((await bulk('bulkDelete', [documentId, draft], 'vi')).status).toBe(200);
    expect(await actionsOf(documentId)).toEqual(['published', 'deleted']);
    expect(await actionsOf(draft)).toEqual([]);
  });

  it('the deletion of a whole language in Settings', async () => {
    const locale = { code: 'km', name: 'Khmer', isDefault: false };
    const { body: created } = await asAdmin('POST', '/i18n/locales', locale);
    const { documentId } = await publishArticle({ title: 'Ba thứ tiếng' });
    await edit(documentId, 'Ngôn ngữ thứ ba', 'km');
    await act(documentId, 'publish', 'km');
    expect((await asAdmin('DELETE', `/i18n/locales/${created.id}`)).status).toBe(200);
    expect(await entriesOf(documentId, 'km')).toMatchObject([
      { action: 'published', actor: administrator },
      { action: 'deleted', actor: administrator, title: 'Ngôn ngữ thứ ba', after: noDates },
    ]);
    expect(await actionsOf(documentId, 'vi')).toEqual(['published']);
  });
});

describe('past the Document Service', () => {
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

  it('a date from another system is imported, with the document and again with another date', async () => {
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

  it('what is rolled back leaves no trace', async () => {
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

describe('who did it', () => {
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

  it('is the API user whose token came along, by name', async () => {
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

  it('is nobody by name where the Public role may publish', async () => {
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

  it('is an administrator by name, never by e-mail address', async () => {
    const documentId = await draftArticle({ title: 'Không địa chỉ' });
    await act(documentId, 'publish');
    expect((await readLog(documentId)).entries[0].actor).toEqual(administrator);
    const db = connectToShared();
    const rows = await db('content_tracker_publications').where({ target_document_id: documentId });
    await db.destroy();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(admin.email);
  });
});

describe('an entry', () => {
  const rowsOf = async (documentId: string) => {
    const db = connectToShared();
    const rows = await db('content_tracker_publications').where({ target_document_id: documentId });
    await db.destroy();
    return rows;
  };

  it('is changed and deleted by no route', async () => {
    const { documentId } = await publishArticle({ title: 'Không sửa nhật ký' });
    const before = await rowsOf(documentId);
    const [{ id, document_id: entryId }] = before;
    const uid = 'plugin::content-tracker.publication';
    const own = `/content-tracker/publishing/article/${documentId}`;
    const places: [string, string][] = [
      own,
      `${own}/${id}`,
      `${own}/correction`,
      `/api${own}`,
      `/api${own}/${id}`,
    ].flatMap((path): [string, string][] => [
      ['PUT', path],
      ['PATCH', path],
      ['DELETE', path],
    ]);
    for (const [method, path] of [...places, ['POST', own], ['POST', `/api${own}`]]) {
      for (const call of [asAdmin, asProgram]) {
        const { status } = await call(method as 'PUT', path as string, {});
        expect([method, path, [401, 404, 405].includes(status)]).toEqual([method, path, true]);
      }
    }
    const inAdmin: [string, string][] = [
      ['POST', editor(uid)],
      ['PUT', `${editor(uid)}/${entryId}`],
      ['DELETE', `${editor(uid)}/${entryId}`],
      ['POST', `${editor(uid)}/clone/${entryId}`],
      ['POST', `${editor(uid)}/actions/bulkDelete`],
    ];
    for (const [method, path] of inAdmin) {
      const { status } = await asAdmin(method as 'PUT', path, { title: 'Giả', documentIds: [entryId] });
      expect([method, path, [403, 404, 405].includes(status)]).toEqual([method, path, true]);
    }
    expect((await asProgram('GET', '/api/publications')).status).toBe(404);
    expect(await rowsOf(documentId)).toEqual(before);
  });

  it('is changed and deleted neither by the Document Service nor by queries', async () => {
    const { documentId } = await publishArticle({ title: 'Không sửa nhật ký bằng mã' });
    const before = await rowsOf(documentId);
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
    expect(await rowsOf(documentId)).toEqual(before);
  });

  it('is found on its page, the newest first', async () => {
    const { documentId } = await publishArticle({ title: 'Nhiều trang' });
    for (let i = 0; i < 4; i += 1) await act(documentId, i % 2 ? 'publish' : 'unpublish');
    const page = (query: string) =>
      asAdmin('GET', `/content-tracker/publishing/article/${documentId}?locale=vi&${query}`);
    const { body } = await page('start=1&limit=2');
    expect(body.meta).toEqual({ start: 1, limit: 2, total: 5 });
    expect(body.data.entries.map(({ action }: any) => action)).toEqual(['unpublished', 'republished']);
    expect((await page('start=0')).body.meta).toEqual({ start: 0, limit: 20, total: 5 });
    expect((await page('start=5')).body.data.entries).toEqual([]);
  });
});

describe('at once', () => {
  interface Kept {
    readonly published: string[];
    readonly logged: string[];
  }
  /** Which of these articles readers see, and which the log has last as published. */
  const keptOf = async (ids: string[]): Promise<Kept> => {
    const db = connectToShared();
    const rows = await db('articles').whereIn('document_id', ids).whereNotNull('published_at');
    const entries = await db('content_tracker_publications').whereIn('target_document_id', ids);
    await db.destroy();
    return {
      published: rows.map((row) => row.document_id).sort(),
      logged: entries.map((entry) => entry.target_document_id).sort(),
    };
  };
  const draftMany = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => draftArticle({ title: `Trong loạt ${i + 1}` })));

  it('fifty articles are published in bulk: fifty entries with one actor', async () => {
    const ids = (await draftMany(50)).sort();
    expect((await bulk('bulkPublish', ids, 'vi')).body).toEqual({ count: 50 });
    expect(await keptOf(ids)).toEqual({ published: ids, logged: ids });
    const actors = new Set<string>();
    for (const id of ids) {
      const [entry] = await entriesOf(id);
      expect(entry).toMatchObject({ action: 'published', actor: administrator });
      actors.add(JSON.stringify(entry.actor));
    }
    expect(actors.size).toBe(1);
  });

  it('one of many cannot be published: the log has what Strapi has left', async () => {
    const ids = await draftMany(6);
    const broken = await draftArticle({ title: 'Thiếu bài', body: null });
    const answer = await bulk('bulkPublish', [...ids.slice(0, 3), broken, ...ids.slice(3)], 'vi');
    expect(answer.status).toBe(400);
    const { published, logged } = await keptOf([...ids, broken]);
    expect(logged).toEqual(published);
    expect(published).not.toContain(broken);
  });

  it('ten editors publish one article: once for the first time, every one in the log, one row', async () => {
    const documentId = await draftArticle({ title: 'Mười người cùng đăng' });
    await Promise.all(Array.from({ length: 10 }, () => act(documentId, 'publish')));
    const entries = await entriesOf(documentId);
    expect(entries.map(({ action }) => action)).toEqual(['published', ...Array(9).fill('republished')]);
    entries.slice(1).forEach(({ before }, index) => expect(before).toEqual(entries[index].after));
    expect(entries.at(-1).after).toEqual(await datesOf(documentId));
    expect(new Set(entries.map(({ after }) => after.firstPublishedAt)).size).toBe(1);
    expect((await keptOf([documentId])).published).toHaveLength(1);
  });
});

import { asAdmin, asProgram, asPublic, connectToShared, editor, publishArticle } from '../../clients/client';
import {
  act,
  actionsOf,
  administrator,
  datesOf,
  draftArticle,
  edit,
  entriesOf,
  expectSuccess,
  noDates,
  readLog,
  readRows,
} from '../../clients/editing';

const token = { kind: 'api-token', id: expect.stringMatching(/^\d+$/), name: 'tests' };

const bulk = (
  action: 'bulkPublish' | 'bulkUnpublish' | 'bulkDelete',
  documentIds: string[],
  locale: unknown,
) => asAdmin('POST', `${editor()}/actions/${action}`, { documentIds, locale });

/** Adds English to an article, and publishes it. */
const addEnglish = (documentId: string, title: string) =>
  expectSuccess(asProgram('PUT', `/api/articles/${documentId}?locale=en`, { data: { title, body: '…' } }));

describe('the publication log has an entry for', () => {
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
      scheduledAt: null,
      reason: null,
      takenOff: null,
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
    const { documentId } = await expectSuccess(
      asAdmin('POST', `${editor()}/actions/publish?locale=vi`, body),
    );
    expect(await entriesOf(documentId)).toMatchObject([{ action: 'published', actor: administrator }]);
  });

  it('creates and updates of the API, which publish, and none for drafts', async () => {
    const { documentId } = await publishArticle({ title: 'Qua API' });
    const update = (title: string, query = '') =>
      expectSuccess(asProgram('PUT', `/api/articles/${documentId}${query}`, { data: { title } }));
    await update('Bản nháp', '?status=draft');
    await update('Qua API, sửa');
    expect(await entriesOf(documentId)).toMatchObject([
      { action: 'published', actor: token, title: 'Qua API' },
      { action: 'republished', actor: token, title: 'Qua API, sửa' },
    ]);
  });

  it('unpublishing and publishing again, and none for saving, discarding and cloning', async () => {
    const { documentId } = await publishArticle({ title: 'Lên rồi xuống' });
    const { firstPublishedAt, publishedAt } = await datesOf(documentId);
    await edit(documentId, 'Lên rồi xuống, sửa');
    await act(documentId, 'discard');
    const clone = await expectSuccess(
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

  it('every language that is published at once', async () => {
    const documentId = await draftArticle({ title: 'Hai thứ tiếng' });
    await edit(documentId, 'Two languages', 'en');
    expect((await bulk('bulkPublish', [documentId], ['vi', 'en'])).body).toEqual({ count: 2 });
    const published = { action: 'published', actor: administrator };
    expect(await entriesOf(documentId)).toMatchObject([{ ...published, title: 'Hai thứ tiếng' }]);
    expect(await entriesOf(documentId, 'en')).toMatchObject([{ ...published, title: 'Two languages' }]);
  });

  it('the deletion of one language of an article, and none for its other languages', async () => {
    const { documentId } = await publishArticle({ title: 'Còn tiếng Việt' });
    await addEnglish(documentId, 'English goes');
    await expectSuccess(asAdmin('DELETE', `${editor()}/${documentId}?locale=en`));
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

  it('the deletion of a whole article, and keeps it after the deletion', async () => {
    const { documentId, firstPublishedAt } = await publishArticle({ title: 'Sẽ xoá' });
    await addEnglish(documentId, 'Will be deleted');
    await act(documentId, 'unpublish', 'en');
    await expectSuccess(asAdmin('DELETE', `${editor()}/${documentId}?locale=*`));
    expect(await actionsOf(documentId, 'vi')).toEqual(['published', 'deleted']);
    expect(await actionsOf(documentId, 'en')).toEqual(['published', 'unpublished', 'deleted']);
    const [, { at, actor }] = await entriesOf(documentId);
    expect(actor).toEqual(administrator);
    const { body } = await asPublic('GET', `/api/content-tracker/publishing/article/${documentId}`);
    expect(body.data).toMatchObject({ firstPublishedAt, unpublishedAt: at, timesPublished: 1 });
  });

  it('each article deleted in bulk, and none for a draft that was never published', async () => {
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

describe('an entry of the publication log', () => {
  it('can be changed or deleted by no route', async () => {
    const { documentId } = await publishArticle({ title: 'Không sửa nhật ký' });
    const before = await readRows(documentId);
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
    expect(await readRows(documentId)).toEqual(before);
  });

  it('is found by page, the newest first', async () => {
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

describe('many publications at the same time', () => {
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

  it('give fifty entries with one actor where fifty articles are published in bulk', async () => {
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

  it('give entries for published rows only, where one article of a bulk cannot be published', async () => {
    const ids = await draftMany(6);
    const broken = await draftArticle({ title: 'Thiếu bài', body: null });
    const answer = await bulk('bulkPublish', [...ids.slice(0, 3), broken, ...ids.slice(3)], 'vi');
    expect(answer.status).toBe(400);
    const { published, logged } = await keptOf([...ids, broken]);
    expect(logged).toEqual(published);
    expect(published).not.toContain(broken);
  });

  it('by ten editors give one first publication, an entry for each, and one row', async () => {
    const documentId = await draftArticle({ title: 'Mười người cùng đăng' });
    // In the form, which saves the draft first, and in the list, which does not.
    const publish = [() => act(documentId, 'publish'), () => bulk('bulkPublish', [documentId], 'vi')];
    await Promise.all(Array.from({ length: 10 }, (_, i) => publish[i % 2]?.()));
    const entries = await entriesOf(documentId);
    expect(entries.map(({ action }) => action)).toEqual(['published', ...Array(9).fill('republished')]);
    entries.slice(1).forEach(({ before }, index) => expect(before).toEqual(entries[index].after));
    expect(entries.at(-1).after).toEqual(await datesOf(documentId));
    expect(new Set(entries.map(({ after }) => after.firstPublishedAt)).size).toBe(1);
    expect((await keptOf([documentId])).published).toHaveLength(1);
  });
});

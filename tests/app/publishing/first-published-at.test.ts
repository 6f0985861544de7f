import { asAdmin, asProgram, asPublic, editor, publishArticle, readArticle } from '../../clients/client';
import { act, edit, readInAdmin } from '../../clients/editing';

describe('firstPublishedAt', () => {
  it('is the moment of the first publication, as publishedAt has it then', async () => {
    const { firstPublishedAt, publishedAt } = await publishArticle({ title: 'Lần đầu' });
    expect(firstPublishedAt).toBe(publishedAt);
  });

  it('is empty while nothing has been published', async () => {
    const { body } = await asProgram('POST', '/api/articles?status=draft', {
      data: { title: 'Chưa đăng', body: '…' },
    });
    expect(body.data.firstPublishedAt).toBeNull();
  });

  it('never moves over publish, edit, publish again, unpublish and publish', async () => {
    const { documentId, firstPublishedAt, publishedAt } = await publishArticle({ title: 'Không đổi' });
    await edit(documentId, 'Không đổi, sửa một');
    expect((await readInAdmin(documentId)).status).toBe('modified');

    const republished = await act(documentId, 'publish');
    expect(republished.firstPublishedAt).toBe(firstPublishedAt);
    expect(republished.publishedAt > publishedAt).toBe(true);

    await act(documentId, 'unpublish');
    expect(await readArticle(documentId)).toBeNull();
    expect((await act(documentId, 'publish')).firstPublishedAt).toBe(firstPublishedAt);
    expect((await readArticle(documentId)).firstPublishedAt).toBe(firstPublishedAt);
  });

  it('is kept when changes are discarded, and never makes the article look Modified', async () => {
    const { documentId, firstPublishedAt } = await publishArticle({ title: 'Bỏ thay đổi' });
    await edit(documentId, 'Thay đổi');
    expect((await act(documentId, 'discard')).firstPublishedAt).toBe(firstPublishedAt);
    expect(await readInAdmin(documentId)).toMatchObject({ status: 'published', firstPublishedAt });
  });

  it('belongs to one language', async () => {
    const { documentId, firstPublishedAt } = await publishArticle({ title: 'Mỗi ngôn ngữ một ngày' });
    const english = await asProgram('PUT', `/api/articles/${documentId}?locale=en`, {
      data: { title: 'One date each', body: '…' },
    });
    expect(english.body.data.firstPublishedAt > firstPublishedAt).toBe(true);
    expect((await readArticle(documentId, 'locale=vi')).firstPublishedAt).toBe(firstPublishedAt);
  });

  it('is set by bulk publish', async () => {
    const created = await Promise.all(
      ['Hàng loạt một', 'Hàng loạt hai'].map((title) =>
        asProgram('POST', '/api/articles?status=draft', { data: { title, body: '…' } }),
      ),
    );
    const documentIds = created.map(({ body }) => body.data.documentId);
    const answer = await asAdmin('POST', `${editor()}/actions/bulkPublish?locale=vi`, {
      documentIds,
      locale: 'vi',
    });
    expect(answer.status).toBe(200);
    for (const id of documentIds) {
      const { firstPublishedAt, publishedAt } = await readArticle(id);
      expect(firstPublishedAt).toBe(publishedAt);
    }
  });

  it('can be used to sort and filter', async () => {
    const older = await publishArticle({ title: 'Bài cũ hơn' });
    const newer = await publishArticle({ title: 'Bài mới hơn' });
    const ids = [older, newer]
      .map(({ documentId }, i) => `filters[documentId][$in][${i}]=${documentId}`)
      .join('&');
    const sorted = await asPublic('GET', `/api/articles?${ids}&sort=firstPublishedAt:desc`);
    expect(sorted.body.data.map((one: any) => one.documentId)).toEqual([newer.documentId, older.documentId]);
    const filtered = await asPublic(
      'GET',
      `/api/articles?${ids}&filters[firstPublishedAt][$lt]=${newer.firstPublishedAt}`,
    );
    expect(filtered.body.data.map((one: any) => one.documentId)).toEqual([older.documentId]);
  });

  it('is set for a type whose drafts are published in one go through the API', async () => {
    const { body } = await asProgram('POST', '/api/events', {
      data: { title: 'Hội chợ', startsAt: '2026-01-01T01:00:00.000Z' },
    });
    expect(body.data.firstPublishedAt).toBe(body.data.publishedAt);
    expect(body.data.viewCount).toBe(0);
  });
});

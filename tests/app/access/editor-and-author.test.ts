import type { asAdmin } from '../../clients/client';
import { asPublic, editor, publishArticle, type Answer } from '../../clients/client';
import { createMember } from '../../clients/callers';

type Call = typeof asAdmin;

const write = (call: Call, title: string, locale = 'vi') =>
  call('POST', `${editor()}?locale=${locale}`, { title, body: '…' });
const translate = (call: Call, id: string, title: string, locale: string) =>
  call('PUT', `${editor()}/${id}?locale=${locale}`, { title, body: '…' });
const act = (call: Call, id: string, action: string, locale = 'vi') =>
  call('POST', `${editor()}/${id}/actions/${action}?locale=${locale}`, {});
const find = async (call: Call, id: string, locale = 'vi'): Promise<boolean> => {
  const { status, body } = await call('GET', `${editor()}?locale=${locale}&pageSize=100&sort=createdAt:desc`);
  expect([status, body.error]).toEqual([200, undefined]);
  return body.results.some(({ documentId }: { documentId: string }) => documentId === id);
};
const statusOf = async (asked: Promise<Answer>): Promise<number> => (await asked).status;

describe('the role Editor as the first boot makes it', () => {
  let call: Call;
  beforeAll(async () => {
    call = await createMember('strapi-editor');
  });

  it('writes, translates, publishes, finds, unpublishes and deletes in both languages', async () => {
    const { status, body } = await write(call, 'Bài đầu tiên của biên tập viên');
    expect([status, body.error]).toEqual([201, undefined]);
    const id = body.data.documentId;
    expect((await call('GET', `${editor()}/${id}?locale=vi`)).body.data.title).toBe(
      'Bài đầu tiên của biên tập viên',
    );
    expect(await statusOf(translate(call, id, 'The editor’s first article', 'en'))).toBe(200);
    for (const locale of ['vi', 'en']) {
      expect(await find(call, id, locale)).toBe(true);
      expect(await statusOf(act(call, id, 'publish', locale))).toBe(200);
      expect(await statusOf(asPublic('GET', `/api/articles/${id}?locale=${locale}`))).toBe(200);
      expect(await statusOf(call('GET', `/content-tracker/views/article/${id}?locale=${locale}`))).toBe(200);
    }
    const backdated = await call('POST', `/content-tracker/publishing/article/${id}/correction`, {
      locale: 'vi',
      firstPublishedAt: '2020-01-01T00:00:00Z',
      reason: 'Lấy từ bản in.',
    });
    expect([backdated.status, backdated.body.error]).toEqual([200, undefined]);
    expect(await statusOf(act(call, id, 'unpublish', 'en'))).toBe(200);
    expect(await statusOf(call('DELETE', `${editor()}/${id}?locale=en`))).toBe(200);
    expect(await statusOf(call('DELETE', `${editor()}/${id}?locale=vi`))).toBe(200);
  });

  it('changes and publishes articles, events and authors of others too', async () => {
    const { documentId } = await publishArticle({ title: 'Bài của người khác' });
    expect(await statusOf(translate(call, documentId, 'Đã sửa', 'vi'))).toBe(200);
    expect(await statusOf(act(call, documentId, 'publish'))).toBe(200);
    const event = {
      title: 'Sự kiện',
      startsAt: '2026-03-01T01:00:00.000Z',
      timeZone: 'UTC',
      eventStatus: 'scheduled',
    };
    const made = await call('POST', `${editor('api::event.event')}?locale=vi`, event);
    expect([made.status, made.body.error]).toEqual([201, undefined]);
    expect(await statusOf(call('POST', editor('api::author.author'), { name: 'Cây bút mới' }))).toBe(201);
  });
});

describe('the role Author as the first boot makes it', () => {
  let call: Call;
  beforeAll(async () => {
    call = await createMember('strapi-author');
  });

  it('writes, translates, finds and deletes its own articles, and publishes nothing', async () => {
    const { status, body } = await write(call, 'Bài đầu tiên của tác giả');
    expect([status, body.error]).toEqual([201, undefined]);
    const id = body.data.documentId;
    expect(await statusOf(translate(call, id, 'The author’s first article', 'en'))).toBe(200);
    for (const locale of ['vi', 'en']) {
      expect(await find(call, id, locale)).toBe(true);
      expect(await statusOf(act(call, id, 'publish', locale))).toBe(403);
      expect(await statusOf(call('GET', `/content-tracker/publishing/article/${id}?locale=${locale}`))).toBe(
        200,
      );
    }
    expect(await statusOf(call('DELETE', `${editor()}/${id}?locale=*`))).toBe(200);
  });

  it('neither sees nor changes articles of others', async () => {
    const { documentId } = await publishArticle({ title: 'Không phải của tác giả' });
    expect(await find(call, documentId)).toBe(false);
    expect(await statusOf(call('GET', `${editor()}/${documentId}?locale=vi`))).toBe(403);
    expect(await statusOf(translate(call, documentId, 'Sửa trộm', 'vi'))).toBe(403);
    expect(await statusOf(call('DELETE', `${editor()}/${documentId}?locale=vi`))).toBe(403);
  });
});

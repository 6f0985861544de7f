import {
  asAdmin,
  asEditorWho,
  asProgram,
  asPublic,
  forgetLists,
  newReader,
  publishArticle,
  readArticle,
  reportBatch,
  view,
  waitUntilFolded,
} from '../../clients/client';
import { administrator, entriesOf, readInAdmin } from '../../clients/editing';
import { articles, tracker } from '../../clients/editors';

const hourMs = 3_600_000;
const hoursAgo = (hours: number) =>
  new Date((Math.floor(Date.now() / hourMs) - hours) * hourMs).toISOString();
const reason = 'Một chương trình tự báo lượt xem';

let events = 0;
const viewIn = async (documentId: string, hours: number, readers: number, locale = 'vi') => {
  const views = Array.from({ length: readers }, () => ({
    type: 'article',
    documentId,
    locale,
    at: new Date(Date.parse(hoursAgo(hours)) + 60_000).toISOString(),
    address: '192.0.2.7',
    agent: newReader(),
    eventId: `take-off-${process.pid}-${(events += 1)}`,
  }));
  expect((await reportBatch(views)).every(({ status }) => status === 'counted')).toBe(true);
};

const takeOff = (documentId: string, body: object, call = asAdmin) =>
  call('POST', `/content-tracker/views/article/${documentId}/removal`, {
    locale: 'vi',
    from: hoursAgo(2),
    to: hoursAgo(1),
    reason,
    ...body,
  });
const viewsOf = async (documentId: string) =>
  (await asAdmin('GET', `/content-tracker/views/article/${documentId}?locale=vi&from=${hoursAgo(48)}`)).body
    .data;
const problemOf = ({ status, body }: any) => [
  status,
  body.error?.details?.errors?.[0]?.path.join('.'),
  body.error?.message,
];

describe('views that are taken off', () => {
  it('leave total, hours, the type, lists and viewCount, and nothing else changes', async () => {
    const { documentId, updatedAt } = await publishArticle({ title: 'Trừ lượt xem' });
    await viewIn(documentId, 2, 30);
    await viewIn(documentId, 5, 4);
    const sumOfType = async () =>
      (
        await asAdmin(
          'GET',
          `/content-tracker/views?type=article&locale=vi&from=${hoursAgo(49)}&to=${hoursAgo(1)}`,
        )
      ).body.data.views;
    const before = await sumOfType();
    const { status } = await takeOff(documentId, {});
    expect(status).toBe(200);
    await waitUntilFolded(documentId);
    expect(await viewsOf(documentId)).toMatchObject({
      views: 4,
      uniqueViews: 4,
      total: { views: 4, uniqueViews: 4 },
    });
    expect(await readArticle(documentId)).toMatchObject({ viewCount: 4, updatedAt });
    expect(await readInAdmin(documentId)).toMatchObject({ status: 'published', viewCount: 4 });
    await forgetLists();
    const list = await asAdmin(
      'GET',
      '/content-tracker/most-viewed?type=article&locale=vi&period=24h&limit=100',
    );
    expect(list.body.data.find((one: any) => one.documentId === documentId)).toMatchObject({ views: 4 });
    const trending = await asAdmin('GET', '/content-tracker/trending?type=article&locale=vi&limit=100');
    const known = trending.body.data.find((one: any) => one.documentId === documentId);
    expect(known).toMatchObject({ views: 4 });
    const after = (
      await asAdmin(
        'GET',
        `/content-tracker/views?type=article&locale=vi&from=${hoursAgo(50)}&to=${hoursAgo(1)}`,
      )
    ).body.data.views;
    expect(after).toBeLessThanOrEqual(before - 30);
  });

  it('are known before they are folded, and cannot be taken off twice', async () => {
    const { documentId } = await publishArticle({ title: 'Hai người cùng trừ' });
    await viewIn(documentId, 2, 20);
    const answers = await Promise.all([
      takeOff(documentId, {}),
      takeOff(documentId, {}),
      takeOff(documentId, {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect((await viewsOf(documentId)).total.views).toBe(0);
    await waitUntilFolded(documentId);
    expect((await viewsOf(documentId)).total).toMatchObject({ views: 0, uniqueViews: 0 });
    expect((await readArticle(documentId)).viewCount).toBe(0);
    await forgetLists();
    const list = await asAdmin(
      'GET',
      '/content-tracker/most-viewed?type=article&locale=vi&period=24h&limit=100',
    );
    expect(list.body.data.map((one: any) => one.documentId)).not.toContain(documentId);
    await view(documentId);
    expect((await readArticle(documentId)).viewCount).toBe(1);
  });

  it('may be some of them, and views of this hour', async () => {
    const { documentId } = await publishArticle({ title: 'Chỉ một phần' });
    await viewIn(documentId, 2, 10);
    for (let i = 0; i < 5; i += 1) await view(documentId);
    const { body } = await takeOff(documentId, { to: hoursAgo(-1), views: 12 });
    expect(body.error).toBeUndefined();
    await waitUntilFolded(documentId);
    expect((await readArticle(documentId)).viewCount).toBe(3);
    const { views, total } = await viewsOf(documentId);
    expect([views, total.views]).toEqual([3, 3]);
  });

  it('stand in the log, with who, how many, of which hours and why', async () => {
    const published = await publishArticle({ title: 'Ghi vào nhật ký' });
    const { documentId, firstPublishedAt, publishedAt } = published;
    await viewIn(documentId, 2, 3);
    const { body } = await takeOff(documentId, { views: 2 });
    const dates = { firstPublishedAt, publishedAt };
    const [published1, taken] = await entriesOf(documentId);
    expect(published1).toMatchObject({ action: 'published', takenOff: null });
    expect(taken).toMatchObject({
      action: 'views-taken-off',
      actor: administrator,
      title: 'Ghi vào nhật ký',
      before: dates,
      after: dates,
      reason,
      takenOff: { views: 2, from: hoursAgo(2), to: hoursAgo(1) },
    });
    expect(body.data.entries[0]).toMatchObject({ action: 'views-taken-off' });
    expect(body.data.timesPublished).toBe(1);
    const seen = await asPublic('GET', `/api/content-tracker/publishing/article/${documentId}?locale=vi`);
    expect(seen.body.data).toMatchObject({ ...{ firstPublishedAt }, timesPublished: 1 });
    await asProgram('PUT', `/api/articles/${documentId}?locale=vi`, { data: { title: 'Đăng lại' } });
    expect((await entriesOf(documentId)).map(({ action }) => action)).toEqual([
      'published',
      'views-taken-off',
      'republished',
    ]);
  });

  it.each([
    [{ reason: '' }, 'reason', 'reason must be a text of 1 to 500 characters'],
    [{ from: hoursAgo(1), to: hoursAgo(2) }, 'to', 'to must be after from'],
    [{ to: hoursAgo(-2) }, 'to', 'to must not be after the end of this hour'],
    [{ views: 6 }, 'views', 'views must be at most 5, as many as were counted between from and to'],
    [{ from: hoursAgo(9), to: hoursAgo(8) }, 'from', 'no view was counted between from and to'],
    [{ hours: 2 }, 'hours', 'hours is not a known parameter'],
    [{ locale: 'fr' }, 'locale', 'locale'],
  ])('are refused with %j', async (wrong, field, message) => {
    const { documentId } = await publishArticle({ title: 'Yêu cầu sai' });
    await viewIn(documentId, 2, 5);
    const [status, path, said] = problemOf(await takeOff(documentId, wrong));
    expect([status, path]).toEqual([400, field]);
    expect(said).toContain(message);
    expect((await viewsOf(documentId)).total.views).toBe(5);
    expect(await entriesOf(documentId)).toHaveLength(1);
  });

  it('need the permission, and the right to edit the document', async () => {
    const { documentId } = await publishArticle({ title: 'Ai được trừ' });
    await viewIn(documentId, 2, 2);
    const without = await asEditorWho([...tracker(['read', 'correct']), ...articles(['read', 'update'])]);
    expect((await takeOff(documentId, {}, without)).status).toBe(403);
    const reader = await asEditorWho([...tracker(['remove']), ...articles(['read'])]);
    expect((await takeOff(documentId, {}, reader)).status).toBe(403);
    const editor = await asEditorWho([...tracker(['remove']), ...articles(['read', 'update'])]);
    expect((await takeOff(documentId, {}, editor)).status).toBe(200);
    expect((await asPublic('POST', `/content-tracker/views/article/${documentId}/removal`, {})).status).toBe(
      401,
    );
  });
});

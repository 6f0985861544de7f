import {
  asAdmin,
  asEditorWho,
  asProgram,
  asPublic,
  connectToShared,
  publishArticle,
} from '../../clients/client';
import { act, draftArticle } from '../../clients/editing';
import { articles } from '../../clients/editors';
import { changeOpenActions, schedule } from '../../clients/scheduling';

const timeZone = 'Asia/Ho_Chi_Minh';
/** The day of the site's calendar that is so many days from now. */
const day = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(Date.now() + days * 86_400_000));
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const calendar = (query: string, call = asAdmin) => call('GET', `/content-tracker/calendar?${query}`);
const soon = () => `from=${day(-1)}&to=${day(40)}`;
const list = (query: string, call = asAdmin) => call('GET', `/content-tracker/schedule?${query}`);
const home = async (call = asAdmin) => (await call('GET', '/content-tracker/home/scheduled')).body.data;
const ownArticles = (actions: Parameters<typeof articles>[0]) =>
  articles(actions, { conditions: ['admin::is-creator'] });

/** Leaves an open action as a failure, or a server that was down, would. */
const stop = (documentId: string, state: string, reason: string): Promise<void> =>
  // Older than what other tests have left: the list is short.
  changeOpenActions(documentId, { state, reason, due_at: Date.parse('2020-01-01T00:00:00Z') });
const of = (data: any[], documentId: string) => data.filter((one) => one.documentId === documentId);

describe('what is scheduled of many documents', () => {
  it('tells of those that have an open action, in one language', async () => {
    const [both, none, other] = [
      await draftArticle({ title: 'Hẹn cả hai' }),
      await draftArticle({ title: 'Không hẹn' }),
      await draftArticle({ title: 'Hẹn ở tiếng Anh' }),
    ];
    const [publishAt, unpublishAt] = [inDays(1), inDays(2)];
    await schedule(both, { publishAt, unpublishAt });
    await asProgram('PUT', `/api/articles/${other}?locale=en&status=draft`, {
      data: { title: 'In English', body: '…' },
    });
    await schedule(other, { publishAt }, asAdmin, 'en');
    const { status, body } = await list(
      `type=article&locale=vi&documentIds=${both},${none},${other},nothing`,
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        {
          type: 'article',
          documentId: both,
          locale: 'vi',
          publish: expect.objectContaining({ state: 'pending', at: publishAt, reason: null }),
          unpublish: expect.objectContaining({ state: 'pending', at: unpublishAt }),
        },
      ],
      meta: { asOf: expect.any(String) },
    });
  });

  it('tells of no document that the caller may not read', async () => {
    const theirs = await draftArticle({ title: 'Bài của người khác' });
    await schedule(theirs, { publishAt: inDays(1) });
    const query = `type=article&locale=vi&documentIds=${theirs}`;
    expect((await list(query, await asEditorWho(articles(['read'])))).body.data).toHaveLength(1);
    expect((await list(query, await asEditorWho(ownArticles(['read'])))).body.data).toEqual([]);
    const onlyEnglish = articles(['read'], { properties: { fields: ['title'], locales: ['en'] } });
    expect((await list(query, await asEditorWho(onlyEnglish))).body.data).toEqual([]);
    expect((await list(query, await asEditorWho([]))).status).toBe(403);
    expect((await list(query, asPublic)).status).toBe(401);
  });

  it.each([
    ['type=article', 'documentIds must be 1 to 100 ids of documents, separated by commas'],
    [`type=article&documentIds=${Array.from({ length: 101 }, (_, i) => `a${i}`)}`, 'must be 1 to 100 ids'],
    ['type=article&documentIds=a,,b', 'must be 1 to 100 ids'],
    ['documentIds=a', 'type must be one of'],
    ['type=article&locale=xx&documentIds=a', 'locale must be one of'],
    ['type=article&ids=a', 'ids is not a known parameter; allowed are type, locale, documentIds'],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await list(query);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('the calendar', () => {
  it('has what was published and unpublished, and what is to be, in the order of time', async () => {
    const { documentId } = await publishArticle({ title: 'Đã lên trang' });
    await act(documentId, 'publish');
    await act(documentId, 'unpublish');
    const at = inDays(3);
    await schedule(documentId, { publishAt: at });
    const { status, body } = await calendar(`${soon()}&type=article&locale=vi`);
    expect(status).toBe(200);
    expect(body.meta).toMatchObject({ timeZone, isComplete: true, asOf: expect.any(String) });
    const entry = { type: 'article', uid: 'api::article.article', locale: 'vi', title: 'Đã lên trang' };
    expect(of(body.data, documentId)).toEqual([
      {
        ...entry,
        documentId,
        kind: 'publish',
        state: 'done',
        at: expect.any(String),
        name: expect.anything(),
      },
      { ...entry, documentId, kind: 'publish', state: 'done', at: expect.any(String), name: 'Test Admin' },
      { ...entry, documentId, kind: 'unpublish', state: 'done', at: expect.any(String), name: 'Test Admin' },
      { ...entry, documentId, kind: 'publish', state: 'pending', at, name: 'Test Admin' },
    ]);
    const times = body.data.map(({ at: time }: any) => time);
    expect(times).toEqual([...times].sort());
  });

  it('covers whole days of the site, both included', async () => {
    const documentId = await draftArticle({ title: 'Nửa đêm' });
    const next = day(5);
    await schedule(documentId, { publishAt: new Date(`${next}T00:00:00+07:00`).toISOString() });
    const found = async (from: string, to: string) =>
      of((await calendar(`from=${from}&to=${to}`)).body.data, documentId).length;
    expect(await found(next, next)).toBe(1);
    expect(await found(day(3), day(4))).toBe(0);
    expect((await calendar(`from=${next}&to=${next}`)).body.meta).toMatchObject({
      from: new Date(`${next}T00:00:00+07:00`).toISOString(),
      to: new Date(`${day(6)}T00:00:00+07:00`).toISOString(),
    });
  });

  it('tells of one type or language, and of no document that was deleted', async () => {
    const { documentId } = await publishArticle({ title: 'In English' }, 'en');
    const found = async (query: string) =>
      of((await calendar(`${soon()}&${query}`)).body.data, documentId).length;
    expect(await found('')).toBe(1);
    expect(await found('locale=en')).toBe(1);
    expect(await found('locale=vi')).toBe(0);
    expect(await found('type=event')).toBe(0);
    await asAdmin('DELETE', `/content-manager/collection-types/api::article.article/${documentId}?locale=en`);
    expect(await found('')).toBe(0);
  });

  it('tells of no document that the caller may not read, and no titles to those who may not read them', async () => {
    const { documentId } = await publishArticle({ title: 'Tin kín' });
    const found = async (grants: Parameters<typeof asEditorWho>[0]) =>
      of((await calendar(soon(), await asEditorWho(grants))).body.data, documentId);
    expect(await found(articles(['read']))).toMatchObject([{ title: 'Tin kín' }]);
    const untitled = articles(['read'], { properties: { fields: ['slug'], locales: ['vi'] } });
    expect(await found(untitled)).toMatchObject([{ title: documentId }]);
    expect(await found(ownArticles(['read']))).toEqual([]);
    expect(await found([])).toEqual([]);
    const nobody = await asEditorWho([]);
    expect((await calendar(`${soon()}&type=article`, nobody)).status).toBe(403);
    expect((await calendar(soon(), asPublic)).status).toBe(401);
  });

  it.each([
    ['', 'from must be a day such as 2026-01-31, from 2000 to 2199'],
    ['from=2026-11-01', 'to must be a day'],
    ['from=2026-11-01T00:00&to=2026-11-30', 'from must be a day'],
    ['from=2026-02-30&to=2026-03-01', 'from must be a day'],
    ['from=2026-11-02&to=2026-11-01', 'to must not be before from'],
    ['from=2026-11-01&to=2027-01-02', 'to must be less than 62 days after from'],
    ['from=2026-11-01&to=2026-11-30&type=poem', 'type must be one of'],
    ['from=2026-11-01&to=2026-11-30&locale=xx', 'locale must be one of'],
    ['from=2026-11-01&to=2026-11-30&limit=5', 'limit is not a known parameter'],
  ])('refuses %j', async (query, message) => {
    const { status, body } = await calendar(query);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it('takes 62 days', async () => {
    expect((await calendar('from=2026-11-01&to=2027-01-01')).status).toBe(200);
  });
});

describe('what waits for a person', () => {
  it('is told to its owner and to those who may publish the document', async () => {
    const documentId = await draftArticle({ title: 'Chờ người' });
    const owner = await asEditorWho(articles(['read', 'publish']));
    const at = inDays(1);
    await schedule(documentId, { publishAt: at }, owner);
    expect(of(await home(), documentId)).toEqual([]);
    for (const state of ['failed', 'missed']) {
      await stop(documentId, state, '…');
      expect(of(await home(), documentId)).toMatchObject([{ state }]);
    }
    await stop(documentId, 'held', 'somebody who may not publish the document has changed it');
    expect(of(await home(), documentId)).toEqual([
      {
        type: 'article',
        uid: 'api::article.article',
        documentId,
        locale: 'vi',
        title: 'Chờ người',
        kind: 'publish',
        state: 'held',
        at: '2020-01-01T00:00:00.000Z',
        owner: { id: expect.any(String), name: 'Biên Tập' },
        scheduledAt: expect.any(String),
        attempts: 0,
        reason: 'somebody who may not publish the document has changed it',
      },
    ]);
    expect(of(await home(owner), documentId)).toHaveLength(1);
    const found = async (grants: Parameters<typeof asEditorWho>[0]) =>
      of(await home(await asEditorWho(grants)), documentId).length;
    expect(await found(articles(['read', 'publish']))).toBe(1);
    expect(await found(articles(['read', 'update']))).toBe(0);
    expect(await found([...articles(['read']), ...ownArticles(['publish'])])).toBe(0);
    expect(await found(articles(['publish']))).toBe(0);
    await asAdmin('DELETE', `/content-tracker/schedule/article/${documentId}?locale=vi`);
    expect(of(await home(), documentId)).toEqual([]);
  });

  it('is told to an owner who may no longer publish', async () => {
    const owner = await asEditorWho([...articles(['read']), ...articles(['publish'])]);
    const documentId = await draftArticle({ title: 'Mất quyền' });
    await schedule(documentId, { publishAt: inDays(1) }, owner);
    const db = connectToShared();
    const [row] = await db('content_tracker_scheduled_actions').where({ target_document_id: documentId });
    await db.destroy();
    const user = (await asAdmin('GET', `/admin/users/${row.owner_id}`)).body.data;
    const role = user.roles[0].id;
    const permissions = articles(['read']).map((grant) => ({ conditions: [], ...grant }));
    await asAdmin('PUT', `/admin/roles/${role}/permissions`, { permissions });
    await stop(documentId, 'missed', 'it could not be carried out within 24 hours after its time');
    expect(of(await home(owner), documentId)).toMatchObject([{ state: 'missed' }]);
    await asAdmin('DELETE', `/content-tracker/schedule/article/${documentId}?locale=vi`);
  });

  it('takes no parameters, and needs an account', async () => {
    const { status, body } = await asAdmin('GET', '/content-tracker/home/scheduled?limit=5');
    expect([status, body.error.message]).toEqual([
      400,
      expect.stringContaining('limit is not a known parameter'),
    ]);
    expect((await asPublic('GET', '/content-tracker/home/scheduled')).status).toBe(401);
  });
});

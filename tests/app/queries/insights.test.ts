import {
  asAdmin,
  asEditorWho,
  asProgram,
  asPublic,
  editor,
  forgetLists,
  newReader,
  publishArticle,
  readArticle,
  reportBatch,
  view,
} from '../../clients/client';
import { articles, tracker } from '../../clients/editors';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** Views by readers of their own, so many hours ago. */
const viewHoursAgo = async (documentId: string, hours: number, readers: number, locale = 'vi') => {
  const views = Array.from({ length: readers }, (_, index) => ({
    type: 'article',
    documentId,
    locale,
    at: minutesAgo(hours * 60 + 1),
    address: '192.0.2.1',
    agent: newReader(),
    eventId: `insights-${documentId}-${locale}-${hours}-${index}`,
  }));
  expect((await reportBatch(views)).every(({ status }) => status === 'counted')).toBe(true);
};

const ask = (path: string, call = asAdmin) => call('GET', `/content-tracker/${path}`);

// Lists are remembered for a minute, by range and length: each test asks for one of its own.

describe('the period before', () => {
  it('is compared for each document of the most viewed', async () => {
    const { documentId } = await publishArticle({ title: 'Kỳ trước' });
    await viewHoursAgo(documentId, 1, 6);
    await viewHoursAgo(documentId, 30, 4);
    await viewHoursAgo(documentId, 60, 3);
    const { body } = await ask(`most-viewed?type=article&locale=vi&from=${minutesAgo(24 * 60)}&limit=100`);
    expect(body.data.find((one: any) => one.documentId === documentId)).toEqual({
      documentId,
      title: 'Kỳ trước',
      firstPublishedAt: expect.any(String),
      views: 6,
      uniqueViews: 6,
      viewsBefore: 4,
    });
  });

  it('is missing where the period is all of time', async () => {
    const { documentId } = await publishArticle({ title: 'Mọi lúc' });
    await viewHoursAgo(documentId, 1, 2);
    await forgetLists();
    const { body } = await ask('most-viewed?type=article&period=all&limit=99');
    expect(body.data.find((one: any) => one.documentId === documentId)).toMatchObject({
      views: 2,
      viewsBefore: null,
    });
  });

  it('of trending is one half-life earlier', async () => {
    const { documentId } = await publishArticle({ title: 'Đang lên' });
    await viewHoursAgo(documentId, 2, 5);
    await viewHoursAgo(documentId, 30, 2);
    await forgetLists();
    const { body } = await ask('trending?type=article&limit=99');
    expect(body.data.find((one: any) => one.documentId === documentId)).toEqual({
      documentId,
      title: 'Đang lên',
      firstPublishedAt: expect.any(String),
      views: 5,
      uniqueViews: 5,
      viewsBefore: 2,
    });
  });
});

describe('the views of a whole type', () => {
  it('are the sums of its documents in a language, with a series and the period before', async () => {
    // Six days ago, in hours: no other test has views at that time.
    const start = 6 * 24;
    const [from, to] = [start + 5, start].map((hours) => encodeURIComponent(minutesAgo(hours * 60)));
    const read = async () => (await ask(`views?type=article&locale=en&from=${from}&to=${to}`)).body.data;
    const [one, other] = [
      await publishArticle({ title: 'One' }, 'en'),
      await publishArticle({ title: 'Two' }, 'en'),
    ];
    await viewHoursAgo(one.documentId, start + 1, 2, 'en');
    await viewHoursAgo(other.documentId, start + 3, 3, 'en');
    await viewHoursAgo(other.documentId, start + 7, 4, 'en');
    const answer = await read();
    expect(answer).toMatchObject({ views: 5, before: { views: 4 } });
    expect(answer.interval).toBe('hour');
    expect(answer.series.reduce((sum: number, { views }: any) => sum + views, 0)).toBe(answer.views);
    expect(answer.timeZone).toBe('Asia/Ho_Chi_Minh');
  });

  it.each([
    ['period=24h', 'hour'],
    ['period=7d', 'day'],
    ['period=30d', 'day'],
    ['period=365d', 'week'],
    ['from=2019-01-01&to=2026-01-01', 'month'],
    ['period=30d&interval=week', 'week'],
  ])('for %s have the interval %s', async (query, interval) => {
    const { status, body } = await ask(`views?type=article&${query}`);
    expect(status).toBe(200);
    expect(body.data.interval).toBe(interval);
  });

  it('of all time begin with the first view', async () => {
    const { documentId } = await publishArticle({ title: 'Từ đầu' });
    await viewHoursAgo(documentId, 1, 1);
    const { body } = await ask('views?type=article&period=all');
    expect(body.data.views).toBeGreaterThanOrEqual(1);
    expect(body.data.before).toBeNull();
  });

  it.each([
    ['views?type=author', 'type must be one of article, event'],
    ['views?type=article&period=1y', 'period must be one of 24h, 7d, 30d, 365d, all'],
    [
      'views?type=article&limit=3',
      'limit is not a known parameter; allowed are type, locale, period, from, to',
    ],
    [
      'views?type=article&from=2020-01-01&interval=hour',
      'interval must not be hour for what is older than 90',
    ],
    ['refusals?period=ever', 'period must be one of'],
    ['home/most-viewed?limit=21', 'limit must be a whole number from 1 to 20'],
    ['home/just-published?type=article', 'type is not a known parameter; allowed are limit'],
  ])('%s is refused with the name of the parameter', async (path, message) => {
    const { status, body } = await ask(path);
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });
});

describe('the home page', () => {
  it('lists the most viewed documents of all types and languages', async () => {
    const { documentId } = await publishArticle({ title: 'Trang chủ' });
    await viewHoursAgo(documentId, 1, 60);
    await forgetLists();
    const { body } = await ask('home/most-viewed?limit=20');
    const views = body.data.map((one: any) => one.views);
    expect(views).toEqual([...views].sort((a, b) => b - a));
    expect(body.data.find((one: any) => one.documentId === documentId)).toMatchObject({
      type: 'article',
      uid: 'api::article.article',
      locale: 'vi',
      title: 'Trang chủ',
      views: 60,
      viewsBefore: 0,
    });
  });

  it('lists the latest first publications, without drafts and republications', async () => {
    const first = await publishArticle({ title: 'Bài thứ nhất' });
    const second = await publishArticle({ title: 'Bài thứ hai' });
    await asAdmin('POST', `${editor()}/${first.documentId}/actions/publish?locale=vi`, {});
    await asAdmin('POST', `${editor()}?locale=vi`, { title: 'Còn nháp', body: '…' });
    const { body } = await ask('home/just-published?limit=20');
    const titles = body.data.map(({ title }: any) => title);
    expect(titles.indexOf('Bài thứ hai')).toBeLessThan(titles.indexOf('Bài thứ nhất'));
    expect(titles).not.toContain('Còn nháp');
    const { firstPublishedAt } = await readArticle(second.documentId);
    expect(body.data.find(({ title }: any) => title === 'Bài thứ hai')).toMatchObject({ firstPublishedAt });
  });
});

it('the series of a document includes its total', async () => {
  const { documentId } = await publishArticle({ title: 'Tổng số' });
  await viewHoursAgo(documentId, 100, 3);
  await view(documentId);
  const { body } = await ask(`views/article/${documentId}?locale=vi&from=${minutesAgo(60)}`);
  expect(body.data).toMatchObject({ views: 1, total: { views: 4, uniqueViews: 4 } });
});

describe('a range of days', () => {
  const day = (back: number): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(Date.now() - back * 86_400_000);

  it('includes its last day', async () => {
    const { documentId } = await publishArticle({ title: 'Ngày cuối' });
    await view(documentId);
    const viewsIn = async (from: string, to: string): Promise<number> => {
      const path = `/api/content-tracker/views/article/${documentId}?locale=vi&from=${from}&to=${to}`;
      return (await asProgram('GET', path)).body.data.views;
    };
    expect(await viewsIn(day(0), day(0))).toBe(1);
    expect(await viewsIn(day(3), day(0))).toBe(1);
    expect(await viewsIn(day(3), day(1))).toBe(0);
    const { status, body } = await asProgram(
      'GET',
      `/api/content-tracker/views/article/${documentId}?locale=vi&from=${day(0)}&to=${day(1)}`,
    );
    expect([status, body.error.message]).toEqual([
      400,
      'from must be before to; a day given as to is included',
    ]);
  });
});

it('all of time shows imported views apart from counted views', async () => {
  const { body } = await ask('views?type=article&locale=vi&period=all');
  expect(body.data.importedViews).toBeGreaterThan(100_000);
  expect((await ask('views?type=article&locale=vi&period=7d')).body.data.importedViews).toBe(0);
});

describe('the CSV export', () => {
  const names = 'rank,title,documentId,firstPublishedAt,views,uniqueViews,viewsBefore';
  const inVietnamese =
    'Hạng,Tiêu đề,Mã nội dung,Xuất bản lần đầu,Lượt xem,Lượt xem không trùng lặp,Lượt xem kỳ trước';
  const range = 'from=2026-11-19&to=2026-11-25';
  const rowsOf = (body: string): string[] => body.replace('\ufeff', '').trim().split('\r\n');

  it.each([
    [`most-viewed.csv?type=article&${range}`, names, 'most-viewed-article-vi-2026-11-19_2026-11-25'],
    [
      `most-viewed.csv?type=article&locale=en&period=all&language=vi`,
      inVietnamese,
      'most-viewed-article-en-all',
    ],
    ['trending.csv?type=article&language=vi', inVietnamese, /^trending-article-vi-\d{4}-\d\d-\d\d$/],
    [
      `views.csv?type=article&${range}&language=en`,
      'Day,Views,Unique views',
      'views-article-vi-2026-11-19_2026-11-25',
    ],
    [
      'views.csv?type=article&from=2026-11-25&to=2026-11-25',
      'hour,views,uniqueViews',
      'views-article-vi-2026-11-25',
    ],
    [`refusals.csv?${range}&language=vi`, 'Ngày,Lý do,Lượt xem', 'refusals-2026-11-19_2026-11-25'],
  ])('of %s has the columns %s and the file name %s', async (path, columns, name) => {
    const { status, headers, body } = await ask(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(rowsOf(body)[0]).toBe(columns);
    const file = /filename="(.*)\.csv"/.exec(headers.get('content-disposition') ?? '')?.[1];
    expect(file).toEqual(typeof name === 'string' ? name : expect.stringMatching(name));
  });

  it('uses the days of the site’s time zone, and is not limited to a page of documents', async () => {
    const days = rowsOf((await ask(`views.csv?type=article&${range}`)).body).slice(1);
    expect(days.map((row) => row.split(',')[0])).toEqual(
      Array.from({ length: 7 }, (_, i) => `2026-11-${19 + i}`),
    );
    const [, first = ''] = rowsOf((await ask('views.csv?type=article&from=2026-11-25&to=2026-11-25')).body);
    expect(first.split(',')[0]).toBe('2026-11-25 00:00');
    const all = rowsOf((await ask('most-viewed.csv?type=article&period=all')).body);
    expect(all.length).toBeGreaterThan(11);
    expect((await ask('most-viewed.csv?type=article&period=all&limit=2')).body.split('\r\n')).toHaveLength(4);
    expect((await ask('most-viewed.csv?type=article&limit=10001')).status).toBe(400);
    expect((await ask('most-viewed.csv?type=article&language=fr')).body.error.message).toBe(
      'language must be one of en, vi',
    );
  });
});

describe('a role', () => {
  const routes = [
    'home/most-viewed',
    'home/just-published',
    'most-viewed?type=article',
    'trending?type=article',
    'views?type=article',
    'views/article/x',
    'publishing/article/x',
    'refusals',
  ];
  const files = ['most-viewed', 'trending', 'views', 'refusals'].map((name) => `${name}.csv?type=article`);

  it('without the permissions is refused every route', async () => {
    const call = await asEditorWho(articles(['read', 'update']));
    for (const path of [...routes, ...files]) {
      expect([path, (await ask(path, call)).status]).toEqual([path, 403]);
      expect([path, (await ask(path, asPublic)).status]).toEqual([path, 401]);
    }
    const correction = await call('POST', '/content-tracker/publishing/article/x/correction', {});
    expect(correction.status).toBe(403);
    // Whoever schedules needs the site's time zone.
    expect((await ask('site', call)).body.data.types.map(({ name }: any) => name)).toEqual(['article']);
    expect((await ask('site', asPublic)).status).toBe(401);
  });

  it('that may read views but no articles gets no article', async () => {
    const call = await asEditorWho(tracker(['read', 'export']));
    expect((await ask('site', call)).body.data.types).toEqual([]);
    expect((await ask('home/most-viewed', call)).body.data).toEqual([]);
    expect((await ask('home/just-published', call)).body.data).toEqual([]);
    for (const path of ['most-viewed', 'trending', 'views', 'refusals']) {
      expect((await ask(`${path}?type=article`, call)).status).toBe(403);
      expect((await ask(`${path}.csv?type=article`, call)).status).toBe(403);
    }
  });

  it('that may read one language gets documents in that language only', async () => {
    const { documentId } = await publishArticle({ title: 'Chỉ tiếng Việt' });
    await asProgram('PUT', `/api/articles/${documentId}?locale=en`, {
      data: { title: 'English only', body: '…' },
    });
    await viewHoursAgo(documentId, 1, 70);
    await viewHoursAgo(documentId, 1, 70, 'en');
    const limits = { properties: { fields: ['title'], locales: ['en'] } };
    const call = await asEditorWho([...articles(['read'], limits), ...tracker(['read'])]);
    await forgetLists();
    const { body } = await ask('home/most-viewed?limit=19', call);
    const titles = body.data.map(({ title }: any) => title);
    expect(titles).toContain('English only');
    expect(titles).not.toContain('Chỉ tiếng Việt');
  });

  it('that may read its own documents gets its own', async () => {
    const own = articles(['read', 'create', 'update', 'publish'], { conditions: ['admin::is-creator'] });
    const call = await asEditorWho([...own, ...tracker(['read', 'correct'])]);
    const { body } = await call('POST', `${editor()}/actions/publish?locale=vi`, {
      title: 'Của tôi',
      body: '…',
    });
    const { documentId } = body.data;
    await viewHoursAgo(documentId, 1, 1);
    await forgetLists();
    expect((await ask('home/most-viewed?limit=17', call)).body.data).toMatchObject([
      { title: 'Của tôi', views: 1 },
    ]);
    expect((await ask('home/just-published', call)).body.data).toMatchObject([{ title: 'Của tôi' }]);
    expect((await ask(`views/article/${documentId}?locale=vi`, call)).body.data.total.views).toBe(1);
    expect((await ask(`publishing/article/${documentId}?locale=vi`, call)).body.data.timesPublished).toBe(1);
    const correction = { locale: 'vi', firstPublishedAt: '2016-10-07T11:35:00+07:00', reason: 'In báo' };
    const path = `/content-tracker/publishing/article/${documentId}/correction`;
    expect((await call('POST', path, correction)).status).toBe(200);
  });

  it('that may read its own documents gets no documents of others', async () => {
    const { documentId } = await publishArticle({ title: 'Của người khác' });
    await viewHoursAgo(documentId, 1, 50);
    const own = articles(['read'], { conditions: ['admin::is-creator'] });
    const call = await asEditorWho([...own, ...tracker(['read'])]);
    await forgetLists();
    expect((await ask('home/most-viewed?limit=18', call)).body.data).toEqual([]);
    expect((await ask('home/just-published', call)).body.data).toEqual([]);
    expect((await ask('most-viewed?type=article&period=24h', call)).body.data).toEqual([]);
    expect((await ask(`views/article/${documentId}?locale=vi`, call)).status).toBe(403);
    expect((await ask(`publishing/article/${documentId}?locale=vi`, call)).status).toBe(403);
  });

  it('that may not read the title gets the document without it', async () => {
    const { documentId } = await publishArticle({ title: 'Tên giấu kín' });
    const limits = { properties: { fields: ['slug'], locales: ['vi'] } };
    const call = await asEditorWho([...articles(['read'], limits), ...tracker(['read'])]);
    const { body } = await ask('home/just-published?limit=20', call);
    expect(body.data.find((one: any) => one.documentId === documentId).title).toBe(documentId);
  });
});

it('Editors and Authors may read views and backdate from the first boot on', async () => {
  const roles = (await asAdmin('GET', '/admin/roles')).body.data;
  const permissionsOf = async (code: string) => {
    const { id } = roles.find((role: any) => role.code === code);
    const { data } = (await asAdmin('GET', `/admin/roles/${id}/permissions`)).body;
    return data
      .map(({ action }: any) => action)
      .filter((action: string) => action.includes('content-tracker'));
  };
  const both = ['plugin::content-tracker.correct', 'plugin::content-tracker.read'];
  expect((await permissionsOf('strapi-editor')).sort()).toEqual(both);
  expect((await permissionsOf('strapi-author')).sort()).toEqual(both);
});

it('the columns stand behind the title in the list of the Content Manager', async () => {
  const { body } = await asAdmin('GET', '/content-manager/content-types/api::article.article/configuration');
  expect(body.data.contentType.layouts.list.slice(0, 3)).toEqual(['title', 'viewCount', 'firstPublishedAt']);
});

import {
  asAdmin,
  asProgram,
  asPublic,
  forgetLists,
  newReader,
  publishArticle,
  readArticle,
  report,
  reportBatch,
  view,
  waitUntilAllIsFolded,
  waitUntilFolded,
} from '../../clients/client';

const api = '/api/content-tracker';
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
let events = 0;

/** A view as a server reports it. */
const entry = (documentId: string, fields: Record<string, unknown> = {}) => ({
  type: 'article',
  documentId,
  locale: 'vi',
  at: minutesAgo(1),
  address: '192.0.2.1',
  agent: newReader(),
  eventId: `event-${process.pid}-${(events += 1)}`,
  ...fields,
});
const statuses = async (views: unknown[]) =>
  (await reportBatch(views)).map(({ status, reason }) => reason ?? status);

describe('a batch of views from a server', () => {
  it('is answered with the result of each view', async () => {
    const { documentId } = await publishArticle({ title: 'Theo lô' });
    const reader = newReader();
    expect(
      await statuses([
        entry(documentId, { agent: reader, at: minutesAgo(5) }),
        entry(documentId, { agent: reader, at: minutesAgo(4.8) }),
        entry(documentId, { agent: reader, at: minutesAgo(3) }),
        entry(documentId, { agent: 'Googlebot/2.1' }),
        entry('abcdefghijklmnopqrstuvwx'),
        entry(documentId, { type: 'author' }),
      ]),
    ).toEqual(['counted', 'repeat', 'counted', 'bot', 'unknown', 'unknown']);
    expect((await readArticle(documentId)).viewCount).toBe(2);
  });

  it('counts each view once when it is sent again, also at the same time', async () => {
    const { documentId } = await publishArticle({ title: 'Gửi lại' });
    const views = [entry(documentId), entry(documentId), entry(documentId)];
    const both = await Promise.all([statuses(views), statuses(views)]);
    expect(both.flat().sort()).toEqual([
      'counted',
      'counted',
      'counted',
      'duplicate',
      'duplicate',
      'duplicate',
    ]);
    expect(await statuses(views)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect((await readArticle(documentId)).viewCount).toBe(3);
  });

  it.each([
    [{ at: 'yesterday' }, 'at must be a time such as 2026-01-31T08:00:00Z'],
    [{ at: '2999-01-01T00:00:00Z' }, 'at must not be in the future'],
    [{ at: minutesAgo(7 * 24 * 60 + 1) }, 'at must be at most 7 days back'],
    [{ address: 'here' }, "address must be the visitor's IP address"],
    [{ agent: 5 }, 'agent must be a text of at most 1000 characters'],
    [{ eventId: '' }, 'eventId must be a text of 1 to 200 characters'],
    [{ documentId: undefined }, 'documentId is required'],
    [{ extra: 1 }, 'extra is not one of type, documentId, locale'],
  ])('is answered with what is wrong with a view: %j', async (fields, message) => {
    const [first, second] = await reportBatch([entry('abcdefghijklmnopqrstuvwx', fields), entry('x')]);
    expect(first).toMatchObject({ status: 'invalid', message });
    expect(second).toEqual({ status: 'unknown' });
  });

  it('is refused without a token, without a list and with more than 1000 entries', async () => {
    expect((await asPublic('POST', `${api}/views/batch`, { views: [] })).status).toBe(403);
    for (const views of [undefined, [], Array(1001).fill({})]) {
      const answer = await asProgram('POST', `${api}/views/batch`, { views });
      expect([answer.status, answer.body.error.message]).toEqual([
        400,
        'views must be a list of 1 to 1000 entries',
      ]);
    }
  });
});

describe('the most viewed documents', () => {
  it('are listed as the content API lists documents, with their views', async () => {
    const [first, second] = await Promise.all([
      publishArticle({ title: 'Đọc nhiều' }),
      publishArticle({ title: 'Đọc ít' }),
    ]);
    // More than any other test counts.
    const views = Array.from({ length: 900 }, () => entry(first.documentId));
    await reportBatch(views);
    await reportBatch(
      views
        .slice(0, 100)
        .map((one) => ({ ...one, documentId: second.documentId, eventId: `${one.eventId}-b` })),
    );
    await forgetLists();
    const own = `&from=${minutesAgo(120)}`;
    const { body } = await asPublic(
      'GET',
      `${api}/most-viewed?type=article&limit=1&fields=title&populate=author${own}`,
    );
    expect(body.data).toHaveLength(1);
    expect(Object.keys(body.data[0]).sort()).toEqual([
      'author',
      'documentId',
      'id',
      'title',
      'uniqueViews',
      'views',
    ]);
    const trending = await asPublic('GET', `${api}/trending?type=article&limit=100&fields=title`);
    const titles = trending.body.data.map(({ title }: any) => title);
    expect(titles.indexOf('Đọc nhiều')).toBeLessThan(titles.indexOf('Đọc ít'));
    expect(trending.body.data.find(({ title }: any) => title === 'Đọc nhiều')).toMatchObject({
      views: 900,
      uniqueViews: 900,
    });
    for (const period of ['24h', '7d', '30d', '365d', 'all']) {
      const all = await asPublic(
        'GET',
        `${api}/most-viewed?type=article&period=${period}&limit=100&fields=title`,
      );
      expect(all.body.data.find(({ title }: any) => title === 'Đọc ít')).toMatchObject({
        views: 100,
        uniqueViews: 100,
      });
    }
  });

  it('do not include documents that readers cannot see', async () => {
    const { documentId } = await publishArticle({ title: 'Bị gỡ' });
    await reportBatch([entry(documentId)]);
    const from = minutesAgo(60 * 24 * 3);
    const list = async () => {
      const { body } = await asPublic(
        'GET',
        `${api}/most-viewed?type=article&limit=100&fields=title&from=${from}`,
      );
      return body.data.map((one: any) => one.documentId);
    };
    expect(await list()).toContain(documentId);
    await asAdmin(
      'POST',
      `/content-manager/collection-types/api::article.article/${documentId}/actions/unpublish?locale=vi`,
      {},
    );
    expect(await list()).not.toContain(documentId);
  });

  it.each([
    ['most-viewed', '', 'type must be one of article, event'],
    ['most-viewed', 'type=author', 'type must be one of article, event'],
    ['most-viewed', 'type=article&limit=101', 'limit must be a whole number from 1 to 100'],
    ['most-viewed', 'type=article&period=1y', 'period must be one of 24h, 7d, 30d, 365d, all'],
    ['most-viewed', 'type=article&period=7d&from=2026-01-01', 'period cannot be combined with from or to'],
    ['most-viewed', 'type=article&from=soon', 'from must be a day such as 2026-01-31'],
    ['most-viewed', 'type=article&from=2026-02-01&to=2026-01-01', 'from must be before to'],
    [
      'most-viewed',
      'type=article&sort=title',
      'sort is not a known parameter; allowed are type, locale, limit, period',
    ],
    ['trending', 'type=article&halfLife=0', 'halfLife must be a whole number from 1 to 720'],
    ['views/article/x', 'interval=year', 'interval must be one of hour, day, week, month'],
    ['views/article/x', 'timeZone=Hanoi', 'timeZone must be an IANA name such as Asia/Ho_Chi_Minh'],
    [
      'views/article/x',
      'interval=hour&from=2020-01-01',
      'interval must not be hour for what is older than 90 days',
    ],
    [
      'views/article/x',
      'interval=day&from=2010-01-01&to=2026-01-01',
      'interval "day" gives more than 1000 points',
    ],
  ])('of %s?%s are refused with the name of the parameter', async (path, query, message) => {
    const answer = await asPublic('GET', `${api}/${path}?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(message);
  });

  it('cannot be asked for with fields that the content API refuses', async () => {
    const answer = await asPublic('GET', `${api}/most-viewed?type=article&fields=nothing`);
    expect(answer.status).toBe(400);
  });
});

describe('the series of a document', () => {
  it('has every interval, and their sums', async () => {
    const { documentId } = await publishArticle({ title: 'Theo ngày' });
    const at = (hoursAgo: number) => minutesAgo(hoursAgo * 60 + 1);
    await reportBatch([
      entry(documentId, { at: at(0) }),
      entry(documentId, { at: at(30) }),
      entry(documentId, { at: at(31) }),
    ]);
    const { body } = await asPublic(
      'GET',
      `${api}/views/article/${documentId}?interval=day&timeZone=Europe/Paris`,
    );
    expect(body.data).toMatchObject({ views: 3, uniqueViews: 3, interval: 'day', timeZone: 'Europe/Paris' });
    expect([30, 31]).toContain(body.data.series.length);
    const hourly = await asPublic('GET', `${api}/views/article/${documentId}?interval=hour&from=${at(40)}`);
    expect(
      hourly.body.data.series.filter(({ views }: any) => views > 0).map(({ views }: any) => views),
    ).toEqual([1, 1, 1]);
    const starts = hourly.body.data.series.map(({ start }: any) => Date.parse(start));
    expect(new Set(starts.slice(1).map((start: number, i: number) => start - starts[i]))).toEqual(
      new Set([3_600_000]),
    );
  });

  it('is 404 for documents that readers cannot see', async () => {
    expect((await asPublic('GET', `${api}/views/article/abcdefghijklmnopqrstuvwx`)).status).toBe(404);
  });
});

describe('the admin', () => {
  it('shows refusals by day and reason', async () => {
    const { documentId } = await publishArticle({ title: 'Bị từ chối' });
    const refusals = async () => {
      const { body } = await asAdmin('GET', '/content-tracker/refusals?type=article');
      const sum = (reason: string) =>
        body.data
          .filter((one: any) => one.reason === reason)
          .reduce((total: number, { views }: any) => total + views, 0);
      return ['prefetch', 'opt-out', 'bot', 'repeat'].map(sum);
    };
    const before = await refusals();
    const agent = newReader();
    const answers = [
      await view(documentId, 'vi', { headers: { 'Sec-Purpose': 'prefetch' } }),
      await view(documentId, 'vi', { headers: { 'Sec-GPC': '1' } }),
      await view(documentId, 'vi', { agent: 'curl/8.5.0' }),
      await view(documentId, 'vi', { agent }),
      await view(documentId, 'vi', { agent }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect((await readArticle(documentId)).viewCount).toBe(1);
    await waitUntilAllIsFolded();
    const after = await refusals();
    // Other tests may add to them meanwhile.
    after.forEach((count, index) => expect(count).toBeGreaterThan(before[index] as number));
  });

  it('exports the most viewed as CSV, with the permission', async () => {
    const answer = await asAdmin('GET', '/content-tracker/most-viewed.csv?type=article&period=all&limit=3');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.body.replace('\ufeff', '').split('\r\n')[0]).toBe(
      'rank,title,documentId,firstPublishedAt,views,uniqueViews,viewsBefore',
    );
    expect((await asPublic('GET', '/content-tracker/most-viewed.csv?type=article')).status).toBe(401);
    expect((await asPublic('GET', '/content-tracker/refusals')).status).toBe(401);
  });
});

describe('deletion', () => {
  it('of a document or of one of its languages deletes its counts', async () => {
    const { documentId } = await publishArticle({ title: 'Xoá cả số đếm' });
    await asProgram('PUT', `/api/articles/${documentId}?locale=en`, {
      data: { title: 'Counts go too', body: '…' },
    });
    await view(documentId, 'vi');
    await view(documentId, 'en');
    await asProgram('DELETE', `/api/articles/${documentId}?locale=en`);
    const again = await asProgram('PUT', `/api/articles/${documentId}?locale=en`, {
      data: { title: 'Back', body: '…' },
    });
    expect(again.body.data.viewCount).toBe(0);
    expect((await readArticle(documentId, 'locale=vi')).viewCount).toBe(1);
  });
});

describe('publishing while readers come', () => {
  it('loses no view and makes nothing look Modified', async () => {
    const { documentId } = await publishArticle({ title: 'Vừa đọc vừa sửa' });
    let isPublishing = true;
    let answered = 0;
    const read = async () => {
      while (isPublishing) {
        const { status } = await report({ type: 'article', documentId });
        if (status === 204) answered += 1;
        else expect([404, 503]).toContain(status);
      }
    };
    const readers = [read(), read(), read(), read()];
    for (let i = 0; i < 20; i += 1) {
      const { status } = await asProgram('PUT', `/api/articles/${documentId}`, {
        data: { title: `Bản thứ ${i}` },
      });
      expect(status).toBe(200);
    }
    isPublishing = false;
    await Promise.all(readers);
    await waitUntilFolded(documentId);
    expect((await readArticle(documentId)).viewCount).toBe(answered);
    const { body } = await asAdmin(
      'GET',
      `/content-manager/collection-types/api::article.article/${documentId}?locale=vi`,
    );
    expect(body.data).toMatchObject({ status: 'published', viewCount: answered });
  });
});

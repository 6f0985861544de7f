import { asAdmin, asProgram, asPublic, publishArticle, report, type Answer } from '../../clients/client';

let documentId: string;
beforeAll(async () => {
  ({ documentId } = await publishArticle({ title: 'Hỏi những điều lạ' }));
});

const malformedQueries: Record<string, string[]> = {
  locale: [
    'locale[a]=b',
    'locale=vi&locale=en',
    'locale[]=vi',
    'locale[$ne]=vi',
    'locale=%00',
    `locale=${'x'.repeat(101)}`,
  ],
  start: ['start=-1', 'start=1e9', 'start=1.5', 'start[a]=1', 'start=NaN', 'start=1000001', 'start=%2B1'],
  limit: ['limit=0', 'limit=-1', 'limit=1e9', 'limit=101', 'limit[]=5', 'limit=ten', 'limit=%00'],
  type: [
    'type[a]=article',
    'type=article&type=event',
    'type=__proto__',
    'type=%00',
    'type=api::article.article',
  ],
  period: ['period[a]=7d', 'period=toString', 'period=7D', 'period=7d&period=24h'],
  from: [
    'from[a]=2026-01-01',
    'from=%00',
    'from=0000-01-01',
    'from=2026-02-30',
    'from=-1',
    'from=9e99',
    'from=1999-12-31',
  ],
  to: ['to=2200-01-01', 'to[]=2026-01-01', 'to=2026-13-01', 'to=null'],
  halfLife: ['halfLife=721', 'halfLife=-1', 'halfLife[a]=24', 'halfLife=1e1', 'halfLife=Infinity'],
  interval: ['interval=toString', 'interval[a]=day', 'interval=DAY', 'interval=%00'],
  timeZone: [
    'timeZone[a]=UTC',
    'timeZone=%00',
    'timeZone=../etc/passwd',
    'timeZone=constructor',
    'timeZone=UTC%2B99',
  ],
};

interface Route {
  readonly path: () => string;
  readonly call: typeof asAdmin;
  /** Parameters that are sent together with the malformed one. */
  readonly with?: string;
  readonly takes: string[];
}
const lists = ['locale', 'limit', 'type'];
const routes: Record<string, Route> = {
  'the public timeline': {
    path: () => `/api/content-tracker/publishing/article/${documentId}`,
    call: asPublic,
    takes: ['locale'],
  },
  'the log': {
    path: () => `/content-tracker/publishing/article/${documentId}`,
    call: asAdmin,
    takes: ['locale', 'start', 'limit'],
  },
  'most viewed': {
    path: () => '/api/content-tracker/most-viewed',
    call: asPublic,
    with: 'type=article',
    takes: [...lists, 'period', 'from', 'to'],
  },
  'most viewed in the admin': {
    path: () => '/content-tracker/most-viewed',
    call: asAdmin,
    with: 'type=article',
    takes: [...lists, 'period', 'from', 'to'],
  },
  'the CSV': {
    path: () => '/content-tracker/most-viewed.csv',
    call: asAdmin,
    with: 'type=article',
    takes: [...lists, 'period', 'from', 'to'],
  },
  trending: {
    path: () => '/api/content-tracker/trending',
    call: asPublic,
    with: 'type=article',
    takes: [...lists, 'halfLife'],
  },
  'trending in the admin': {
    path: () => '/content-tracker/trending',
    call: asAdmin,
    with: 'type=article',
    takes: [...lists, 'halfLife'],
  },
  'the series': {
    path: () => `/api/content-tracker/views/article/${documentId}`,
    call: asPublic,
    takes: ['locale', 'from', 'to', 'interval', 'timeZone'],
  },
  'the series in the admin': {
    path: () => `/content-tracker/views/article/${documentId}`,
    call: asAdmin,
    takes: ['locale', 'from', 'to', 'interval', 'timeZone'],
  },
  refusals: { path: () => '/content-tracker/refusals', call: asAdmin, takes: ['type', 'from', 'to'] },
};

/** The status and, of a refusal, the parameter that it names. */
const summaryOf = ({ status, body }: Answer): unknown => [
  status,
  body.error?.details?.errors?.[0]?.path?.[0],
];

describe.each(Object.entries(routes))('%s', (_, { path, call, with: known, takes }) => {
  const ask = (query: string) => {
    const name = query.split(/[=[]/)[0] as string;
    const rest = known && !known.startsWith(`${name}=`) ? `&${known}` : '';
    return call('GET', `${path()}?${query}${rest}`);
  };

  it('refuses each unreadable parameter by its name', async () => {
    for (const name of takes) {
      for (const query of malformedQueries[name] ?? []) {
        // A file has room for more.
        if (query === 'limit=101' && path().endsWith('.csv')) continue;
        expect([query, summaryOf(await ask(query))]).toEqual([query, [400, name]]);
      }
    }
  });

  it('refuses each unknown parameter by its name', async () => {
    for (const query of ['toString_=1', 'filters[$or][0][a]=b', 'sort=title', 'status=draft', '0=1']) {
      const name = query.split(/[=[]/)[0];
      expect([query, summaryOf(await ask(query))]).toEqual([query, [400, name]]);
    }
  });

  it('treats an empty parameter as missing', async () => {
    const query = takes
      .filter((name) => name !== 'type')
      .map((name) => `${name}=`)
      .join('&');
    expect((await ask(query)).status).toBe(200);
  });
});

describe('a malformed path', () => {
  const unknownTypes = ['author', 'Article', 'api::article.article', '__proto__', '%00', 'x'.repeat(3000)];
  const unknownIds = ['x', "' OR 1=1 --", 'Đ', '😀', '%E0%A4%A', '..%2F..', 'a'.repeat(100), '%FF', '🏳️‍🌈'];
  const unreadableIds = ['%00', 'a%00b', 'a'.repeat(101), 'a'.repeat(8000)];
  const rooms: [string, typeof asAdmin][] = [
    ['/api/content-tracker/publishing', asPublic],
    ['/content-tracker/publishing', asAdmin],
    ['/api/content-tracker/views', asPublic],
    ['/content-tracker/views', asAdmin],
  ];

  it.each(rooms)('below %s is answered with what is wrong', async (room, call) => {
    for (const type of unknownTypes) {
      const { status } = await call('GET', `${room}/${type}/${documentId}`);
      expect([type, status]).toEqual([type, 404]);
    }
    for (const id of unreadableIds) {
      const answer = await call('GET', `${room}/article/${id}`);
      expect([id, summaryOf(answer)]).toEqual([id, [400, 'documentId']]);
    }
    // The admin is told of nothing as well: that is no error.
    const expected = room.startsWith('/api') ? 404 : 200;
    for (const id of unknownIds) {
      const { status } = await call('GET', `${room}/article/${encodeURI(id).replace(/%25/g, '%')}`);
      expect([id, status]).toEqual([id, expected]);
    }
  });

  it('cannot be backdated', async () => {
    const body = { firstPublishedAt: '2016-10-07T11:35:00+07:00', reason: 'Thử' };
    for (const [ids, expected] of [
      [unreadableIds, 400],
      [unknownIds, 404],
    ] as const) {
      for (const id of ids) {
        const path = `/content-tracker/publishing/article/${encodeURI(id).replace(/%25/g, '%')}/correction`;
        expect([id, (await asAdmin('POST', path, body)).status]).toEqual([id, expected]);
      }
    }
  });
});

it('unknown fields and relations are refused as the content API refuses them', async () => {
  for (const query of [
    'fields[0][a]=b',
    'fields=nothing',
    'populate[author][fields]=email',
    'populate[a][b]=c',
    'populate[author][sort]=nothing',
  ]) {
    const list = await asPublic('GET', `/api/content-tracker/most-viewed?type=article&${query}`);
    const own = await asPublic('GET', `/api/articles?${query}`);
    expect([query, list.status, list.body.error]).toEqual([query, 400, own.body.error]);
  }
});

it.each(['most-viewed', 'trending'])(
  '%s refuses a parameter with a NUL character by its name',
  async (list) => {
    for (const query of ['fields=%00', 'populate=%00', 'populate[author][filters][name][$eq]=a%00b']) {
      const answer = await asPublic('GET', `/api/content-tracker/${list}?type=article&${query}`);
      expect([query, summaryOf(answer)]).toEqual([query, [400, query.split(/[=[]/)[0]]]);
    }
  },
);

it('a reported view that no database can store is refused, and simultaneous ones are counted', async () => {
  const unstorable = { type: 'article', documentId: 'a\u0000b', locale: 'vi' };
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () => report({ type: 'article', documentId, locale: 'vi' })),
    report(unstorable),
    report({ ...unstorable, documentId, locale: '\u0000' }),
    ...Array.from({ length: 5 }, () => report({ type: 'article', documentId, locale: 'vi' })),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([
    ...Array(5).fill(204),
    400,
    400,
    ...Array(5).fill(204),
  ]);
  const batch = {
    ...unstorable,
    at: new Date().toISOString(),
    address: '192.0.2.1',
    agent: 'x',
    eventId: '\u0000',
  };
  const { status, body } = await asProgram('POST', '/api/content-tracker/views/batch', { views: [batch] });
  expect([status, body.data[0]]).toMatchObject([200, { status: 'invalid', path: ['documentId'] }]);
});

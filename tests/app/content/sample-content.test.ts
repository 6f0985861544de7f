import { asAdmin, asProgram, asPublic, editor } from '../../clients/client';

const createEvent = (data: Record<string, unknown>) =>
  asProgram('POST', '/api/events', {
    data: { title: 'Hội thảo', startsAt: '2026-03-01T01:00:00.000Z', ...data },
  });

const errorsOf = (body: any) =>
  body.error.details.errors.map(({ path, message }: any) => [path.join('.'), message]);

describe('the sample content', () => {
  it('is readable by the public, newest first, with author, dates and counts', async () => {
    const { status, body } = await asPublic(
      'GET',
      '/api/articles?sort=firstPublishedAt:desc&populate=author&filters[author][email][$null]=false',
    );
    // A private attribute cannot be asked for.
    expect(status).toBe(400);
    expect(body.error.message).toContain('email');

    const samples = await asPublic(
      'GET',
      '/api/articles?sort=firstPublishedAt:desc&populate=author&pagination[pageSize]=100&filters[author][name][$notNull]=true&filters[firstPublishedAt][$lt]=2026-01-01',
    );
    const articles = samples.body.data.filter((one: any) => one.firstPublishedAt < '2026-01-01');
    expect(articles.length).toBeGreaterThanOrEqual(12);
    for (const article of articles) {
      expect(article).toMatchObject({
        slug: expect.stringMatching(/^[a-z0-9]+(-[a-z0-9]+)*$/),
        viewCount: expect.any(Number),
        firstPublishedAt: expect.stringMatching(/Z$/),
        publishedAt: expect.stringMatching(/Z$/),
        author: { name: expect.any(String), slug: expect.any(String) },
      });
      expect(article.author).not.toHaveProperty('email');
    }
    const dates = articles.map((one: any) => one.firstPublishedAt);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  it('is there in English too, as the same documents', async () => {
    const [vi, en] = await Promise.all(
      ['vi', 'en'].map((locale) =>
        asPublic(
          'GET',
          `/api/articles?locale=${locale}&pagination[pageSize]=100&fields=title&filters[firstPublishedAt][$lt]=2026-01-01&filters[author][name][$notNull]=true`,
        ),
      ),
    );
    const ids = (answer: any) => answer.body.data.map((one: any) => one.documentId);
    expect(ids(en).length).toBeGreaterThanOrEqual(12);
    expect(ids(vi)).toEqual(expect.arrayContaining(ids(en)));
  });

  it('has two events in Ninh Bình in 2016, with articles about them', async () => {
    const { body } = await asPublic(
      'GET',
      '/api/events?filters[startsAt][$lt]=2017-01-01&populate[place]=true&populate[articles][fields]=title&sort=startsAt',
    );
    expect(body.data).toHaveLength(2);
    expect(body.data.map((one: any) => one.place.locality)).toEqual(['Ninh Bình', 'Ninh Bình']);
    expect(body.data.flatMap((one: any) => one.articles).length).toBeGreaterThanOrEqual(2);
  });
});

describe('the rules of an event', () => {
  it.each([
    [
      'an end before the start',
      { endsAt: '2026-02-28T01:00:00.000Z' },
      ['endsAt', 'endsAt must not be before startsAt'],
    ],
    [
      'an unknown time zone',
      { timeZone: 'Asia/Ha_Noi' },
      ['timeZone', 'timeZone must be an IANA name such as Asia/Ho_Chi_Minh, got "Asia/Ha_Noi"'],
    ],
  ])('refuse %s by name, over REST and in the admin', async (_, data, error) => {
    const rest = await createEvent(data);
    expect(rest.status).toBe(400);
    expect(errorsOf(rest.body)).toEqual([error]);
    const inAdmin = await asAdmin('POST', `${editor('api::event.event')}?locale=vi`, {
      title: 'Hội thảo',
      startsAt: '2026-03-01T01:00:00.000Z',
      ...data,
    });
    expect(inAdmin.status).toBe(400);
    expect(errorsOf(inAdmin.body)).toEqual([error]);
  });

  it('apply to the whole event when an update names one time only', async () => {
    const { body } = await createEvent({ title: 'Hai ngày', endsAt: '2026-03-02T01:00:00.000Z' });
    const { documentId } = body.data;
    const tooLate = await asProgram('PUT', `/api/events/${documentId}`, {
      data: { startsAt: '2026-03-03T01:00:00.000Z' },
    });
    expect(errorsOf(tooLate.body)).toEqual([['endsAt', 'endsAt must not be before startsAt']]);
    const both = { startsAt: '2026-03-03T01:00:00.000Z', endsAt: '2026-03-04T01:00:00.000Z' };
    expect((await asProgram('PUT', `/api/events/${documentId}`, { data: both })).status).toBe(200);
  });

  it('refuse a status that schema.org does not know', async () => {
    const answer = await createEvent({ eventStatus: 'maybe' });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('eventStatus');
  });
});

describe('the limits of an article', () => {
  it.each([
    ['title', 'x'.repeat(201), 200],
    ['summary', 'x'.repeat(501), 500],
  ])('are named in the error for the attribute %s', async (attribute, value, limit) => {
    const answer = await asProgram('POST', '/api/articles', {
      data: { title: 'a', body: 'b', [attribute]: value },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(`${attribute} must be at most ${limit} characters`);
  });

  it('refuse writing without the permission', async () => {
    expect((await asPublic('POST', '/api/articles', { data: { title: 'a', body: 'b' } })).status).toBe(403);
  });
});

describe('uploads', () => {
  // One transparent pixel.
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const upload = (content: Buffer, type: string, name: string) => {
    const form = new FormData();
    form.append('files', new Blob([new Uint8Array(content)], { type }), name);
    return asProgram('POST', '/api/upload', form);
  };

  it('can be the cover of an article', async () => {
    const uploaded = await upload(png, 'image/png', 'cover.png');
    expect(uploaded.status).toBe(201);
    const created = await asProgram('POST', '/api/articles?populate=cover', {
      data: { title: 'Có ảnh bìa', body: '…', cover: uploaded.body[0].id },
    });
    expect(created.body.data.cover.mime).toBe('image/png');
    const { status } = await asPublic('GET', created.body.data.cover.url);
    expect(status).toBe(200);
  });

  it('are refused where they can carry scripts', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const answer = await upload(svg, 'image/svg+xml', 'cover.svg');
    expect(answer.status).toBe(400);
  });
});

describe('the content API', () => {
  it('is open to every origin, without credentials', async () => {
    const { headers } = await asPublic('GET', '/api/articles?fields=title', undefined, {
      Origin: 'https://reader.example',
    });
    expect(headers.get('access-control-allow-origin')).toBe('https://reader.example');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });
});

import net from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  asAdmin,
  asProgram,
  asPublic,
  createCall,
  readSharedLog,
  serverUrl,
  temporaryFiles,
} from '../../clients/client';
import { until } from '../../clients/receiver';
import { createApiToken, createReader } from '../../clients/callers';

/** Sends bytes as they are, and resolves to what is answered. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(serverUrl);
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no answer but ${answer}`)));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

const request = (line: string, headers: string[] = [], body = ''): string =>
  [`${line} HTTP/1.1`, 'Host: newsroom.example', 'Connection: close', ...headers, '', body].join('\r\n');

const form = (field: string, text = 'x'.repeat(200_000)): FormData => {
  const data = new FormData();
  data.set(field, new Blob([text], { type: 'text/plain' }), 'x.txt');
  return data;
};

const errorCount = (): number =>
  readSharedLog()
    .split('\n')
    .filter((line) => /error/.test(line)).length;

describe('populate', () => {
  it('goes three levels deep at most', async () => {
    const three = 'populate=articles.localizations.event';
    expect((await asPublic('GET', `/api/authors?${three}`)).status).toBe(200);
    for (const query of [`${three}.place`, `${three}&populate[articles][populate]=x`, `${three}.*`]) {
      const { status } = await asPublic('GET', encodeURI(`/api/authors?${query}`));
      expect([query, status]).toEqual([query, 400]);
    }
    const { body } = await asPublic('GET', `/api/authors?${three}.place`);
    expect(body.error.message).toBe('populate: it must not be deeper than 3 levels');
  });

  it.each([
    ['back over the relation it came by', 'populate[author][populate]=articles', 'leads back'],
    ['back, as a path', 'populate=author.articles', 'leads back'],
    ['back, as a list', 'populate[0]=event.articles.author', 'leads back'],
  ])('is refused %s', async (_, query, message) => {
    for (const path of ['/api/articles?', '/api/content-tracker/most-viewed?type=article&']) {
      const { status, body } = await asPublic('GET', encodeURI(`${path}${query}`));
      expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
    }
  });

  it('with * leaves out the relations back to where it came from', async () => {
    const { status, body } = await asPublic('GET', encodeURI('/api/articles?populate[author][populate]=*'));
    expect(status).toBe(200);
    const withAuthor = body.data.filter(({ author }: any) => author);
    expect(withAuthor.length).toBeGreaterThan(0);
    for (const { author } of withAuthor) expect(author).not.toHaveProperty('articles');
  });

  it('answers at most 100 rows of a relation for each document, in order', async () => {
    const author = (await asProgram('POST', '/api/authors', { data: { name: 'Cây bút viết nhiều' } })).body
      .data;
    const other = (await asProgram('POST', '/api/authors', { data: { name: 'Cây bút viết ít' } })).body.data;
    for (let i = 0; i < 103; i += 1) {
      const data = { title: `Bài thứ ${String(i).padStart(3, '0')}`, body: '…', author: author.documentId };
      await asProgram('POST', '/api/articles', { data });
    }
    await asProgram('POST', '/api/articles', {
      data: { title: 'Bài duy nhất', body: '…', author: other.documentId },
    });
    const ask = async (query: string) => {
      const ids = `filters[documentId][$in][0]=${author.documentId}&filters[documentId][$in][1]=${other.documentId}`;
      const { status, body } = await asPublic('GET', encodeURI(`/api/authors?${ids}&sort=id&${query}`));
      expect([status, body.error]).toEqual([200, undefined]);
      return body.data.map(({ articles }: any) => articles.map(({ title }: any) => title));
    };
    const [many, one] = await ask('populate=articles');
    expect([many.length, many[0], many[99], one]).toEqual([
      100,
      'Bài thứ 000',
      'Bài thứ 099',
      ['Bài duy nhất'],
    ]);
    const [last] = await ask('populate[articles][sort]=title:desc&populate[articles][fields]=title');
    expect([last.length, last[0], last[99]]).toEqual([100, 'Bài thứ 102', 'Bài thứ 003']);
    const [some] = await ask('populate[articles][filters][title][$gte]=Bài thứ 101');
    expect(some.sort()).toEqual(['Bài thứ 101', 'Bài thứ 102']);
    const counted = await asPublic(
      'GET',
      encodeURI(`/api/authors/${author.documentId}?populate[articles][count]=true`),
    );
    expect(counted.body.data.articles).toEqual({ count: 103 });
  });
});

describe('a malformed request', () => {
  const multipart = ['Content-Type: multipart/form-data; boundary=x'];
  it.each([
    ['a body that is no JSON', 'POST /api/auth/local', ['Content-Type: application/json'], '{"a":', 400],
    [
      'a body that does not decompress',
      'POST /api/auth/local',
      ['Content-Type: application/json', 'Content-Encoding: gzip'],
      'no gzip',
      400,
    ],
    [
      'an encoding that nobody knows',
      'POST /api/auth/local',
      ['Content-Type: application/json', 'Content-Encoding: x-odd'],
      '{}',
      415,
    ],
    ['files where there is no use for them', 'POST /api/articles', multipart, '--x', 415],
    ['files from nobody', 'POST /upload', multipart, '--x', 401],
    [
      'files without a boundary',
      'POST /upload',
      ['Content-Type: multipart/form-data', 'Authorization: Bearer x'],
      'x',
      400,
    ],
    [
      'files that are cut off',
      'POST /upload',
      [...multipart, 'Authorization: Bearer x'],
      '--x\r\nContent-Disp',
      400,
    ],
    ['a method that nobody has', 'PATCH /api/articles', [], '', 405],
    ['a method that nobody knows', 'PROPFIND /api/articles', [], '', 501],
    ['headers that are too long', 'GET /', [`X-Long: ${'x'.repeat(20_000)}`], '', 431],
  ])('is answered with 4xx: %s', async (_, line, headers, body, status) => {
    const before = errorCount();
    const length = body === '' ? [] : [`Content-Length: ${body.length}`];
    const answer = await sendRaw(request(line, [...headers, ...length], body));
    const [head = '', text = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const error = JSON.parse(text.replace(/^[0-9a-f]+\r\n([\s\S]*?)\r\n0?$/, '$1'));
    expect(error).toEqual({
      data: null,
      error: {
        status,
        name: expect.stringMatching(/Error$/),
        message: expect.any(String),
        details: expect.any(Object),
      },
    });
    expect(errorCount()).toBe(before);
  });

  it('leaves no temporary file behind, whatever its field is called', async () => {
    for (const field of ['files', 'x', 'file.y']) {
      for (const path of ['/api/articles', '/api/upload', '/upload', '/api/nowhere', '/admin/login']) {
        for (const call of [asPublic, createCall('forged'), asProgram, asAdmin]) {
          const { status } = await call('POST', path, form(field));
          expect(status).toBeLessThan(500);
        }
      }
    }
    await until(temporaryFiles, (files) => files.length === 0);
  });

  it('is understood with an absolute URL in its request line', async () => {
    const answer = await sendRaw(request('GET http://newsroom.example/api/articles?fields=title'));
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    const body = gzipSync('{}').toString('latin1');
    expect(body.length).toBeGreaterThan(0);
    const report = request('POST http://newsroom.example/api/content-tracker/views', ['Content-Length: 0']);
    expect(await sendRaw(report)).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe('the security headers of every answer', () => {
  it.each(['/api/articles', '/admin', '/content-tracker/read.js', '/_health', '/_ready', '/api/nowhere'])(
    '%s',
    async (path) => {
      const { headers } = await asPublic('GET', path);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );
  it('of a reported view', async () => {
    const { headers } = await asPublic('POST', '/api/content-tracker/views', {});
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('readers', () => {
  it('sign in over plain HTTP, and stay signed in', async () => {
    const jwt = await createReader();
    expect((await createCall(jwt)('GET', '/api/users/me')).status).toBe(200);
    const cookie = await asPublic(
      'POST',
      '/api/auth/local',
      { identifier: 'x', password: 'y' },
      { 'x-strapi-refresh-cookie': 'httpOnly' },
    );
    expect(cookie.status).toBe(400);
  });

  it('cannot register until an administrator opens registration', async () => {
    const account = { username: 'stranger', email: 'stranger@readers.example', password: 'Readers-Secret-1' };
    const { status, body } = await asPublic('POST', '/api/auth/local/register', account);
    expect([status, body.error.message]).toEqual([400, 'Register action is currently disabled']);
  });

  const questions = [
    '/api/articles',
    '/api/authors',
    '/api/events',
    '/api/content-tracker/most-viewed?type=article',
    '/api/content-tracker/trending?type=article',
  ];
  it('who have signed in, and read-only tokens, read what the public reads', async () => {
    const callers = [
      asPublic,
      createCall(await createReader()),
      createCall(await createApiToken('read-only')),
    ];
    const id = (await asPublic('GET', '/api/articles?pagination[pageSize]=1')).body.data[0].documentId;
    for (const path of [
      ...questions,
      `/api/content-tracker/views/article/${id}`,
      `/api/content-tracker/publishing/article/${id}`,
    ]) {
      const answers = await Promise.all(callers.map((call) => call('GET', path)));
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, 200, 200, 200]);
    }
    const batch = await callers[2]?.('POST', '/api/content-tracker/views/batch', { views: [] });
    expect(batch?.status).toBe(403);
  });

  it('get the same answer about a forgotten password with and without an account', async () => {
    await createReader();
    const { email } = (
      await asAdmin(
        'GET',
        '/content-manager/collection-types/plugin::users-permissions.user?sort=id:desc&pageSize=1',
      )
    ).body.results[0];
    for (const path of ['forgot-password', 'send-email-confirmation']) {
      const [known, unknown] = await Promise.all(
        [email, 'nobody@readers.example'].map((one) => asPublic('POST', `/api/auth/${path}`, { email: one })),
      );
      expect([known?.status, unknown?.status]).toEqual([200, 200]);
      expect(Object.keys(known?.body)).toEqual(Object.keys(unknown?.body));
      expect((await asPublic('POST', `/api/auth/${path}`, { email: 'none' })).status).toBe(400);
    }
  });
});

import http from 'node:http';
import { asPublic, readSharedLog, serverUrl, sharedKeys, temporaryFiles } from '../../clients/client';
import { createRandom } from '../../model/sequences';
import { until } from '../../clients/receiver';
import { createApiToken } from '../../clients/callers';

const seed = Number(process.env.NEWSROOM_MALFORMED_SEED ?? 20261126);
const count = Number(process.env.NEWSROOM_MALFORMED ?? 1000);
const timeoutMs = 10_000;

const paths = [
  ...[
    '/api/articles',
    '/api/authors',
    '/api/events',
    '/api/users',
    '/api/upload',
    '/api/upload/files',
    '/api/i18n/locales',
  ],
  ...[
    '/api/auth/local',
    '/api/auth/local/register',
    '/api/auth/forgot-password',
    '/api/auth/refresh',
    '/api/auth/reset-password',
  ],
  ...['most-viewed', 'trending', 'views', 'views/batch', 'views/article/x', 'publishing/article/x'].map(
    (path) => `/api/content-tracker/${path}`,
  ),
  ...[
    'site',
    'most-viewed',
    'trending.csv',
    'views',
    'refusals',
    'publishing/article/x/correction',
    'home/most-viewed',
  ].map((path) => `/content-tracker/${path}`),
  ...['endpoints', 'deliveries', 'deliveries/1', 'endpoints/1/scope', 'endpoints/1/again', 'resumption'].map(
    (path) => `/webhook-delivery/${path}`,
  ),
  ...[
    '/content-manager/collection-types/api::article.article',
    '/upload',
    '/upload/actions/upload-from-urls',
  ],
  ...[
    '/admin/login',
    '/admin/register-admin',
    '/admin/webhooks',
    '/admin/init',
    '/uploads/x',
    '/',
    '/_health',
    '/_ready',
  ],
  ...['/content-tracker/read.js', '/content-tracker/beacon.js', '/graphql', '/nowhere'],
];
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND'];
const values = [
  ...[
    '',
    'x',
    '-1',
    '1e999',
    'NaN',
    'null',
    'true',
    '%00',
    '%zz',
    '%u0041',
    '%ff%fe',
    '__proto__',
    'constructor',
  ],
  ...[
    '../../../etc/passwd',
    '%2e%2e%2f',
    "'; drop table articles; --",
    '\\u0000',
    '👩‍👩‍👧',
    'x'.repeat(5_000),
    '[object Object]',
  ],
];
const names = [
  ...[
    'status',
    'locale',
    'fields',
    'sort',
    'filters[title]',
    'filters[title][$contains]',
    'filters[$or][0][title]',
  ],
  ...[
    'filters[articles][title]',
    'populate',
    'populate[author]',
    'populate[author][populate]',
    'pagination[page]',
  ],
  ...[
    'pagination[pageSize]',
    'type',
    'period',
    'from',
    'to',
    'limit',
    'start',
    'a[b][c][d][e]',
    '__proto__[x]',
    '[]',
    'id',
  ],
];
const types = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/xml',
  'x/y;;;',
];
const bodies = [
  ...[
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '1e999',
    '{"a":',
    '{"__proto__":{"x":1}}',
    '{"data":null}',
    '{"data":[]}',
    '{"data":{"title":{}}}',
  ],
  ...[
    '\u0000',
    '\ufeff{}',
    `${'['.repeat(5_000)}`,
    `{"x":"${'y'.repeat(200_000)}"}`,
    'a=b&a[c]=d',
    '{"type":1,"documentId":[]}',
  ],
  ...[
    '--x\r\nContent-Disposition: form-data; name="files"; filename="x.txt"\r\n\r\nx\r\n--x--\r\n',
    '--x\r\nContent-Disp',
  ],
  ...[
    '{"views":[{}]}',
    '{"urls":["http://127.0.0.1/"]}',
    '{"identifier":{"$ne":null},"password":{"$ne":null}}',
    '{"since":{}}',
  ],
];

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const send = ({ method, path, headers, body }: Asked): Promise<number | string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(serverUrl);
    const request = http.request(
      {
        hostname,
        port,
        method,
        path,
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
        agent: false,
      },
      (answer) => {
        answer.resume();
        answer.on('close', () => resolve(answer.statusCode ?? 0));
      },
    );
    request.setTimeout(timeoutMs, () => request.destroy(new Error('hangs')));
    // A connection that is ended while a body is still on its way is an answer too.
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.message === 'hangs' ? 'hangs' : 400));
    request.end(body);
  });

describe(`${count} malformed requests (NEWSROOM_MALFORMED, NEWSROOM_MALFORMED_SEED=${seed})`, () => {
  it('get neither 5xx nor a hang, and leave neither a file nor a stack in the log', async () => {
    const random = createRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const tokens = [
      undefined,
      'forged',
      await createApiToken('read-only'),
      sharedKeys.apiToken,
      sharedKeys.adminToken,
    ];
    const generate = (): Asked => {
      const token = pick(tokens);
      // Whoever may do everything only asks here.
      const method = token === sharedKeys.apiToken || token === sharedKeys.adminToken ? 'GET' : pick(methods);
      const query = Array.from(
        { length: Math.floor(random() * 4) },
        () => `${pick(names)}=${pick(values)}`,
      ).join('&');
      const path = `${pick(paths)}${random() < 0.1 ? `/${pick(values)}` : ''}${query && `?${query}`}`;
      const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method) || random() < 0.1;
      return {
        method,
        // As a client may write it that does not look.
        path: path.replace(/[^\x21-\x7e]+/gu, (character) => encodeURIComponent(character)),
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(hasBody && { 'Content-Type': pick(types) }),
          ...(random() < 0.05 && { 'Content-Encoding': pick(['gzip', 'br', 'x']) }),
          ...(random() < 0.05 && { 'X-Forwarded-For': pick(values).replace(/[^\x20-\x7e]/g, '?') }),
        },
        body: hasBody ? pick(bodies) : '',
      };
    };
    const stacks = () =>
      readSharedLog()
        .split('\n')
        .filter((line) => /^\s+at /.test(line)).length;
    const stacksBefore = stacks();
    const statuses = new Map<number | string, number>();
    const wrong: unknown[] = [];
    for (let i = 0; i < count; i += 16) {
      const asked = Array.from({ length: Math.min(16, count - i) }, generate);
      const answers = await Promise.all(asked.map(send));
      answers.forEach((status, index) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 'hangs' || (Number(status) >= 500 && status !== 501)) {
          wrong.push([status, JSON.stringify(asked[index]).slice(0, 400)]);
        }
      });
    }
    console.log(`malformed requests were answered ${JSON.stringify([...statuses].sort())}`);
    expect(wrong.slice(0, 5)).toEqual([]);
    await until(temporaryFiles, (files) => files.length === 0);
    expect(stacks()).toBe(stacksBefore);
    expect((await asPublic('GET', '/_health')).status).toBe(204);
  });
});

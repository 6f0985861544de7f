import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReceiver } from '../../../src/plugins/content-tracker/server/src/reporting/http';

const unused = (): never => {
  throw new Error('this is not a report');
};

let server: http.Server;

const ask = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init);

beforeAll(async () => {
  const receive = createReceiver({
    apiPrefix: '/content',
    scriptPath: '/assets/reading.js',
    allowedOrigins: ['https://www.example.org'],
    addressOf: unused,
    readBody: unused,
    report: unused,
    onError: unused,
  });
  server = http.createServer((request, response) => {
    if (!receive(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('the script', () => {
  it.each(['/assets/reading.js', '/assets/reading.js?v=2', '/content-tracker/beacon.js'])(
    'is served at %s, with the paths of this newsroom',
    async (path) => {
      const text = await (await ask(path)).text();
      expect(text).toContain('("/content/content-tracker/views","/assets/reading.js")');
    },
  );

  it('may be read by pages of every site, those too that may not report', async () => {
    const { headers } = await ask('/assets/reading.js', { headers: { Origin: 'https://other.example' } });
    const found = [
      'access-control-allow-origin',
      'cross-origin-resource-policy',
      'cache-control',
      'content-type',
    ];
    expect(found.map((name) => headers.get(name))).toEqual([
      '*',
      'cross-origin',
      'public, max-age=3600',
      'text/javascript; charset=utf-8',
    ]);
  });

  it('is sent again only where it has changed', async () => {
    const etag = (await ask('/assets/reading.js')).headers.get('etag') as string;
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`]) {
      const again = await ask('/assets/reading.js', { headers: { 'If-None-Match': known } });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('access-control-allow-origin')).toBe('*');
    }
    expect((await ask('/assets/reading.js', { headers: { 'If-None-Match': '"x"' } })).status).toBe(200);
  });

  it('has a length without its text', async () => {
    const { length } = await (await ask('/assets/reading.js')).text();
    const head = await ask('/assets/reading.js', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(length)]);
  });

  it.each([
    ['POST', '/assets/reading.js'],
    ['OPTIONS', '/assets/reading.js'],
    ['GET', '/content-tracker/read.js'],
    ['GET', '/assets/reading.js/'],
  ])('leaves %s %s to Strapi', async (method, path) =>
    expect((await ask(path, { method })).status).toBe(404),
  );
});

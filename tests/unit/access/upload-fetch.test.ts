import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCheckedFetch } from '../../../src/access/upload-fetch';

describe('fetching a file that an editor names by its URL', () => {
  let server: http.Server;
  let port: number;
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
      if (pathname === '/to') response.writeHead(302, { Location: searchParams.get('url') ?? '' });
      else response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.end(pathname === '/to' ? '' : 'found');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());

  it('follows redirects between allowed addresses', async () => {
    const fetched = await createCheckedFetch(['127.0.0.1'])(`http://localhost:${port}/to?url=/file.txt`);
    expect([fetched.status, fetched.url, await fetched.text()]).toEqual([
      200,
      `http://localhost:${port}/file.txt`,
      'found',
    ]);
  });

  it.each([
    ['a name', (at: number) => `http://localhost:${at}/`],
    ['an address', (at: number) => `http://127.0.0.1:${at}/`],
    ['an address in another form', (at: number) => `http://0x7f.1:${at}/`],
    ['another protocol', () => 'file:///etc/passwd'],
  ])('is refused for an address that is not allowed: %s', async (_, url) => {
    await expect(createCheckedFetch([])(url(port))).rejects.toThrow(/is not (a public address|http)/);
  });

  it('refuses a redirect to an address that is not allowed', async () => {
    const url = `http://127.0.0.1:${port}/to?url=${encodeURIComponent(`http://127.0.0.2:${port}/`)}`;
    await expect(createCheckedFetch(['127.0.0.1'])(url)).rejects.toThrow('127.0.0.2 is not a public address');
  });

  it('gives up a file that redirects without end', async () => {
    const url = `http://127.0.0.1:${port}/to?url=${encodeURIComponent('/to?url=/to')}`;
    await expect(createCheckedFetch(['127.0.0.1'])(url)).rejects.toThrow();
  });
});

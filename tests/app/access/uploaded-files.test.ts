import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { asAdmin, asProgram, asPublic, serverUrl } from '../../clients/client';
import { createMember } from '../../clients/callers';

const upload = async (
  call: typeof asAdmin,
  name: string,
  content: string | Buffer,
  type = 'application/octet-stream',
  path = '/upload',
) => {
  const data = new FormData();
  data.set('files', new Blob([content as BlobPart], { type }), name);
  return call('POST', path, data);
};

/** The smallest picture there is. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** What tells a video to those who look at the first bytes. */
const likeVideo = (text: string) => `/*  ftypmp42 */${text}`;

describe('a file that somebody uploads', () => {
  let author: typeof asAdmin;
  beforeAll(async () => {
    author = await createMember('strapi-author');
  });

  it.each([
    'xhtml',
    'xht',
    'xml',
    'xsl',
    'rdf',
    'atom',
    'es',
    'mjs',
    'js',
    'html',
    'HTM',
    'shtml',
    'svg',
    'wasm',
    'css',
    'htc',
    'hta',
    'mhtml',
    'php',
    'exe',
    'html ',
    'mp4.html',
    'unknownext',
    'jsp',
    'swf',
  ])('is refused by its name or by its content: .%s', async (extension) => {
    for (const path of ['/upload', '/api/upload']) {
      for (const call of [author, path === '/upload' ? asAdmin : asProgram]) {
        const { status } = await upload(call, `intro.${extension}`, likeVideo('alert(1)'), undefined, path);
        expect([path, [400, 401].includes(status)]).toEqual([path, true]);
      }
    }
  });

  it('is named in the refusal, with the types that are allowed', async () => {
    const { body } = await upload(author, 'intro.es', likeVideo('alert(1)'));
    expect(body.error.message).toMatch(
      /^"intro.es" cannot be uploaded: its name must end in one of avif, gif/,
    );
  });

  it('cannot be replaced by a file of another type', async () => {
    const { status, body } = await upload(asAdmin, 'pixel.png', pixel, 'image/png');
    expect(status).toBe(201);
    const [{ id }] = body;
    for (const path of [`/upload?id=${id}`, `/upload/files/${id}/replace`]) {
      expect((await upload(asAdmin, 'pixel.xhtml', likeVideo('x'), undefined, path)).status).toBe(400);
    }
  });

  it.each([
    ['a picture', 'pixel.PNG', pixel, 'image/png', null],
    ['a text', 'notes.txt', Buffer.from('Ghi chép.'), 'text/plain', 'attachment'],
    ['a table', 'table.csv', Buffer.from('a,b\n1,2\n'), 'text/csv', 'attachment'],
    ['a document', 'report.pdf', Buffer.from('%PDF-1.4\n%%EOF\n'), 'application/pdf', null],
  ])('is never served as a page of this site: %s', async (_, name, content, type, disposition) => {
    const { status, body } = await upload(author, name, content, type);
    expect([status, body.error]).toEqual([201, undefined]);
    const { headers, status: served } = await asPublic('GET', body[0].url);
    expect(served).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(
      type === 'application/pdf' ? /^default-src 'none'/ : /^sandbox; default-src 'none'$/,
    );
    expect(headers.get('content-disposition')).toBe(disposition);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const spelled = await asPublic('GET', body[0].url.replace('/uploads/', '/%75ploads/'));
    expect(spelled.headers.get('content-security-policy')).toBe(headers.get('content-security-policy'));
  });

  it('needs a file name, or a media type that gives an allowed one', async () => {
    for (const [name, type] of [
      ['noext', 'application/vnd.oasis.opendocument.formula'],
      ['.xhtml', 'video/x-evil'],
    ]) {
      expect((await upload(author, String(name), 'x', type)).status).toBe(400);
    }
    expect((await upload(author, 'pixel', pixel, 'image/png')).body[0].ext).toBe('.png');
  });

  it('cannot be fetched from an address that only the server can reach', async () => {
    let reached = 0;
    const inside = http.createServer((request, response) => {
      reached += 1;
      if (request.url === '/away') response.writeHead(302, { Location: '/internal.txt' });
      response.end('internal data!');
    });
    await new Promise<void>((resolve) => inside.listen(0, '0.0.0.0', resolve));
    const { port } = inside.address() as AddressInfo;
    try {
      const hosts = [
        '0.0.0.0',
        '0',
        '127.1',
        '2130706433',
        '[::ffff:127.0.0.1]',
        '[::]',
        'localhost',
        '100.64.0.1',
      ];
      const urls = hosts.map((host) => `http://${host}:${port}/internal.txt`);
      const route = '/upload/actions/upload-from-urls';
      const asked = [...urls, `http://0.0.0.0:${port}/away`, serverUrl].map((url) => [route, url] as const);
      const spelled = [
        `${route}/`,
        '/upload/actions/Upload-from-urls',
        '/UPLOAD/actions/upload-from-urls',
      ].map((path) => [path, `http://0.0.0.0:${port}/away`] as const);
      for (const [path, url] of [...asked, ...spelled]) {
        const { status, body } = await author('POST', path, { urls: [url] });
        expect([url, status, JSON.stringify(body).includes('internal data')]).not.toEqual([url, 201, true]);
        const files = (body?.data ?? body) as unknown;
        expect([url, Array.isArray(files) && files.some((file) => file?.url)]).toEqual([url, false]);
      }
      expect(reached).toBe(0);
    } finally {
      inside.close();
    }
  });
});

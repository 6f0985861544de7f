import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { asPublic, databaseName, serverUrl, sharedDatabase } from '../../clients/client';
import { root } from '../../servers/databases';
import { admin, createDatabase, start, type Running, type TestDatabase } from '../../servers/newsroom';

/** The shared server's file, and what SQLite keeps beside it. */
const sqliteFiles = (): string[] => {
  const file = sharedDatabase.env.DATABASE_FILENAME as string;
  return ['', '-wal', '-shm'].map((ending) => `${file}${ending}`).filter((one) => fs.existsSync(one));
};

const request = (
  running: Pick<Running, 'url'>,
  path: string,
  {
    body,
    headers = {},
    localAddress,
  }: { body?: object; headers?: Record<string, string>; localAddress?: string },
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: any }> =>
  new Promise((resolve, reject) => {
    const sent = http.request(
      `${running.url}${path}`,
      {
        method: body ? 'POST' : 'GET',
        headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
        localAddress,
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => {
          const isJson = answer.headers['content-type']?.includes('json');
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: isJson ? JSON.parse(text) : text,
          });
        });
      },
    );
    sent.on('error', reject).end(body && JSON.stringify(body));
  });

describe('files that hold secrets', () => {
  it('are readable by the user who runs the server alone', () => {
    const files = [path.join(root, '.env'), ...(databaseName === 'sqlite' ? sqliteFiles() : [])];
    for (const file of files) expect([file, fs.statSync(file).mode & 0o077]).toEqual([file, 0]);
  });
});

describe('the first administrator', () => {
  it.each([
    ['by another name', { Host: 'newsroom.example' }],
    ['from a page of another site', { Origin: 'https://elsewhere.example' }],
    ['past a proxy', { 'X-Forwarded-For': '127.0.0.1' }],
    ['past a proxy that says little', { Via: '1.1 x' }],
  ])('cannot be registered %s', async (_, headers) => {
    const { status, body } = await request({ url: serverUrl }, '/admin/register-admin', {
      body: admin,
      headers,
    });
    expect([status, body.error.message]).toEqual([403, expect.stringContaining('at the machine itself')]);
    // There is one already, and this is the machine itself.
    expect((await asPublic('POST', '/admin/register-admin', admin)).status).toBe(400);
  });

  describe('of a server behind a proxy', () => {
    let database: TestDatabase;
    let running: Running;
    let link = '';
    beforeAll(async () => {
      database = await createDatabase(databaseName);
      running = await start(database, { TRUSTED_PROXIES: '127.0.0.1', SAMPLE_CONTENT: 'false' });
      for (let i = 0; i < 50 && !link; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        link = /https?:\S+register-admin\?code=\S+/.exec(fs.readFileSync(running.log, 'utf8'))?.[0] ?? '';
      }
    });
    afterAll(async () => {
      await running.stop();
      await database.drop();
    });

    it('has the link that the start has printed', async () => {
      const { pathname, search } = new URL(link);
      const refused = await request(running, '/admin/register-admin', { body: admin });
      expect(refused.status).toBe(403);
      const wrong = await request(running, `${pathname}?code=${'x'.repeat(43)}`, {});
      expect(wrong.headers['set-cookie']).toBeUndefined();
      const page = await request(running, `${pathname}${search}`, {});
      const [cookie = ''] = page.headers['set-cookie'] ?? [];
      expect([page.status, cookie]).toEqual([200, expect.stringMatching(/HttpOnly/i)]);
      const headers = { Cookie: cookie.split(';')[0] as string };
      const elsewhere = { ...headers, Origin: 'https://elsewhere.example' };
      expect(
        (await request(running, '/admin/register-admin', { body: admin, headers: elsewhere })).status,
      ).toBe(403);
      expect((await request(running, '/admin/register-admin', { body: admin, headers })).status).toBe(200);
      expect((await request(running, '/admin/register-admin', { body: admin, headers })).status).toBe(400);
    });

    it('gives a language that is added later to Editor and Author, unless one was taken away before', async () => {
      const { email, password } = admin;
      const signedIn = await request(running, '/admin/login', { body: { email, password } });
      const headers = { Authorization: `Bearer ${signedIn.body.data.token}` };
      const roles = (await request(running, '/admin/roles', { headers })).body.data;
      const localesOf = async (code: string): Promise<string[]> => {
        const { id } = roles.find((role: any) => role.code === code);
        const { body } = await request(running, `/admin/roles/${id}/permissions`, { headers });
        const read = body.data.find(
          ({ action, subject }: any) =>
            action.endsWith('explorer.read') && subject === 'api::article.article',
        );
        return read.properties.locales;
      };
      const db = database.connect();
      const author = await db('admin_permissions as p')
        .join('admin_permissions_role_lnk as l', 'l.permission_id', 'p.id')
        .join('admin_roles as r', 'r.id', 'l.role_id')
        .where({ 'r.code': 'strapi-author', 'p.subject': 'api::article.article' })
        .where('p.action', 'like', '%explorer.read')
        .first('p.id', 'p.properties');
      const properties =
        typeof author.properties === 'string' ? JSON.parse(author.properties) : author.properties;
      await db('admin_permissions')
        .where({ id: author.id })
        .update({ properties: JSON.stringify({ ...properties, locales: ['vi'] }) });
      await db.destroy();
      const language = { code: 'fr', name: 'Français', isDefault: false };
      const made = await request(running, '/i18n/locales', { body: language, headers });
      expect([200, 201]).toContain(made.status);
      expect((await localesOf('strapi-editor')).sort()).toEqual(['en', 'fr', 'vi']);
      expect(await localesOf('strapi-author')).toEqual(['vi']);
    });

    it('believes the addresses that this proxy tells, and nobody else', async () => {
      const attempt = async (localAddress: string, i: number): Promise<number> => {
        const body = { email: `nobody${localAddress}@newsroom.example`, password: 'Wrong-Password-1' };
        const headers = { 'X-Forwarded-For': `198.51.100.${i}` };
        return (await request(running, '/admin/login', { body, headers, localAddress })).status;
      };
      const proxied: number[] = [];
      const direct: number[] = [];
      for (let i = 1; i <= 9; i += 1) {
        proxied.push(await attempt('127.0.0.1', i));
        direct.push(await attempt('127.0.0.2', i));
      }
      expect(proxied).toEqual(Array(9).fill(400));
      expect(direct.at(-1)).toBe(429);
    });
  });
});

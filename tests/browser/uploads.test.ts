import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from '../servers/databases';
import { launch, newsroom, signIn } from './browser';

/** What an attacker would have a browser run on the admin's own origin. */
const script = "document.title = 'ran'; fetch('/admin/access-token', { method: 'POST' });";
const page = (head: string) =>
  `<html xmlns="http://www.w3.org/1999/xhtml"><head>${head}</head><body>x</body></html>`;
const files: Record<string, string> = {
  'attack.html': page(`<script>${script}</script>`),
  'attack.xhtml': page(`<script>${script}</script>`),
  'attack.svg': `<svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg>`,
  'attack.xml': `<?xml version="1.0"?>${page(`<script>${script}</script>`)}`,
  'attack.es': script,
  'attack.pdf':
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n',
};
const folder = path.join(root, 'public', 'uploads');

let browser: Browser;
let admin: Page;

beforeAll(async () => {
  // As if an earlier version had taken them.
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  browser = await launch();
  admin = await signIn(browser, 'en');
});
afterAll(async () => {
  await browser?.close();
  for (const name of Object.keys(files)) fs.rmSync(path.join(folder, name), { force: true });
});

describe('an uploaded file that a super admin opens', () => {
  it.each(Object.keys(files))('runs no script of its own: %s', async (name) => {
    const opened = await admin.context().newPage();
    const asked: string[] = [];
    opened.on('request', (request) => asked.push(new URL(request.url()).pathname));
    // What is saved instead of shown ends the navigation.
    await opened.goto(`${newsroom.url}/uploads/${name}`).catch(() => undefined);
    await opened.waitForTimeout(500);
    expect(await opened.title()).not.toBe('ran');
    expect(asked).not.toContain('/admin/access-token');
    await opened.close();
  });

  it('cannot be loaded as a script by another page', async () => {
    const opened = await admin.context().newPage();
    await opened.goto(`${newsroom.url}/admin/`);
    const outcome = await opened.evaluate(
      (src) =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe');
          frame.src = src;
          frame.onload = () => {
            try {
              resolve(frame.contentDocument?.title ?? 'none');
            } catch {
              resolve('another origin');
            }
          };
          setTimeout(() => resolve('not loaded'), 2_000);
          document.body.append(frame);
        }),
      '/uploads/attack.html',
    );
    expect(outcome).not.toBe('ran');
    await opened.close();
  });

  it('cannot be uploaded in the media library at all', async () => {
    const token = await admin.evaluate(
      () => JSON.parse(localStorage.getItem('jwtToken') ?? 'null') as string | null,
    );
    const form = new FormData();
    form.set(
      'files',
      new Blob([`/*  ftypmp42 */${script}`], { type: 'application/octet-stream' }),
      'intro.es',
    );
    const answer = await fetch(`${newsroom.url}/upload`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token ?? newsroom.adminToken}` },
      body: form,
    });
    expect(answer.status).toBe(400);
  });
});

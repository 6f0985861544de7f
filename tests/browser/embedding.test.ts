import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser';
import { newReader, openSite, type ReadingSite } from './reading-site';

let browser: Browser;
let site: ReadingSite;
let reader: Page;

beforeAll(async () => {
  browser = await launch();
  site = await openSite();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  reader = await (await newReader(browser)).newPage();
});
afterEach(() => reader.context().close());

const scriptUrl = (): string => `${site.newsroomUrl}/content-tracker/read.js`;
const tag = (documentId: string, attributes: string): string =>
  `<script src="${scriptUrl()}" data-type="article" data-document-id="${documentId}" data-locale="vi" ${attributes}></script>`;

const reportsOf = async (html: string, expected: number, headers = {}): Promise<string[]> => {
  await reader.goto(site.url + site.add(`<!doctype html>${html}`, headers), { waitUntil: 'networkidle' });
  return (await site.reports(reader, expected)).sort();
};

describe('the tag', () => {
  it.each([
    '',
    'async',
    'defer',
    'crossorigin="anonymous"',
    'type="module"',
    'type="module" crossorigin async',
  ])('reports one article, or two, with %j', async (attributes) => {
    expect(await reportsOf(tag('one', attributes), 1)).toEqual(['one']);
    expect(await reportsOf(tag('one', attributes) + tag('two', attributes), 2)).toEqual(['one', 'two']);
  });

  it('reports with integrity, and is not run with a wrong one', async () => {
    const text = await (await fetch(scriptUrl())).text();
    for (const [content, expected] of [
      [text, ['one']],
      [`${text} `, []],
    ] as const) {
      const hash = createHash('sha384').update(content).digest('base64');
      const attributes = `integrity="sha384-${hash}" crossorigin="anonymous"`;
      expect(await reportsOf(tag('one', attributes), expected.length)).toEqual(expected);
    }
  });

  it.each(['', 'type="module"'])('may declare nothing and leave it to calls, with %j', async (attributes) => {
    const call = `<script>(window.contentTracker ||= []).push({ type: 'article', documentId: 'one' })</script>`;
    expect(await reportsOf(`<script src="${scriptUrl()}" ${attributes}></script>${call}`, 1)).toEqual([
      'one',
    ]);
  });

  it.each(['', 'type="module"'])(
    'reports to data-endpoint, a path of the site, with %j',
    async (attributes) => {
      const urls: string[] = [];
      reader.on('request', (request) => {
        if (request.method() === 'POST') urls.push(request.url());
      });
      const call = `<script>(window.contentTracker ||= []).push({ type: 'article', documentId: 'two' })</script>`;
      const html = tag('one', `data-endpoint="/newsroom/views" ${attributes}`) + call;
      expect(await reportsOf(html, 2)).toEqual(['one', 'two']);
      expect(urls).toEqual([`${site.url}/newsroom/views`, `${site.url}/newsroom/views`]);
    },
  );

  it.each([
    ['fetch', 'which blockers leave alone', true],
    ['ping', 'where the browser does not know keepalive', false],
  ])('reports by %s, %s', async (kind, _, knowsKeepalive) => {
    const kinds: string[] = [];
    reader.on('request', (request) => {
      if (request.method() === 'POST') kinds.push(request.resourceType());
    });
    if (!knowsKeepalive) {
      await reader.addInitScript(() => delete (Request.prototype as { keepalive?: boolean }).keepalive);
    }
    expect(await reportsOf(tag('one', ''), 1)).toEqual(['one']);
    expect(kinds).toEqual([kind]);
  });

  it('does not throw where it has no address to report to', async () => {
    const errors: Error[] = [];
    reader.on('pageerror', (error) => errors.push(error));
    const text = await (await fetch(scriptUrl())).text();
    const html = `<script>${text}</script><script data-type="article" data-document-id="one"></script>`;
    expect(await reportsOf(html, 0)).toEqual([]);
    expect(await reportsOf(tag('one', 'data-endpoint="http://"'), 0)).toEqual([]);
    expect(errors).toEqual([]);
  });
});

describe('a content security policy', () => {
  const policy = (connect: string): Record<string, string> => ({
    'Content-Security-Policy': `default-src 'self'; script-src 'nonce-abc'; connect-src ${connect}`,
  });

  it('lets the script report with a nonce and connect-src', async () =>
    expect(await reportsOf(tag('one', 'nonce="abc" async'), 1, policy(site.newsroomUrl))).toEqual(['one']));

  it('lets the script report by the names of hosts', async () => {
    const headers = {
      'Content-Security-Policy': `default-src 'self'; script-src ${site.newsroomUrl}; connect-src ${site.newsroomUrl}`,
    };
    expect(await reportsOf(tag('one', 'type="module"'), 1, headers)).toEqual(['one']);
  });
});

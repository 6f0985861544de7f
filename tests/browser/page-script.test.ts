import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launch, newsroom } from './browser';
import { newReader } from './reading-site';

let articles: string[];
let browser: Browser;
let site: http.Server;

/** A page of another site, that reports the article that its path names. */
const page = (documentId: string, name: string): string =>
  `<!doctype html><title>Reader</title><script async src="${newsroom.url}/content-tracker/${name}" ` +
  `data-type="article" data-document-id="${documentId}" data-locale="vi"></script>`;

const address = (documentId: string, name = 'read.js'): string =>
  `http://127.0.0.1:${(site.address() as AddressInfo).port}/${documentId}/${name}`;

const viewCount = async (documentId: string): Promise<number> =>
  (await (await fetch(`${newsroom.url}/api/articles/${documentId}?fields=viewCount`)).json()).data.viewCount;

/** Waits until the count has come to `expected`, at most a few seconds; returns what it came to. */
const settles = async (documentId: string, expected: number): Promise<number> => {
  const until = Date.now() + 5_000;
  while ((await viewCount(documentId)) < expected && Date.now() < until) {
    await new Promise((next) => setTimeout(next, 50));
  }
  return viewCount(documentId);
};

describe('the script on a page of another site', () => {
  beforeAll(async () => {
    const { data } = await (await fetch(`${newsroom.url}/api/articles?fields=title&sort=id`)).json();
    articles = data.map(({ documentId }: { documentId: string }) => documentId);
    site = http.createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html');
      const [, documentId = '', name = ''] = String(request.url).split('/');
      response.end(page(documentId, name));
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => (site ? site.close(resolve) : resolve(null)));
  });

  it.each(['read.js', 'beacon.js'])(
    'counts one view, and one more for the next reader, as %s',
    async (name) => {
      const id = articles[0] as string;
      const before = await viewCount(id);
      for (const views of [1, 2]) {
        const reader = await (await newReader(browser)).newPage();
        await reader.goto(address(id, name), { waitUntil: 'networkidle' });
        expect(await settles(id, before + views)).toBe(before + views);
      }
    },
  );

  it('counts a reader who leaves at once', async () => {
    const id = articles[1] as string;
    const before = await viewCount(id);
    const reader = await (await newReader(browser)).newPage();
    await reader.goto(address(id), { waitUntil: 'load' });
    await reader.goto('about:blank');
    expect(await settles(id, before + 1)).toBe(before + 1);
  });

  it.each([
    ['is hidden', 'visibilityState', 'hidden', 'visible', 'visibilitychange'],
    ['is prerendered', 'prerendering', true, false, 'prerenderingchange'],
  ])('waits while the page %s', async (_, property, first, then, event) => {
    const id = articles[first === true ? 2 : 3] as string;
    const before = await viewCount(id);
    const context = await newReader(browser);
    await context.addInitScript(
      ([name, value]) =>
        Object.defineProperty(document, name as string, { configurable: true, get: () => value }),
      [property, first] as const,
    );
    const reader = await context.newPage();
    await reader.goto(address(id), { waitUntil: 'networkidle' });
    expect(await viewCount(id)).toBe(before);
    await reader.evaluate(
      ([name, value, change]) => {
        Object.defineProperty(document, name as string, { configurable: true, get: () => value });
        document.dispatchEvent(new Event(change as string));
      },
      [property, then, event] as const,
    );
    expect(await settles(id, before + 1)).toBe(before + 1);
  });
});

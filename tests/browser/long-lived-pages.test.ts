import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser';
import { newReader, openSite, type ReadingSite } from './reading-site';

let browser: Browser;
let site: ReadingSite;
let reader: Page;
const failures: string[] = [];

let articles = 0;
/** Ids of articles that no other test has. */
const newArticles = (): [string, string] => {
  articles += 2;
  return [`article-${articles - 1}`, `article-${articles}`];
};

const declaring = (documentId: string): string =>
  `data-type="article" data-document-id="${documentId}" data-locale="vi"`;
const tag = (attributes = ''): string =>
  `<script async src="${site.newsroomUrl}/content-tracker/read.js" ${attributes}></script>`;

/** Opens a page, and expects what it reports by itself. */
const open = async (html: string, ...expected: string[]): Promise<void> => {
  await reader.goto(site.url + site.add(`<!doctype html>${html}`), { waitUntil: 'networkidle' });
  await expectReports(...expected);
};

/** Expects these reports since the last look, and no others. */
const expectReports = async (...expected: string[]): Promise<void> =>
  expect((await site.reports(reader, expected.length)).sort()).toEqual(expected.sort());

const push = (path: string): Promise<void> => reader.evaluate((to) => history.pushState({}, '', to), path);

/** Declares articles by the documented call. */
const call = (...documentIds: string[]): Promise<void> =>
  reader.evaluate((ids) => {
    const page = window as unknown as { contentTracker?: object[] };
    page.contentTracker ||= [];
    page.contentTracker.push(...ids.map((documentId) => ({ type: 'article', documentId, locale: 'vi' })));
  }, documentIds);

/** Adds a tag of the script, as frameworks do that render one for each article. */
const append = (documentId: string): Promise<void> =>
  reader.evaluate(
    ([src, id]) => {
      const script = document.createElement('script');
      script.src = src as string;
      Object.assign(script.dataset, { type: 'article', documentId: id, locale: 'vi' });
      document.body.append(script);
    },
    [`${site.newsroomUrl}/content-tracker/read.js`, documentId],
  );

/** Leaves for a page without articles and comes back to this one, which has lived on meanwhile. */
const leaveAndReturn = async (): Promise<void> => {
  await reader.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => (document.title = persisted ? 'restored' : 'loaded'));
  });
  await reader.goto(site.url + site.add('<!doctype html><title>Another page</title>'));
  await reader.evaluate(() => history.back());
  await reader.waitForFunction(() => document.title === 'restored');
};

beforeAll(async () => {
  browser = await launch({ keepsPages: true });
  site = await openSite();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  failures.length = 0;
  reader = await (await newReader(browser)).newPage();
  reader.on('pageerror', (error) => failures.push(String(error)));
});
afterEach(async () => {
  await reader.context().close();
  expect(failures).toEqual([]);
});

describe('a page that changes its attributes in place', () => {
  /** Changes the address and the tag, in this order or in that, at once or with promises in between. */
  const go = (path: string, documentId: string, order: string): Promise<void> =>
    reader.evaluate(
      async ([to, id, first]) => {
        const changes = [
          () => history.pushState({}, '', to),
          () => ((document.querySelector('script[data-type]') as HTMLElement).dataset.documentId = id),
        ];
        if (first.startsWith('the tag')) changes.reverse();
        changes[0]?.();
        for (let turn = 0; turn < 5 && first.includes('promise'); turn += 1) await null;
        changes[1]?.();
      },
      [path, documentId, order] as const,
    );

  const orders = [
    'the address',
    'the tag',
    'the address, a promise before the tag',
    'the tag, a promise before the address',
  ];

  it.each(orders)('reports each article once per visit, where it first changes %s', async (order) => {
    const [one, two] = newArticles();
    await open(tag(declaring(one)), one);
    await go('/two', two, order);
    await expectReports(two);
    await go('/one', one, order);
    await expectReports(one);
    await go('/two', two, order);
    await expectReports(two);
    await leaveAndReturn();
    await expectReports(two);
  });

  it('reports an article whose page differs in the query or in a route behind # only', async () => {
    const [one, two] = newArticles();
    await open(tag(declaring(one)), one);
    for (const address of ['?id=', '#/', '#!']) {
      await go(`${address}2`, two, 'address');
      await expectReports(two);
      await go(`${address}1`, one, 'address');
      await expectReports(one);
    }
  });

  it('does not report again what stays on the screen', async () => {
    const [one] = newArticles();
    await open(tag(declaring(one)), one);
    await push('#comments');
    await reader.evaluate(() => history.replaceState({}, '', '?from=newsletter'));
    await reader.evaluate(() => document.body.append('a comment'));
    await push('/about');
    await reader.evaluate(() => document.body.append('about us'));
    await expectReports();
  });

  it('does not report an article that was left before the page was seen', async () => {
    const [one, two] = newArticles();
    await reader.addInitScript(() =>
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' }),
    );
    await open(tag(declaring(one)));
    await go('/two', two, 'address');
    await expectReports();
    await reader.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expectReports(two);
  });
});

describe('a page that loads the script once and calls', () => {
  it('reports what it calls for, before the script has loaded and after', async () => {
    const [one, two] = newArticles();
    const article = JSON.stringify({ type: 'article', documentId: one, locale: 'vi' });
    await open(`<script>(window.contentTracker ||= []).push(${article})</script>${tag()}`, one);
    await push('/two');
    await call(two);
    await call(two);
    await expectReports(two);
    await call(one);
    await push('/one');
    await expectReports(one);
    await push('/two');
    await call(two);
    await expectReports(two);
  });

  it('reports two articles at once, and the last call when the page returns', async () => {
    const [one, two] = newArticles();
    await open(tag());
    await call(one);
    await expectReports(one);
    await call(one, two);
    await expectReports(two);
    await leaveAndReturn();
    await expectReports(one, two);
    await call(two);
    await leaveAndReturn();
    await expectReports(two);
  });

  it('may call with anything', async () => {
    const [one] = newArticles();
    await open(tag());
    await reader.evaluate(() =>
      (window as unknown as { contentTracker: unknown[] }).contentTracker.push(
        null,
        undefined,
        {},
        'article',
        7,
      ),
    );
    await call(one);
    await expectReports(one);
  });
});

describe('Turbo', () => {
  const turbo = fs.readFileSync(createRequire(__filename).resolve('@hotwired/turbo'), 'utf8');

  it.each(['head', 'body'])('reports each visit of an article whose tag is in the %s', async (place) => {
    const [one, two] = newArticles();
    const paths = { [one]: `/${place}-one`, [two]: `/${place}-two`, list: `/${place}-list` };
    const links = Object.values(paths).map((path) => `<a href="${path}">${path}</a>`);
    const inHead = (text: string): string => (place === 'head' ? text : '');
    const inBody = (text: string): string => (place === 'body' ? text : '');
    for (const [id, path] of Object.entries(paths)) {
      const own = id === 'list' ? '' : tag(declaring(id));
      const head = `<head><title>${path}</title><script src="/turbo.js"></script>${inHead(own)}</head>`;
      site.add(`<!doctype html><html>${head}<body>${inBody(own)}${links.join(' ')}</body></html>`, {}, path);
    }
    site.add(turbo, { 'Content-Type': 'text/javascript' }, '/turbo.js');
    const click = async (id: string): Promise<void> => {
      await reader.click(`a[href="${paths[id]}"]`);
      await reader.waitForFunction((title) => document.title === title, paths[id]);
    };
    await reader.goto(`${site.url}${paths[one]}`, { waitUntil: 'networkidle' });
    await reader.evaluate(() => document.documentElement.setAttribute('data-lives', ''));
    await expectReports(one);
    for (const id of [two, one, two]) {
      await click(id);
      await expectReports(id);
    }
    await click('list');
    await expectReports();
    await reader.goBack();
    await expectReports(two);
    await reader.goBack();
    await expectReports(one);
    await leaveAndReturn();
    await expectReports(one);
    expect(await reader.evaluate(() => document.documentElement.hasAttribute('data-lives'))).toBe(true);
  });
});

describe('a page back from the back/forward cache', () => {
  it('reports the article that it shows, and not the one that it showed before pushState', async () => {
    const [one, two] = newArticles();
    await open(tag(declaring(one)), one);
    await push('/two');
    await append(two);
    await expectReports(two);
    await leaveAndReturn();
    await expectReports(two);
  });

  it('reports the article again although its query and its fragment have changed', async () => {
    const [one] = newArticles();
    await open(tag(declaring(one)), one);
    await reader.evaluate(() => history.replaceState({}, '', '?from=newsletter'));
    await push('#comments');
    await expectReports();
    await leaveAndReturn();
    await expectReports(one);
  });

  it('reports nothing where it shows no article any more', async () => {
    const [one] = newArticles();
    await open(tag(declaring(one)), one);
    await push('/about');
    await leaveAndReturn();
    await expectReports();
  });

  it('reports nothing of a tag that was taken away', async () => {
    const [one] = newArticles();
    await open(tag(declaring(one)), one);
    await reader.evaluate(() => document.querySelector('script')?.remove());
    await leaveAndReturn();
    await expectReports();
  });
});

describe('two tags on a page', () => {
  it('report two articles, and both again when the page returns', async () => {
    const [one, two] = newArticles();
    await open(tag(declaring(one)) + tag(declaring(two)), one, two);
    await leaveAndReturn();
    await expectReports(one, two);
  });

  it('report one article once', async () => {
    const [one] = newArticles();
    await open(tag(declaring(one)) + tag(declaring(one)), one);
    await append(one);
    await expectReports();
  });
});

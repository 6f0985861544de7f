import type { Browser, Locator, Page } from 'playwright-core';
import { articles, createEditor, editorPassword, tracker } from '../clients/editors';
import { violationsOn } from './axe';
import { launch, newsroom, screenshot, signIn } from './browser';
import {
  as,
  insights,
  list,
  panelOf,
  publish,
  readBy,
  reportDay,
  send,
  texts,
  written,
  type Article,
} from './tracker-pages';

/** Readers of the articles that are looked at. */
const audience = 80;

const readArticle = async (documentId: string): Promise<Article> =>
  (await send('GET', `/api/articles/${documentId}?locale=vi`)).body.data;

describe.each(['en', 'vi'] as const)('the tracker for editors, with the admin in %s', (language) => {
  const text = texts[language];
  const title = `Cầu mới nối đôi bờ ${language}`;
  let browser: Browser;
  let page: Page;
  let article: Article;
  beforeAll(async () => {
    browser = await launch();
    article = await publish(title);
    await readBy(article.documentId, audience);
    page = await signIn(browser, language);
  });
  afterAll(() => browser?.close());

  const open = async (path: string, seen: string): Promise<void> => {
    await page.goto(`${newsroom.url}${path}`);
    await page.locator(seen).first().waitFor();
  };
  const openArticle = async (locale = 'vi'): Promise<Locator> => {
    await open(`${list}/${article.documentId}?plugins[i18n][locale]=${locale}`, 'input[name=title]');
    const panel = panelOf(page, language);
    await panel.waitFor();
    return panel;
  };

  it('shows the columns Views and First published once each, with explanations', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open(`${list}?plugins[i18n][locale]=vi&_q=${encodeURIComponent(title)}`, 'tbody tr time');
    const row = page.locator('tbody tr', { hasText: title });
    expect(await row.locator('td').nth(2).innerText()).toBe(String(audience));
    expect(await row.locator('time').innerText()).toBe(written(article.firstPublishedAt, language));
    // The site, and what is scheduled: not one request for each row.
    expect(asked.filter((url) => url.includes('/content-tracker/'))).toHaveLength(2);
    const heads = (await page.locator('thead th').allInnerTexts()).map((head) => head.trim().toLowerCase());
    for (const name of [text['column.views'], text['column.firstPublished']]) {
      expect(heads.filter((head) => head === name.toLowerCase())).toHaveLength(1);
    }
    await page.getByRole('button', { name: text['column.about'] }).click();
    await page.getByText(text['about.firstPublished']).waitFor();
    await screenshot(page, `list-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('sorts the list by views', async () => {
    await open(`${list}?plugins[i18n][locale]=vi`, 'tbody tr time');
    for (const [direction, sign] of [
      ['ASC', 1],
      ['DESC', -1],
    ] as const) {
      await page.locator('thead th', { hasText: text['column.views'] }).click();
      await page.waitForURL((url) => decodeURIComponent(url.search).includes(`sort=viewCount:${direction}`));
      await page.waitForFunction((by) => {
        const cells = Array.from(document.querySelectorAll('tbody tr td:nth-child(3)'));
        const numbers = cells.map((cell) => Number(cell.textContent?.replace(/\D/g, '')));
        const first = numbers[0] as number;
        const last = numbers[numbers.length - 1] as number;
        const inOrder = numbers.every(
          (one, index) => index === 0 || (one - (numbers[index - 1] as number)) * by >= 0,
        );
        // Other tests' articles may fill the first page with zeros.
        return inOrder && (by > 0 || first > last);
      }, sign);
    }
  });

  it('shows the panel of a document, its chart by keyboard and as a table', async () => {
    const panel = await openArticle();
    const chart = panel.getByRole('slider');
    await chart.waitFor();
    const said = await panel.innerText();
    expect(said).toContain(text['panel.firstPublished']);
    expect(said).toContain(written(article.firstPublishedAt, language));
    expect(said).toMatch(language === 'en' ? /Last 30 days: 80 views/ : /30 ngày qua: 80 lượt xem/);
    await chart.focus();
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      language === 'en' ? /80 views, 80 unique/ : /80 lượt xem, 80 lượt không trùng/,
    );
    await page.keyboard.press('ArrowLeft');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      language === 'en' ? /0 views, 0 unique/ : /0 lượt xem, 0 lượt không trùng/,
    );
    await panel.getByRole('button', { name: text['chart.showTable'] }).click();
    expect((await panel.locator('tbody tr').first().locator('td').allInnerTexts()).slice(1)).toEqual([
      String(audience),
      String(audience),
    ]);
    await screenshot(page, `panel-${language}`);
    expect(await violationsOn(page)).toEqual([]);
  });

  it('adds no field to the form, even where the settings of the form have one', async () => {
    const path = '/content-manager/content-types/api::article.article/configuration';
    const { contentType } = (await send('GET', path, undefined, as(newsroom.adminToken))).body.data;
    const { settings, layouts } = contentType;
    // The answer says of relations what the question may not.
    const metadatas = Object.fromEntries(
      Object.entries<any>(contentType.metadatas).map(([name, { edit, list }]) => [
        name,
        { edit, list: { ...list, mainField: undefined } },
      ]),
    );
    const edit = [...layouts.edit, [{ name: 'viewCount', size: 4 }]];
    const body = { settings, metadatas, layouts: { ...layouts, edit } };
    expect((await send('PUT', path, body, as(newsroom.adminToken))).status).toBe(200);
    await openArticle();
    expect(await page.locator('input[name=slug]').count()).toBe(1);
    expect(await page.locator('input[name=viewCount]').count()).toBe(0);
    await send('PUT', path, { settings, metadatas, layouts }, as(newsroom.adminToken));
  });

  it('explains the empty panel before the first publication', async () => {
    const panel = await openArticle('en');
    await panel.getByText(text['panel.unpublished']).waitFor();
    await open(`${list}/create?plugins[i18n][locale]=vi`, 'input[name=title]');
    await panelOf(page, language).getByText(text['panel.unpublished']).waitFor();
  });

  it('backdates an article in the panel, and the content API has the new date', async () => {
    const panel = await openArticle();
    await panel.getByRole('button', { name: text['backdate.open'] }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[name=firstPublishedAt]').fill('2999-01-01T00:00');
    await dialog.getByText(text['backdate.future']).waitFor();
    await dialog.locator('input[name=firstPublishedAt]').fill('2016-10-07T11:35');
    await dialog.getByRole('button', { name: text['backdate.submit'], exact: true }).click();
    await dialog.getByText(text['reason.needed']).waitFor();
    await screenshot(page, `correction-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    expect((await readArticle(article.documentId)).firstPublishedAt).toBe(article.firstPublishedAt);
    await dialog.locator('textarea').fill('Theo báo in');
    await dialog.getByRole('button', { name: text['backdate.submit'], exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await panel.getByText(written('2016-10-07T04:35:00Z', language)).waitFor();
    expect((await readArticle(article.documentId)).firstPublishedAt).toBe('2016-10-07T04:35:00.000Z');
  });

  it('shows in the timeline who backdated the article, and why', async () => {
    const panel = await openArticle();
    await panel.getByRole('button', { name: language === 'en' ? /^Timeline/ : /^Nhật ký/ }).click();
    const dialog = page.getByRole('dialog');
    const newest = dialog.getByRole('listitem').first();
    await newest.getByText(text['timeline.backdated']).waitFor();
    const said = await newest.innerText();
    expect(said).toContain('Test Admin');
    expect(said).toContain('Theo báo in');
    expect(said).toContain(written('2016-10-07T04:35:00Z', language));
    await screenshot(page, `timeline-${language}`);
    expect(await violationsOn(page)).toEqual([]);
  });

  it('shows the most viewed and the newest documents on the home page, with links', async () => {
    const latest = await publish(`Tin vừa lên ${language}`);
    // Other tests publish too: what counts is what the page was told.
    const told = (path: string) =>
      page.waitForResponse((response) => response.url().includes(`/content-tracker/home/${path}`));
    const [justPublished, mostViewed] = await Promise.all([
      told('just-published'),
      told('most-viewed'),
      open('/admin', 'ol li a'),
    ]);
    const widget = (name: string) => page.locator('section', { hasText: name }).locator('ol li');
    await page.getByRole('link', { name: latest.title }).waitFor();
    for (const [name, response] of [
      [text['home.justPublished'], justPublished],
      [text['home.mostViewed'], mostViewed],
    ] as const) {
      const expected: (Article & { views: number })[] = (await response.json()).data;
      const said = await widget(name).allInnerTexts();
      expect(said).toHaveLength(expected.length);
      expected.forEach(({ title, views }, index) => {
        expect(said[index]).toContain(title);
        const counted = new Intl.NumberFormat(language).format(views);
        expect(said[index]).toMatch(new RegExp(`${counted} ${language === 'vi' ? 'lượt xem' : 'views?'}`));
      });
    }
    await screenshot(page, `home-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('link', { name: latest.title }).click();
    await page.waitForURL((url) => url.pathname.endsWith(`/${latest.documentId}`));
  });

  it('shows views and refusals in Insights, and exports them as CSV', async () => {
    // Today other tests have more views, and what they have looked at is remembered for a minute.
    const day = new Date(Date.now() - (language === 'en' ? 3 : 5) * 86_400_000).toISOString().slice(0, 10);
    const { documentId } = await publish(`Đọc mấy hôm trước ${language}`);
    await reportDay(documentId, day, audience);
    await open(`${insights}?type=article&locale=vi&period=custom&from=${day}&to=${day}`, 'table');
    const section = (name: string) => page.getByRole('region', { name });
    const mostViewed = section(text['insights.mostViewed']);
    const row = mostViewed.locator('tbody tr', { hasText: `Đọc mấy hôm trước ${language}` });
    await row.waitFor();
    expect(await row.locator('td').nth(1).innerText()).toBe(String(audience));
    expect(await row.locator('td').nth(3).innerText()).toBe(text['change.fromNothing']);
    const bots = section(text['insights.refusals']).locator('tbody tr').first().locator('td');
    expect(await bots.first().locator('p').first().innerText()).toBe(text['refusal.bot']);
    expect(Number(await bots.last().innerText())).toBeGreaterThan(0);
    await screenshot(page, `insights-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await mostViewed.getByRole('button').click();
    expect((await download).suggestedFilename()).toBe(`most-viewed-article-vi-${day}.csv`);
  });

  it('keeps the period and filters of Insights in the address', async () => {
    await open(`${insights}?type=article&locale=vi&period=24h`, 'table');
    await page.getByRole('combobox', { name: text['filters.period'] }).click();
    await page.getByRole('option', { name: text['period.30d'] }).click();
    await page.waitForURL((url) => url.searchParams.get('period') === '30d');
    await page.getByRole('combobox', { name: text['filters.type'] }).click();
    await page.getByRole('option').last().click();
    await page.waitForURL((url) => url.searchParams.get('type') === 'event');
    await page.reload();
    await page.getByRole('combobox', { name: text['filters.period'] }).waitFor();
    expect(await page.getByRole('combobox', { name: text['filters.period'] }).innerText()).toBe(
      text['period.30d'],
    );
    await page.goBack();
    await page.waitForURL((url) => url.searchParams.get('type') === 'article');
  });

  it('fits a narrow window', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await open(`${insights}?type=article&locale=vi&period=7d`, 'table');
    await screenshot(page, `insights-narrow-${language}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});

describe('the tracker for an editor whose role may not read it', () => {
  let browser: Browser;
  let page: Page;
  let token: string;
  let article: Article;
  beforeAll(async () => {
    browser = await launch();
    article = await publish('Không dành cho mọi người');
    await readBy(article.documentId, 1);
    const someone = await createEditor(newsroom, articles(['read', 'update', 'publish']));
    token = someone.token;
    page = await signIn(browser, 'en', { email: someone.email, password: editorPassword });
  });
  afterAll(() => browser?.close());

  it('shows no column, no panel, no widget and no page', async () => {
    await page.goto(`${newsroom.url}${list}?plugins[i18n][locale]=vi`);
    await page.locator('tbody tr').first().waitFor();
    const heads = (await page.locator('thead').innerText()).toLowerCase();
    expect(heads).not.toContain(texts.en['column.views'].toLowerCase());
    expect(heads).not.toContain(texts.en['column.firstPublished'].toLowerCase());
    expect(await page.getByRole('button', { name: texts.en['column.about'] }).count()).toBe(0);
    await page.goto(`${newsroom.url}${list}/${article.documentId}?plugins[i18n][locale]=vi`);
    await page.getByRole('button', { name: 'Publish' }).waitFor();
    expect(await panelOf(page, 'en').count()).toBe(0);
    await page.goto(`${newsroom.url}/admin`);
    await page.getByText('Last edited entries').waitFor();
    expect(await page.getByText(texts.en['home.mostViewed']).count()).toBe(0);
    expect(await page.getByRole('link', { name: texts.en['insights.title'] }).count()).toBe(0);
    await page.goto(`${newsroom.url}${insights}`);
    await page
      .getByText(/permission/i)
      .first()
      .waitFor();
    await screenshot(page, 'insights-forbidden');
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('is refused by the routes too', async () => {
    for (const path of [
      'home/most-viewed',
      `views/article/${article.documentId}`,
      'most-viewed.csv?type=article',
    ]) {
      expect((await send('GET', `/content-tracker/${path}`, undefined, as(token))).status).toBe(403);
    }
  });

  it('shows views without backdating and export to a role that may only read', async () => {
    const reader = await createEditor(newsroom, [...articles(['read', 'update']), ...tracker(['read'])]);
    const its = await signIn(browser, 'en', { email: reader.email, password: editorPassword });
    await its.goto(`${newsroom.url}${list}/${article.documentId}?plugins[i18n][locale]=vi`);
    await panelOf(its, 'en').getByRole('slider').waitFor();
    expect(await its.getByRole('button', { name: texts.en['backdate.open'] }).count()).toBe(0);
    await its.goto(`${newsroom.url}${insights}`);
    await its.getByRole('region', { name: texts.en['insights.refusals'] }).waitFor();
    expect(await its.getByRole('button', { name: /CSV/ }).count()).toBe(0);
    const correction = `/content-tracker/publishing/article/${article.documentId}/correction`;
    const body = { firstPublishedAt: '2016-10-07T11:35:00+07:00', reason: 'x', locale: 'vi' };
    expect((await send('POST', correction, body, as(reader.token))).status).toBe(403);
  });
});

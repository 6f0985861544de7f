import type { Browser, Page } from 'playwright-core';
import { violationsOn } from './axe';
import { launch, newsroom, screenshot, signIn } from './browser';
import { as, insights, list, panelOf, publish, readBy, send, texts } from './tracker-pages';

describe.each(['en', 'vi'] as const)('floods and views taken off, with the admin in %s', (language) => {
  const text = texts[language];
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch();
    page = await signIn(browser, language);
  });
  afterAll(() => browser?.close());

  const open = async (path: string, seen: string): Promise<void> => {
    await page.goto(`${newsroom.url}${path}`);
    await page.locator(seen).first().waitFor();
  };

  it('takes views off in the panel, and the timeline tells who, how many and why', async () => {
    const flooded = await publish(`Bị dồn lượt xem ${language}`);
    await readBy(flooded.documentId, 9);
    await open(`${list}/${flooded.documentId}?plugins[i18n][locale]=vi`, 'input[name=title]');
    const panel = panelOf(page, language);
    await panel.getByRole('button', { name: text['takeOff.open'] }).click();
    const dialog = page.getByRole('dialog');
    const submit = dialog.getByRole('button', { name: text['takeOff.submit'], exact: true });
    await dialog.getByText(language === 'en' ? /^9 views were counted/ : /có 9 lượt xem/).waitFor();
    await dialog.locator('input[name=to]').fill('2999-01-01T00:00');
    await dialog.getByText(text['takeOff.future']).waitFor();
    await dialog.getByRole('button', { name: text.cancel }).click();
    await panel.getByRole('button', { name: text['takeOff.open'] }).click();
    await dialog.locator('input[name=views]').fill('10');
    await dialog.getByText(text['takeOff.tooMany'].replace('{counted}', '9')).waitFor();
    await dialog.locator('input[name=views]').fill('7');
    await submit.click();
    await dialog.getByText(text['reason.needed']).waitFor();
    await screenshot(page, `take-off-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    await dialog.locator('textarea').fill('Một chương trình tự báo');
    await submit.click();
    await dialog.waitFor({ state: 'detached' });
    await panel.getByText('2', { exact: true }).first().waitFor();
    await panel.getByRole('button', { name: language === 'en' ? /^Timeline/ : /^Nhật ký/ }).click();
    const newest = dialog.getByRole('listitem').first();
    await newest.getByText(text['timeline.views-taken-off']).waitFor();
    const said = await newest.innerText();
    expect(said).toContain('Một chương trình tự báo');
    expect(said).toMatch(language === 'en' ? /7 views, counted from/ : /7 lượt xem, tính từ/);
    await screenshot(page, `take-off-timeline-${language}`);
  });

  it('names in Insights the documents that floods were aimed at', async () => {
    const { documentId, title } = await publish(`Mục tiêu dồn lượt ${language}`);
    const views = Array.from({ length: 200 }, (_, reader) => ({
      type: 'article',
      documentId,
      locale: 'vi',
      at: new Date(Date.now() - 5_000).toISOString(),
      address: language === 'en' ? '203.0.113.91' : '203.0.113.92',
      agent: `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/flood${reader} Firefox/140.0`,
      eventId: `browser-${language}-${reader}`,
    }));
    await send('POST', '/api/content-tracker/views/batch', { views }, as(newsroom.apiToken));
    await open(`${insights}?type=article&locale=vi&period=7d`, 'table');
    const table = page.getByRole('table', { name: text['floods.title'] });
    await table.getByRole('link', { name: title }).waitFor();
    await page.getByText(text['refusal.flood'], { exact: true }).waitFor();
    await table.scrollIntoViewIfNeeded();
    await screenshot(page, `floods-${language}`);
    expect(await violationsOn(page)).toEqual([]);
  });
});

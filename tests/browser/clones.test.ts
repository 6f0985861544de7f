import type { Browser, Page } from 'playwright-core';
import { launch, newsroom, screenshot, signIn } from './browser';

const articles = '/admin/content-manager/collection-types/api::article.article';

/** A published article of the test's own. */
const publish = async (title: string): Promise<string> => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${newsroom.apiToken}` };
  const body = JSON.stringify({ data: { title, body: '…' } });
  const answer = await fetch(`${newsroom.url}/api/articles?locale=vi`, { method: 'POST', headers, body });
  return (await answer.json()).data.documentId;
};

describe('a clone', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch();
    page = await signIn(browser, 'en');
    page.setDefaultTimeout(10_000);
  });
  afterAll(() => browser?.close());

  it('is made from the list at once, with a slug of its own', async () => {
    await publish('Nhân bản từ danh sách');
    await page.goto(
      `${newsroom.url}${articles}?plugins[i18n][locale]=vi&_q=${encodeURIComponent('nhân bản từ danh')}`,
    );
    await page.locator('tbody tr').first().getByRole('button').last().click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await page.waitForSelector('input[name=slug]');
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[name=slug]')?.value !== '',
    );
    expect(await page.inputValue('input[name=slug]')).toBe('nhan-ban-tu-danh-sach-2');
  });

  it('has no views and no date in its form, and can be saved unchanged', async () => {
    const documentId = await publish('Nhân bản bằng biểu mẫu');
    await page.goto(`${newsroom.url}${articles}/clone/${documentId}?plugins[i18n][locale]=vi`);
    await page.getByText(/Not published in this language yet/).waitFor();
    expect(await page.getByRole('button', { name: 'Correct the publication date' }).count()).toBe(0);
    expect(await page.inputValue('input[name=slug]')).toBe('');
    await screenshot(page, 'clone');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL((url) => !url.pathname.includes('/clone/'));
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[name=slug]')?.value !== '',
    );
    expect(await page.inputValue('input[name=slug]')).toBe('nhan-ban-bang-bieu-mau-2');
  });
});

it('closing the timeline returns the focus to the button that opened it', async () => {
  const browser = await launch();
  const page = await signIn(browser, 'en');
  page.setDefaultTimeout(10_000);
  const documentId = await publish('Trả lại bàn phím');
  await page.goto(`${newsroom.url}${articles}/${documentId}?plugins[i18n][locale]=vi`);
  const open = page.getByRole('button', { name: /^Timeline/ });
  await open.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() => /^Timeline/.test(document.activeElement?.textContent ?? ''));
  await browser.close();
});

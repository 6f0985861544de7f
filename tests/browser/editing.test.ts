import type { Browser, Page } from 'playwright-core';
import { launch, newsroom, screenshot, signIn } from './browser';
import { publish } from './tracker-pages';

const articles = '/admin/content-manager/collection-types/api::article.article';

describe.each(['en', 'vi'] as const)('an editor, with the admin in %s', (language) => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch();
    page = await signIn(browser, language);
  });
  afterAll(() => browser?.close());

  it('sees the articles, their labels in the language of the admin', async () => {
    await page.goto(`${newsroom.url}${articles}?plugins[i18n][locale]=vi`);
    await page.waitForSelector('tbody tr');
    await screenshot(page, `articles-${language}`);
    expect(await page.locator('thead').textContent()).toContain(language === 'vi' ? 'Tiêu đề' : 'Title');
  });

  it('gets a slug in Vietnamese spelling from the Regenerate button', async () => {
    await page.goto(`${newsroom.url}${articles}/create?plugins[i18n][locale]=vi`);
    await page.fill('input[name=slug]', 'khong-phai');
    await page.fill('input[name=title]', `Đường sắt đô thị ${language}`);
    await page.locator('input[name=slug]').locator('xpath=..').getByRole('button').first().click();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[name=slug]')?.value !== 'khong-phai',
    );
    expect(await page.inputValue('input[name=slug]')).toBe(`duong-sat-do-thi-${language}`);
    await screenshot(page, `article-${language}`);
  });

  it('does not see an article as modified because it was read', async () => {
    const { documentId } = await publish(`Đọc mà không sửa ${language}`);
    const body = JSON.stringify({ type: 'article', documentId });
    const headers = {
      'User-Agent': `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ${language}`,
    };
    const view = await fetch(`${newsroom.url}/api/content-tracker/views`, { method: 'POST', headers, body });
    expect(view.status).toBe(204);
    await page.goto(`${newsroom.url}${articles}/${documentId}?plugins[i18n][locale]=vi`);
    await page.waitForSelector('input[name=title]');
    const badges = await page
      .locator('main')
      .getByText(/^(Published|Đã xuất bản|Modified|Có thay đổi)$/i)
      .allInnerTexts();
    expect(badges.join()).toMatch(/Published|Đã xuất bản/i);
    expect(badges.join()).not.toMatch(/Modified|Có thay đổi/i);
  });
});

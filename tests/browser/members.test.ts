import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { launch, newsroom, screenshot, signIn } from './browser';

const articles = '/admin/content-manager/collection-types/api::article.article';
const words = {
  en: { save: 'Save', publish: 'Publish', unpublish: 'Unpublish' },
  vi: { save: 'Lưu', publish: 'Xuất bản', unpublish: 'Gỡ bài' },
} as const;
const password = 'Newsroom-Test-1';

const ask = async (method: string, route: string, body?: object): Promise<any> => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${newsroom.adminToken}` };
  const answer = await fetch(`${newsroom.url}/admin/${route}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  return (await answer.json()).data;
};

/** Somebody who was given one of Strapi's own roles, as an administrator does it, and nothing else. */
const join = async (code: string): Promise<{ email: string; password: string }> => {
  const role = (await ask('GET', 'roles')).find((one: any) => one.code === code);
  const person = {
    firstname: 'An',
    lastname: 'Lê',
    email: `${randomUUID()}@newsroom.example`,
    roles: [role.id],
  };
  const { id } = await ask('POST', 'users', person);
  await ask('PUT', `users/${id}`, { ...person, password, isActive: true });
  return { email: person.email, password };
};

describe.each([
  ['Editor', 'vi'],
  ['Author', 'en'],
] as const)('a fresh %s, with the admin in %s', (role, language) => {
  const word = words[language];
  const title = `Ngày đầu của ${role} ${language}`;
  let browser: Browser;
  let page: Page;
  let address: string;
  /** What went wrong behind the page. */
  const refused: string[] = [];

  beforeAll(async () => {
    browser = await launch();
    page = await signIn(browser, language, await join(`strapi-${role.toLowerCase()}`));
    page.setDefaultTimeout(10_000);
    page.on('response', (response) => {
      const isOurs =
        response.url().includes('/content-manager/') || response.url().includes('/content-tracker/');
      if (isOurs && [401, 403, 500].includes(response.status())) {
        refused.push(`${response.status()} ${response.url()}`);
      }
    });
  });
  afterAll(() => browser?.close());

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const write = async (text: string): Promise<void> => {
    await page.fill('input[name=title]', text);
    await page.click('.CodeMirror');
    await page.keyboard.type('Nội dung.');
  };
  const save = async (): Promise<void> => {
    const saved = page.waitForResponse((response) => ['POST', 'PUT'].includes(response.request().method()));
    await button(word.save).click();
    expect((await saved).status()).toBeLessThan(300);
  };
  const isFine = async (): Promise<void> => {
    expect(await page.getByText(/Forbidden|An error occurred|Đã xảy ra lỗi|Rất tiếc/).count()).toBe(0);
  };

  it('writes an article', async () => {
    await page.goto(`${newsroom.url}${articles}/create?plugins[i18n][locale]=vi`);
    await write(title);
    await save();
    await page.waitForURL((url) => /api::article\.article\/[a-z0-9]{20,}/.test(url.pathname));
    await isFine();
    address = page.url();
  });

  it('translates the article', async () => {
    const [path] = address.split('?');
    await page.goto(`${path}?plugins[i18n][locale]=en`);
    await page.waitForSelector('input[name=title]');
    // The tracker is asked of a language that is not there yet, and says no more than that.
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(500);
    await page.getByText(/Not published in this language yet|Nội dung này chưa được xuất bản/).waitFor();
    refused.splice(0);
    await write(`${title} in English`);
    await save();
    await page.reload();
    await page.waitForSelector('input[name=title]');
    expect(await page.inputValue('input[name=title]')).toBe(`${title} in English`);
    await isFine();
  });

  it(role === 'Editor' ? 'publishes and unpublishes the article' : 'publishes nothing', async () => {
    await page.goto(address);
    await page.waitForSelector('input[name=title]');
    if (role === 'Author') {
      // Strapi shows it until it knows the role.
      await button(word.publish).waitFor({ state: 'detached' });
      return;
    }
    for (const action of ['publish', 'unpublish'] as const) {
      if (action === 'unpublish') {
        await page
          .getByRole('button', { name: /More document actions|Thao tác khác với nội dung/ })
          .first()
          .click();
      }
      const done = page.waitForResponse((response) => response.url().includes(`/actions/${action}`));
      const kind = action === 'publish' ? 'button' : 'menuitem';
      await page.getByRole(kind, { name: word[action], exact: true }).click();
      expect((await done).status()).toBe(200);
      await page.waitForTimeout(300);
    }
    await isFine();
  });

  it('finds it by its title in small letters', async () => {
    const search = encodeURIComponent(title.toLowerCase());
    await page.goto(`${newsroom.url}${articles}?plugins[i18n][locale]=vi&_q=${search}`);
    await page.getByText(title, { exact: true }).first().waitFor();
    await screenshot(page, `member-${role}-${language}`);
    await page.goto(`${newsroom.url}/admin`);
    await page.waitForLoadState('networkidle');
    await isFine();
    await screenshot(page, `member-home-${role}-${language}`);
    expect(refused).toEqual([]);
  });
});

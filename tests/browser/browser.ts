import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { connectTo, root } from '../servers/databases';
import { admin, type Newsroom } from '../servers/newsroom';

/** Found by jest.config.mjs, without which there are no tests in a browser. */
const executablePath = process.env.CHROMIUM;

const shared = JSON.parse(process.env.NEWSROOM_browser ?? 'null') as Newsroom & {
  env: Record<string, string>;
};
export const newsroom: Newsroom = shared;

/** A way into the server's database, past it. */
export const connectToDatabase = () => connectTo(shared.env);

/** @param options.keepsPages whether a page that was left can return as it was, which Playwright switches off */
export const launch = ({ keepsPages = false } = {}): Promise<Browser> =>
  chromium.launch({
    executablePath,
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export type Language = 'en' | 'vi';

type Account = Pick<typeof admin, 'email' | 'password'>;

const ask = async (method: string, route: string, body?: object): Promise<any> => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${newsroom.adminToken}` };
  const options = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return (await (await fetch(`${newsroom.url}/admin/${route}`, options)).json()).data;
};

/** An account of its own for each session: Strapi lets one sign in five times in five minutes. */
const createSuperAdmin = async (): Promise<Account> => {
  const role = (await ask('GET', 'roles')).find(({ code }: any) => code === 'strapi-super-admin');
  const { firstname, lastname, password } = admin;
  const person = { firstname, lastname, email: `${randomUUID()}@newsroom.example`, roles: [role.id] };
  const { id } = await ask('POST', 'users', person);
  await ask('PUT', `users/${id}`, { ...person, password, isActive: true });
  return { email: person.email, password };
};

/** Signs in through the form, as an editor does, with the admin in the given language. */
export const signIn = async (browser: Browser, language: Language, who?: Account): Promise<Page> => {
  const { email, password } = who ?? (await createSuperAdmin());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript((code) => {
    localStorage.setItem('strapi-admin-language', code);
    // Strapi's tour would stand before every page.
    const tour = { tours: {}, enabled: false, hidden: true, completedActions: [] };
    localStorage.setItem('STRAPI_GUIDED_TOUR', JSON.stringify(tour));
  }, language);
  const page = await context.newPage();
  await page.goto(`${newsroom.url}/admin/auth/login`);
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await page.click('button[type=submit]');
  await page.waitForURL((url) => !url.pathname.includes('/auth/'));
  // Strapi's announcement stands above every page until it is sent away.
  await page
    .getByRole('button', { name: /close|đóng/i })
    .first()
    .click();
  // What the home page asks for is not mistaken for what the next one does.
  await page.waitForLoadState('networkidle');
  return page;
};

/** Keeps a picture for people to look at, in `.tmp/screens`. */
export const screenshot = async (page: Page, name: string): Promise<void> => {
  const folder = path.join(root, '.tmp', 'screens');
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
};

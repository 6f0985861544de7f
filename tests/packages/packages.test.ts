import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import tracker from '../../src/plugins/content-tracker/admin/src/translations/en.json';
import delivery from '../../src/plugins/webhook-delivery/admin/src/translations/en.json';
import { startReceiver, until, type Receiver } from '../clients/receiver';
import { root } from '../servers/databases';
import { admin, signIn, type Newsroom } from '../servers/newsroom';
import { createFolder, createProject, packPlugins, type Package, type Project, type Server } from './project';

const names = ['content-tracker', 'webhook-delivery'];
const headline = 'Published before the plugins';
const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

interface Story {
  readonly documentId: string;
  /** Older than its publication, and so the oldest date that is known of it. */
  readonly createdAt: string;
}

let folder: string;
let packages: Map<string, Package>;
let receiver: Receiver;
let site: string;
let project: Project;
let before: { published: Story; draft: Story };
let server: Server;
let keys: Newsroom;

/** The configuration that a plugin's README tells people to write, with a type of this project. */
const configurationInReadme = (name: string): string => {
  const readme = fs.readFileSync(path.join(root, 'src', 'plugins', name, 'README.md'), 'utf8');
  const [, code] = /## Install\n[^]*?```js\n(\/\/ config\/plugins\.js\n[^]*?)```/.exec(readme) ?? [];
  if (code === undefined) throw new Error(`the README of ${name} has no config/plugins.js to copy`);
  return code
    .replaceAll('api::article.article', 'api::story.story')
    .replace(
      "// config: { allowedAddresses: ['10.1.0.0/16'] }",
      "config: { allowedAddresses: ['127.0.0.1'] }",
    );
};

/** What both READMEs say, one after the other. */
const installPlugins = async (): Promise<void> => {
  await project.install(...names.map((name) => (packages.get(name) as Package).tarball));
  for (const name of names) project.write(`${name}.js`, configurationInReadme(name));
  const parts = names.map((name) => `...require('../${name}.js')`);
  project.write(path.join('config', 'plugins.js'), `module.exports = { ${parts.join(', ')} };\n`);
  await project.execute(['npm', 'run', 'build']);
};

beforeAll(async () => {
  folder = createFolder();
  receiver = await startReceiver();
  site = receiver.pathFor('ok');
  project = createProject(folder, { RECEIVER: receiver.urlOf(site) });
  // Strapi's own tool says no where a plugin is not whole.
  packages = await packPlugins(names, folder);
  await project.install();
  const printed = await project.execute([process.execPath, 'first-life.js']);
  before = JSON.parse(/^RESULT (.*)$/m.exec(printed)?.[1] ?? 'null');
  await installPlugins();
  server = await project.start();
  keys = await signIn(server.url);
}, 900_000);

afterAll(async () => {
  await server?.stop();
  receiver?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

const send = async (method: string, route: string, body?: object): Promise<{ status: number; body: any }> => {
  const token = route.startsWith('/api/') ? keys.apiToken : keys.adminToken;
  const response = await fetch(`${server.url}${route}`, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, 'User-Agent': agent },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text && JSON.parse(text) };
};

const readStory = async ({ documentId }: Story) =>
  (await send('GET', `/api/stories/${documentId}`)).body.data;

describe.each(names)('the package %s', (name) => {
  it('has its entries, its README and its licence, and nothing of the sources', () => {
    const { files } = packages.get(name) as Package;
    const parts = ['admin', 'server'].flatMap((part) =>
      ['index.js', 'index.mjs', 'src/index.d.ts'].map((file) => `dist/${part}/${file}`),
    );
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', ...parts]));
    const others = files.filter((file) => !/^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(file));
    expect(others.filter((file) => !/^dist\/.*\.(js|mjs|d\.ts)$/.test(file))).toEqual([]);
  });

  it('needs nothing of the kit, which nobody else has', () => {
    const home = path.join(project.home, 'node_modules', name);
    const { dependencies, peerDependencies, scripts } = JSON.parse(
      fs.readFileSync(path.join(home, 'package.json'), 'utf8'),
    );
    expect(Object.keys({ ...dependencies, ...peerDependencies })).not.toContain('newsroom-plugin-kit');
    expect(Object.keys(scripts).filter((script) => script.endsWith('install'))).toEqual([]);
    const { files } = packages.get(name) as Package;
    const naming = files.filter(
      (file) =>
        /\.(js|mjs|d\.ts)$/.test(file) &&
        fs.readFileSync(path.join(home, file), 'utf8').includes('newsroom-plugin-kit'),
    );
    expect(naming).toEqual([]);
    expect(fs.existsSync(path.join(project.home, 'node_modules', 'newsroom-plugin-kit'))).toBe(false);
  });
});

it.each([
  ['node16', 'node16'],
  ['esnext', 'bundler'],
])('the types of both are there for a project in TypeScript (%s, %s)', async (module, moduleResolution) => {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--esModuleInterop', '--target', 'es2022'];
  const resolution = ['--module', module, '--moduleResolution', moduleResolution];
  await project.execute([process.execPath, compiler, ...options, ...resolution, 'types.ts']);
});

describe('in a project that has content of its own', () => {
  it('dates what was published before by the oldest date known, and says so in the log', async () => {
    const { published } = before;
    expect((await readStory(published)).firstPublishedAt).toBe(published.createdAt);
    const log = await send('GET', `/content-tracker/publishing/story/${published.documentId}?locale=en`);
    expect(log.body.data.entries.map(({ action }: { action: string }) => action)).toEqual(['imported']);
  });

  it('leaves a draft from before without a date', async () => {
    const log = await send('GET', `/content-tracker/publishing/story/${before.draft.documentId}?locale=en`);
    expect(log.body.data.firstPublishedAt).toBeNull();
  });

  it('counts a view of it', async () => {
    const { documentId } = before.published;
    const view = { type: 'story', documentId, locale: 'en' };
    expect((await send('POST', '/api/content-tracker/views', view)).status).toBe(204);
    const count = await until(
      async () => (await readStory(before.published)).viewCount as number,
      (views) => views > 0,
    );
    expect(count).toBe(1);
  });

  it('tells a webhook from before of a publication, signed', async () => {
    const { documentId } = before.draft;
    const publish = `/content-manager/collection-types/api::story.story/${documentId}/actions/publish`;
    const text = 'Published after the plugins';
    expect((await send('POST', `${publish}?locale=en`, { headline: text, text })).status).toBe(200);
    const [message] = await receiver.about(site, text);
    expect(message?.headers['webhook-signature']).toMatch(/^v1,/);
    expect(JSON.parse(message?.body ?? 'null')).toMatchObject({
      event: 'entry.publish',
      entry: { documentId },
    });
  });
});

it('starts without an error of theirs in the log', () => {
  const lines = server.readLog().split('\n');
  expect(lines.filter((line) => /error.*(content-tracker|webhook-delivery):/.test(line))).toEqual([]);
});

describe('for its editors, in a browser', () => {
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    const flags = ['headless', 'no-sandbox', 'disable-gpu', 'disable-background-networking'];
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: [...flags, 'disable-component-update', 'disable-sync'].map((flag) => `--${flag}`),
    });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addInitScript(() => {
      localStorage.setItem('strapi-admin-language', 'en');
      const tour = { tours: {}, enabled: false, hidden: true, completedActions: [] };
      localStorage.setItem('STRAPI_GUIDED_TOUR', JSON.stringify(tour));
    });
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(`${server.url}/admin/auth/login`);
    await page.fill('input[name=email]', admin.email);
    await page.fill('input[name=password]', admin.password);
    await page.click('button[type=submit]');
    await page.waitForURL((url) => !url.pathname.includes('/auth/'));
  });
  afterEach(() => expect(problems).toEqual([]));
  afterAll(() => browser?.close());

  const open = (route: string) => page.goto(`${server.url}/admin${route}`);
  /** Keeps a picture for people to look at, in `.tmp/screens`. */
  const keepPicture = async (name: string): Promise<void> => {
    const pictures = path.join(root, '.tmp', 'screens');
    fs.mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: path.join(pictures, `packages-${name}.png`) });
  };
  const list = '/content-manager/collection-types/api::story.story';

  it('the list has both columns', async () => {
    await open(list);
    const row = page.locator('tbody tr', { hasText: headline });
    await row.locator('time').first().waitFor();
    const heads = (await page.locator('thead th').allInnerTexts()).map((head) => head.trim().toLowerCase());
    const views = heads.indexOf(tracker['column.views'].toLowerCase());
    expect(heads).toContain(tracker['column.firstPublished'].toLowerCase());
    expect(await row.locator('td').nth(views).innerText()).toBe('1');
    await keepPicture('list');
  });

  it('the panel has the numbers and the dates', async () => {
    await open(`${list}/${before.published.documentId}?plugins[i18n][locale]=en`);
    const panel = page.locator('aside', { has: page.getByRole('heading', { name: tracker['panel.title'] }) });
    await panel.getByText('Last 30 days: 1 view').waitFor();
    await panel.getByText(tracker['panel.firstPublished'], { exact: true }).waitFor();
    await keepPicture('panel');
  });

  it('Insights lists what was read', async () => {
    await open('/plugins/content-tracker');
    await page.getByRole('link', { name: headline }).first().waitFor();
    await keepPicture('insights');
  });

  it('the page of webhooks has the delivery', async () => {
    await open('/settings/webhook-delivery');
    await page.getByRole('heading', { name: delivery['page.title'] }).waitFor();
    await page.locator('tbody').getByText(delivery['state.delivered']).first().waitFor();
    await keepPicture('webhooks');
  });
});

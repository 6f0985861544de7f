import type { Knex } from 'knex';
import type { Browser, Locator, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { keyOf, startReceiver, type Received, type Receiver } from '../clients/receiver';
import { violationsOn } from './axe';
import { connectToDatabase, launch, newsroom, screenshot, signIn } from './browser';

const deliveries = '/admin/settings/webhook-delivery';
const name = 'Downstream site';

const call = async (method: string, path: string, token: string, body?: unknown): Promise<any> => {
  const response = await fetch(`${newsroom.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
};

const publish = (title: string) =>
  call('POST', '/api/articles?locale=vi', newsroom.apiToken, { data: { title, body: 'Nội dung.' } });

/** What a receiver does with each message; throws where the signature is not by this secret. */
const verify = (secret: string, { headers, body }: Received): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

let browser: Browser;
let page: Page;
let site: Receiver;
let place: string;
let db: Knex;
let webhook: number;
let endpoint: number;

const setUp = async (): Promise<void> => {
  site = await startReceiver();
  place = site.pathFor('ok');
  db = connectToDatabase();
  const events = JSON.stringify(['entry.publish']);
  const row = { name, url: site.urlOf(place), headers: '{}', events, enabled: true };
  [webhook] = await db('strapi_webhooks').insert(row);
  endpoint = await keyOf((method, path) => call(method, path, newsroom.adminToken), webhook);
  browser = await launch();
};

const tearDown = async (): Promise<void> => {
  await browser?.close();
  await db?.('webhook_delivery_deliveries').where({ endpoint }).delete();
  await db?.('strapi_webhooks').where({ id: webhook }).delete();
  await db?.destroy();
  site?.stop();
};

/** Deliveries of long ago, more than fit on a page. */
const fill = async (count: number): Promise<void> => {
  for (let i = 1; i <= count; i += 1) {
    const body = JSON.stringify({ event: 'entry.publish', entry: { title: `Tin cũ ${i}` } });
    // Before all that happens here.
    const sequence = i - 1_000_000;
    const about = { event: 'entry.publish', subject: '' };
    const message = { message_id: `msg_${endpoint}_${i}`, sequence, ...about, at: i, body };
    await db('webhook_delivery_messages').insert(message);
    const row = { message: sequence, endpoint, ...about, made_at: i, attempts: 0 };
    await db('webhook_delivery_deliveries').insert({ ...row, state: 'cancelled', finished_at: i });
  }
};

/** Somebody whose role may do these things, and their token. */
const employ = async (actions: readonly string[]) => {
  const key = `${actions.length}-${endpoint}`;
  const role = { name: `Role ${key}`, description: 'For tests' };
  const { id } = (await call('POST', '/admin/roles', newsroom.adminToken, role)).body.data;
  const permissions = actions.map((action) => ({ action, subject: null, properties: {}, conditions: [] }));
  await call('PUT', `/admin/roles/${id}/permissions`, newsroom.adminToken, { permissions });
  const who = { email: `person-${key}@newsroom.example`, password: 'Newsroom-Test-2' };
  const person = { firstname: 'An', lastname: 'Example', email: who.email, roles: [id] };
  const created = await call('POST', '/admin/users', newsroom.adminToken, person);
  const activation = { ...person, password: who.password, isActive: true };
  await call('PUT', `/admin/users/${created.body.data.id}`, newsroom.adminToken, activation);
  const { token } = (await call('POST', '/admin/login', '', who)).body.data;
  return { who, token: token as string };
};

const reading = [
  ['GET', () => 'endpoints'],
  ['GET', () => 'failing'],
  ['GET', () => 'deliveries'],
  ['GET', () => 'deliveries/1'],
] as const;
const acting = [
  ['POST', () => 'deliveries/1/again'],
  ['POST', () => `endpoints/${endpoint}/again`],
  ['POST', () => `endpoints/${endpoint}/test`],
  ['POST', () => `endpoints/${endpoint}/secret`],
  ['POST', () => `endpoints/${endpoint}/secret/rotation`],
] as const;

const expectForbidden = async (
  token: string,
  routes: readonly (typeof reading | typeof acting)[number][],
) => {
  for (const [method, path] of routes) {
    const { status } = await call(method, `/webhook-delivery/${path()}`, token);
    expect([path(), status]).toEqual([path(), 403]);
  }
};

const panel = (): Locator => page.getByRole('article', { name, exact: true });
const dialog = (): Locator => page.getByRole('dialog');
const rowOf = (title: string): Locator => page.getByRole('row').filter({ hasText: title });

/** Other tests publish too, on the same server, to endpoints of their own. */
const open = async (query = `?pageSize=100&endpoint=${endpoint}`): Promise<void> => {
  await page.goto(`${newsroom.url}${deliveries}${query}`);
  await panel().waitFor();
};

/** A screenshot, and what axe finds wrong on it. */
const shoot = async (name: string): Promise<void> => {
  await screenshot(page, name);
  expect(await violationsOn(page)).toEqual([]);
};

const close = async (): Promise<void> => {
  await dialog().getByRole('button', { name: 'Close', exact: true }).last().click();
  await dialog().waitFor({ state: 'detached' });
};

describe('the page of webhook deliveries', () => {
  let secret: string;

  beforeAll(async () => {
    await setUp();
    page = await signIn(browser, 'en');
  });
  afterAll(tearDown);

  it('is linked in Settings beside Webhooks, and lists the endpoints from there', async () => {
    await page.goto(`${newsroom.url}/admin/settings/webhooks`);
    await page.getByRole('link', { name: 'Webhook deliveries', exact: true }).click();
    await panel().waitFor();
    expect(await panel().textContent()).toContain(site.urlOf(place));
    expect(await panel().textContent()).toMatch(/Ready|Working/);
    expect(await page.getByRole('link', { name: 'Set up webhooks' }).getAttribute('href')).toBe(
      '/admin/settings/webhooks',
    );
  });

  it('shows without a reload that a published article was delivered', async () => {
    await open();
    await publish('Hội làng mùa xuân');
    await rowOf('Hội làng mùa xuân').getByText('Delivered').waitFor();
    expect(await rowOf('Hội làng mùa xuân').innerText()).toMatch(
      /entry\.publish · article · vi[\s\S]*HTTP 200/,
    );
    await panel().getByText('Working', { exact: true }).waitFor();
    await shoot('webhooks-en');
  });

  it('opens a delivery with what was sent and answered, at an address of its own', async () => {
    await rowOf('Hội làng mùa xuân').getByRole('button').press('Enter');
    const [message] = await site.about(place, 'Hội làng mùa xuân');
    await dialog().getByText(String(message?.headers['webhook-id'])).waitFor();
    expect(await dialog().innerText()).toContain('thank you');
    const body = await dialog().getByRole('region', { name: 'The message' }).innerText();
    expect(JSON.parse(body)).toEqual(JSON.parse(String(message?.body)));
    await page.reload();
    await dialog().getByText(String(message?.headers['webhook-id'])).waitFor();
    await shoot('webhooks-delivery-en');
  });

  it('sends a delivery again, under the same webhook-id', async () => {
    await dialog().getByRole('button', { name: 'Send again' }).click();
    const [first, second] = await site.about(place, 'Hội làng mùa xuân', 2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    await dialog().getByText('2 attempts').waitFor();
    await close();
  });

  it('sends a test and shows the answer', async () => {
    await panel().getByRole('button', { name: 'Send a test' }).click();
    await dialog().getByText('It arrived: HTTP 200').waitFor();
    expect(await dialog().innerText()).toContain('thank you');
    expect(await site.about(place, 'trigger-test')).toHaveLength(1);
    await shoot('webhooks-test-en');
    await close();
  });

  it('shows the secret that signs, once and not again', async () => {
    await panel().getByRole('button', { name: 'Show secret' }).click();
    await dialog().getByRole('button', { name: 'Show it now' }).click();
    await dialog().getByText('it is shown only this once').waitFor();
    // Neither what the page hears meanwhile nor a click beside it takes away what is shown only once.
    await page.waitForResponse((response) => response.url().endsWith('/webhook-delivery/endpoints'));
    await page.mouse.click(5, 5);
    secret = await dialog().getByLabel('Secret', { exact: true }).inputValue();
    const [message] = await site.about(place, 'Hội làng mùa xuân');
    expect(verify(secret, message as Received)).toMatchObject({ event: 'entry.publish' });
    await shoot('webhooks-secret-en');
    await close();
    await panel().getByRole('button', { name: 'Show secret' }).waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);
    const again = await call('POST', `/webhook-delivery/endpoints/${endpoint}/secret`, newsroom.adminToken);
    expect(again.body.data.secret).toBeNull();
  });

  it('rotates the secret while the former one goes on signing', async () => {
    await panel().getByRole('button', { name: 'Rotate secret' }).click();
    await dialog()
      .getByText(/signed with the former secret too, until \w+ \d+, \d{4}/)
      .waitFor();
    await shoot('webhooks-rotate-en');
    await dialog().getByRole('button', { name: 'Rotate secret' }).click();
    const next = await dialog().getByLabel('Secret', { exact: true }).inputValue();
    expect(next).not.toBe(secret);
    await close();
    await panel().getByText('signed with the former secret too, until').waitFor();
    await publish('Khoá mới');
    const [message] = await site.about(place, 'Khoá mới', 1);
    for (const one of [secret, next]) expect(() => verify(one, message as Received)).not.toThrow();
  });

  it('sends all messages since a past moment again, and says how many', async () => {
    await panel().getByRole('button', { name: 'Send all since' }).click();
    await dialog().getByLabel('Since').fill('2999-01-01T00:00');
    await dialog().getByText('The time must not be in the future.').waitFor();
    expect(await dialog().getByRole('button', { name: 'Send all again' }).isDisabled()).toBe(true);
    await dialog().getByLabel('Since').fill('2020-01-01T00:00');
    await dialog().getByRole('button', { name: 'Send all again' }).click();
    await dialog()
      .getByText(/^\d+ messages? (is|are) on (its|their) way\.$/)
      .waitFor();
    expect(await site.about(place, 'Khoá mới', 2)).toHaveLength(2);
    await shoot('webhooks-since-en');
    await close();
  });

  it('shows the scope of an endpoint and lets it be changed', async () => {
    await open();
    await panel().getByText('Receives published content only.').waitFor();
    await panel().getByRole('button', { name: 'Scope' }).click();
    await shoot('webhooks-scope-en');
    await dialog().getByLabel('Published content only').click();
    await dialog().getByText('The site receives messages about drafts too, with their text.').waitFor();
    await dialog().getByLabel('All languages, including new ones').click();
    await dialog().getByLabel('English').click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
    await panel().getByText('Receives drafts too').waitFor();
    expect(await panel().innerText()).toContain('Languages: Tiếng Việt.');
    await panel().getByRole('button', { name: 'Scope' }).click();
    await dialog().getByLabel('Published content only').click();
    await dialog().getByLabel('All languages, including new ones').click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await panel().getByText('Receives published content only.').waitFor();
  });

  it('shows a failing endpoint, on the home page too', async () => {
    await site.behave(place, 'fail');
    await publish('Đường ngập nước');
    await open();
    await panel().getByText('Failing', { exact: true }).waitFor();
    expect(await panel().innerText()).toMatch(/Failing since \w+ \d+, \d{4}/);
    await rowOf('Đường ngập nước').getByText('Failed').waitFor();
    expect(await rowOf('Đường ngập nước').innerText()).toContain('HTTP 500');
    await shoot('webhooks-failing-en');
    await page.goto(`${newsroom.url}/admin/`);
    await page.getByText(/^\d+ endpoints? (is|are) failing$/).waitFor();
    await shoot('webhooks-home-failing-en');
    await page.getByRole('link', { name: 'Open webhook deliveries' }).click();
    await panel().waitFor();
  });

  it('keeps the filters in the address', async () => {
    await open('?pageSize=100');
    await page.getByLabel('State', { exact: true }).click();
    await page.getByRole('option', { name: 'Failed' }).click();
    await page.getByLabel('Endpoint', { exact: true }).click();
    await page.getByRole('option', { name }).click();
    await rowOf('Khoá mới').waitFor({ state: 'detached' });
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
      state: 'failed',
      endpoint: String(endpoint),
    });
    await page.reload();
    await rowOf('Đường ngập nước').waitFor();
    for (const row of (await page.getByRole('row').allTextContents()).slice(1)) {
      expect(row).toMatch(new RegExp(`${name}Failed`));
    }
    await page.getByLabel('Event', { exact: true }).click();
    await page.getByRole('option', { name: 'entry.publish' }).click();
    await page.waitForURL(/event=entry\.publish/);
    await rowOf('Đường ngập nước').waitFor();
  });

  it('turns pages, and returns to the first page when a filter changes', async () => {
    await fill(30);
    await open(`?endpoint=${endpoint}&state=cancelled`);
    await rowOf('Tin cũ 30').waitFor();
    expect(await page.getByRole('row').count()).toBe(26);
    await page.getByRole('link', { name: 'Go to page 2' }).click();
    await rowOf('Tin cũ 1').first().waitFor();
    await rowOf('Tin cũ 30').waitFor({ state: 'detached' });
    expect(await page.getByRole('row').count()).toBe(6);
    await page.getByLabel('State', { exact: true }).click();
    await page.getByRole('option', { name: 'Failed' }).click();
    await rowOf('Đường ngập nước').waitFor();
    expect(new URL(page.url()).searchParams.get('page')).toBe('1');
  });

  it('says that a silent copy sends nothing, and lets an administrator decide about held messages', async () => {
    const asked: unknown[] = [];
    await page.route('**/webhook-delivery/endpoints', async (route) => {
      const answer = await (await route.fetch()).json();
      const data = answer.data.map((one: object, i: number) =>
        i ? one : { ...one, heldBecause: 'uncertain' },
      );
      const meta = { ...answer.meta, isSending: asked.includes('send'), resumedAt: null, waiting: 2 };
      await route.fulfill({ json: { data, meta } });
    });
    await page.route('**/webhook-delivery/resumption', async (route) => {
      asked.push(route.request().postDataJSON().waiting);
      await route.fulfill({ json: { data: {} } });
    });
    await page.route('**/webhook-delivery/endpoints/*/confirmation', async (route) => {
      asked.push('confirmation');
      await route.fulfill({ json: { data: {} } });
    });
    await open();
    await page
      .getByText('this newsroom is set up as a silent copy (WEBHOOK_SENDING=false). 2 messages are waiting.')
      .waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: /^Decide/ }).click();
    await page.getByRole('button', { name: 'It is the same webhook' }).click();
    await page.getByRole('button', { name: 'It is the same webhook' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Resume sending…' }).click();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send all waiting messages' }).click();
    await page.getByText('silent copy').waitFor({ state: 'detached' });
    expect(asked).toEqual(['confirmation', 'send']);
    await page.unrouteAll();
  });

  it.each([
    ['all is well', { failing: 0, isSending: true }, 'All 3 endpoints receive their messages.'],
    ['nothing is sent from here', { failing: 0, isSending: false }, 'This newsroom is a silent copy.'],
  ])('says on the home page when %s', async (_, state, text) => {
    await page.route('**/webhook-delivery/failing', (route) =>
      route.fulfill({ json: { data: { endpoints: 3, ...state } } }),
    );
    await page.goto(`${newsroom.url}/admin/`);
    await page.getByText(text).waitFor();
    await page.unroute('**/webhook-delivery/failing');
  });
});

describe('the page of webhook deliveries for other languages and roles', () => {
  beforeAll(setUp);
  afterAll(tearDown);

  it('speaks Vietnamese', async () => {
    page = await signIn(browser, 'vi');
    await publish('Chợ nổi');
    await page.goto(`${newsroom.url}${deliveries}?page=1&pageSize=100&endpoint=${endpoint}`);
    await rowOf('Chợ nổi').getByText('Đã nhận').waitFor();
    await page.getByRole('heading', { name: 'Nhật ký gửi webhook' }).waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(
      /webhook-delivery\.|\bWaiting\b|\bDelivered\b/,
    );
    await shoot('webhooks-vi');
  });

  it('is hidden from a role without the permission, and the server refuses its requests', async () => {
    const { who, token } = await employ([]);
    page = await signIn(browser, 'en', who);
    await page.goto(`${newsroom.url}/admin/settings`);
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    expect(await page.getByRole('link', { name: 'Webhook deliveries' }).count()).toBe(0);
    await page.goto(`${newsroom.url}${deliveries}`);
    await page.getByText("You don't have the permissions to access that content").waitFor();
    await shoot('webhooks-forbidden-en');
    await expectForbidden(token, [...reading, ...acting]);
  });

  it('shows no buttons to a role that may only read', async () => {
    const { who, token } = await employ(['plugin::webhook-delivery.read']);
    page = await signIn(browser, 'en', who);
    await open();
    await rowOf('Chợ nổi').getByRole('button').click();
    await dialog().getByText('thank you').waitFor();
    expect(await dialog().getByRole('button', { name: 'Send again' }).count()).toBe(0);
    await close();
    expect(await panel().getByRole('button').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Set up webhooks' }).count()).toBe(0);
    await shoot('webhooks-reader-en');
    await expectForbidden(token, acting);
  });
});

import type { Browser, Locator, Page } from 'playwright-core';
import { violationsOn } from './axe';
import { connectToDatabase, launch, newsroom, screenshot, signIn } from './browser';
import { expectData, list, texts } from './tracker-pages';

const calendar = '/admin/plugins/content-tracker-calendar';
const timeZone = 'Asia/Ho_Chi_Minh';

const create = async (title: string, status: 'draft' | 'published', locale = 'vi'): Promise<string> => {
  const data = { data: { title, body: 'Nội dung.' } };
  const path = `/api/articles?status=${status}&locale=${locale}`;
  return (await expectData('POST', path, data, newsroom.apiToken)).documentId;
};

const schedule = (documentId: string, times: { publishAt?: string; unpublishAt?: string }) =>
  expectData('PUT', `/content-tracker/schedule/article/${documentId}?locale=vi`, times);

/** Has a document been published at another time: other tests publish today, more than a day shows. */
const setPublished = async (documentId: string, at: string): Promise<void> => {
  const db = connectToDatabase();
  await db('content_tracker_publications')
    .where({ target_document_id: documentId })
    .update({ at: new Date(at) });
  await db.destroy();
};

/** Leaves an open action on hold, as saving the draft without the right to publish does. */
const hold = async (documentId: string): Promise<void> => {
  const db = connectToDatabase();
  await db('content_tracker_scheduled_actions')
    .where({ target_document_id: documentId })
    .whereNotNull('open_key')
    .update({ state: 'held', reason: 'somebody who may not publish the document has changed it' });
  await db.destroy();
};

/** The day of the site's calendar, which may end while the tests run. */
const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
/** `2026-11` in the site's calendar, so many months from now. */
const monthIn = (months: number): string => {
  const [year = 0, month = 0] = today().split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 7);
};

describe.each(['en', 'vi'] as const)('scheduled publications, with the admin in %s', (language) => {
  const text = texts[language];
  /** In the month after the next one, so that no other test's entries are there. */
  const month = monthIn(language === 'en' ? 2 : 4);
  const at = `${month}-16T01:05:00.000Z`;
  const past = monthIn(language === 'en' ? -2 : -4);
  const titles = {
    pending: `Cầu vượt mới thông xe, hàng nghìn lượt xe qua lại trong ngày đầu tiên ${language}`,
    held: `Giá xăng tăng, hàng nghìn lượt xe phải chờ ${language}`,
    published: `Bão số 9 vào bờ ${language}`,
  };
  let browser: Browser;
  let page: Page;
  let pending: string;
  let held: string;
  beforeAll(async () => {
    browser = await launch();
    await setPublished(await create(titles.published, 'published'), `${past}-10T03:00:00.000Z`);
    pending = await create(titles.pending, 'draft');
    await schedule(pending, { publishAt: at, unpublishAt: `${month}-20T16:00:00.000Z` });
    held = await create(titles.held, 'draft');
    await schedule(held, { publishAt: at });
    await hold(held);
    page = await signIn(browser, language);
  });
  afterAll(() => browser?.close());

  const open = async (path: string): Promise<void> => {
    await page.goto(`${newsroom.url}${path}`);
  };
  const link = (title: string) => page.locator('td').getByRole('link', { name: title });
  const choose = async (field: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: option }).click();
  };

  it('stand in the list of documents, asked for once', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open(`${list}?plugins[i18n][locale]=vi&_q=${encodeURIComponent('hàng nghìn lượt xe')}`);
    const row = (title: string) => page.locator('tbody tr', { hasText: title });
    await row(titles.pending).getByText(text['scheduled.publish.pending']).waitFor({ state: 'attached' });
    const said = await row(titles.pending).innerText();
    expect(said).toMatch(language === 'vi' ? /16\/\d+ 08:05/ : /[A-Z][a-z]{2} 16, 08:05/);
    expect(await row(titles.held).innerText()).toContain(text['scheduled.state.held']);
    expect(asked.filter((url) => url.includes('/content-tracker/schedule'))).toHaveLength(1);
    const head = page.locator('thead th', { hasText: text['column.scheduled'] });
    expect(await head.getByRole('button').count()).toBe(0);
    // The status is the last column but one; what does not fit is scrolled to.
    const rightOf = (locator: Locator) => locator.evaluate((one) => one.getBoundingClientRect().right);
    const room = await rightOf(page.locator('table').locator('..'));
    expect(await rightOf(row(titles.pending).locator('td').nth(-2))).toBeLessThanOrEqual(room);
    await screenshot(page, `scheduled-list-${language}`);
    expect(await violationsOn(page)).toEqual([]);
  });

  it('stand in the calendar beside what was published, with links', async () => {
    await open('/admin');
    await page.getByRole('link', { name: text['calendar.title'] }).first().click();
    await page.waitForURL((url) => url.pathname.endsWith(calendar));
    await page
      .locator('td[aria-current=date]')
      .getByText(String(Number(today().slice(8))), { exact: true })
      .waitFor();
    await screenshot(page, `calendar-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: text['calendar.next'] }).click();
    await page.waitForURL((url) => url.searchParams.get('month') === monthIn(1));
    await page.getByRole('button', { name: text['calendar.next'] }).click();
    await page.getByRole('button', { name: text['calendar.previous'] }).click();
    await page.waitForURL((url) => url.searchParams.get('month') === monthIn(1));
    await page.getByRole('button', { name: text['calendar.today'] }).click();
    await page.waitForURL((url) => url.searchParams.get('month') === monthIn(0));
    await open(`${calendar}?month=${past}`);
    await link(titles.published).waitFor();
    const before = page.locator('td', { has: page.locator(`time[datetime="${past}-10"]`) });
    expect(await before.innerText()).toContain(`10:00 ${text['scheduled.publish.done']}`);
    await open(`${calendar}?month=${month}`);
    await link(titles.pending).first().waitFor();
    const cell = page.locator('td', { has: page.locator(`time[datetime="${month}-16"]`) });
    const said = await cell.innerText();
    expect(said).toContain(`08:05 ${text['scheduled.publish.pending']}`);
    expect(said).toContain(`08:05 ${text['scheduled.publish.held']}`);
    const last = page.locator('td', { has: page.locator(`time[datetime="${month}-20"]`) });
    expect(await last.innerText()).toContain(`23:00 ${text['scheduled.unpublish.pending']}`);
    await screenshot(page, `calendar-to-come-${language}`);
    await link(titles.pending).first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname.endsWith(`/${pending}`));
    expect(new URL(page.url()).searchParams.get('plugins[i18n][locale]')).toBe('vi');
  });

  it('are narrowed by type and language, in an address that can be sent', async () => {
    await open(`${calendar}?month=${month}`);
    await link(titles.pending).first().waitFor();
    await choose(text['filters.locale'], 'English (en)');
    await page.waitForURL((url) => url.searchParams.get('locale') === 'en');
    await page.getByText(text['calendar.empty']).waitFor();
    expect(await link(titles.pending).count()).toBe(0);
    await choose(text['filters.locale'], text['calendar.allLocales']);
    await choose(text['filters.type'], language === 'vi' ? 'Bài viết' : 'Article');
    await page.waitForURL(
      (url) => url.searchParams.get('type') === 'article' && !url.searchParams.has('locale'),
    );
    await page.reload();
    await link(titles.pending).first().waitFor();
  });

  it('of a busy day are all in a dialog', async () => {
    const day = `${month}-09`;
    for (let hour = 1; hour <= 7; hour += 1) {
      const documentId = await create(`Tin giờ thứ ${hour} ${language}`, 'draft');
      await schedule(documentId, { publishAt: `${day}T0${hour}:00:00.000Z` });
    }
    await open(`${calendar}?month=${month}`);
    const more = page.getByRole('button', { name: language === 'en' ? /2 more entries/ : /Xem thêm 2/ });
    await more.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link', { name: `Tin giờ thứ 7 ${language}` }).waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(7);
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `calendar-day-${language}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('that wait for a person stand on the home page', async () => {
    await open('/admin');
    const row = page.locator('section', { hasText: text['home.attention'] }).locator('ol li', {
      hasText: titles.held,
    });
    await row.waitFor();
    const said = await row.innerText();
    expect(said).toContain(text['scheduled.publish.held']);
    expect(said).toContain(text['scheduled.reason.changed']);
    await row.scrollIntoViewIfNeeded();
    await screenshot(page, `needs-attention-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    await row.getByRole('link').click();
    await page.waitForURL((url) => url.pathname.endsWith(`/${held}`));
    await expectData('DELETE', `/content-tracker/schedule/article/${held}?locale=vi`, {});
    // Other tests may have left actions that wait too.
    const told = page.waitForResponse((response) =>
      response.url().includes('/content-tracker/home/scheduled'),
    );
    await open('/admin');
    await told;
    await row.waitFor({ state: 'detached' });
  });

  it.each([768, 390])('fit a window of %d pixels', async (width) => {
    await page.setViewportSize({ width, height: 844 });
    await open(`${calendar}?month=${month}`);
    await link(titles.pending).first().waitFor();
    await screenshot(page, `calendar-${width}-${language}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});

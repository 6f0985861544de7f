import type { Browser, Locator, Page } from 'playwright-core';
import { articles, createEditor, editorPassword } from '../clients/editors';
import { violationsOn } from './axe';
import { connectToDatabase, launch, newsroom, screenshot, signIn, type Language } from './browser';
import { expectData, list, panelOf, texts } from './tracker-pages';

/** Where the form has no column for panels, and on a phone. */
const narrow = [768, 390];

const editing = '/content-manager/collection-types/api::article.article';
/** A draft as an editor saves it; without a body it cannot be published. */
const draft = async (title: string, body?: string): Promise<string> =>
  (await expectData('POST', `${editing}?locale=vi`, { title, ...(body && { body }) })).documentId;

const path = (documentId: string) => `/content-tracker/schedule/article/${documentId}?locale=vi`;
const scheduleOf = (documentId: string) => expectData('GET', path(documentId));

/** What a modal is filled with, on a day that has one distance from UTC. */
const publishAt = '2030-11-30T08:00';
const unpublishAt = '2030-12-01T20:30';
const inWords = {
  en: [
    'This will be published on Saturday, 30 November 2030 at 08:00 (GMT+7), in Vietnamese.',
    'This will be unpublished on Sunday, 1 December 2030 at 20:30 (GMT+7), in Vietnamese.',
  ],
  vi: [
    'Bản tiếng Việt sẽ được xuất bản lúc 08:00 thứ Bảy, ngày 30/11/2030 (GMT+7).',
    'Bản tiếng Việt sẽ được gỡ lúc 20:30 Chủ nhật, ngày 01/12/2030 (GMT+7).',
  ],
};
const written = { en: 'Nov 30, 2030, 08:00', vi: '30/11/2030 08:00' };

/** The button of the menu beside Publish. */
const menuButton = (page: Page): Locator =>
  page.getByRole('button', { name: /^(More document actions|Thao tác khác với nội dung)$/ });

const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe.each(['en', 'vi'] as const)('scheduling in the admin, in %s', (language: Language) => {
  const text = texts[language];
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch();
    page = await signIn(browser, language);
  });
  afterEach(() => page.setViewportSize({ width: 1440, height: 900 }));
  afterAll(() => browser?.close());

  const dialog = () => page.getByRole('dialog');
  const field = (kind: 'publish' | 'unpublish') => dialog().locator(`input[name=${kind}At]`);
  const submit = () => dialog().getByRole('button', { name: text['schedule.submit'], exact: true });
  const panel = () => panelOf(page, language);

  const openArticle = async (documentId: string): Promise<void> => {
    await page.goto(`${newsroom.url}${list}/${documentId}?plugins[i18n][locale]=vi`);
    await page.locator('input[name=title]').waitFor();
    await panel().getByText(text['panel.unpublished']).waitFor();
  };
  const openDialog = async (): Promise<void> => {
    await menuButton(page).click();
    await page.getByRole('menuitem', { name: text['schedule.open'], exact: true }).click();
    await field('publish').waitFor();
  };

  it('schedules both, by keyboard, said in words before, and the panel tells it', async () => {
    const documentId = await draft(`Hẹn cả hai ${language}`, 'Nội dung.');
    await openArticle(documentId);
    await menuButton(page).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: text['schedule.open'], exact: true }).press('Enter');
    await field('publish').waitFor();
    expect(await submit().isDisabled()).toBe(true);
    await field('publish').fill(publishAt);
    await field('unpublish').fill(unpublishAt);
    for (const sentence of inWords[language]) {
      await dialog().getByText(sentence, { exact: true }).waitFor();
    }
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `schedule-modal-${language}`);
    await field('unpublish').press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await page.getByText(text['schedule.done']).waitFor();
    // The keyboard is back where it was.
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-haspopup') === 'menu');
    const line = text['schedule.line.publish']
      .replace('{at}', written[language])
      .replace('{name}', 'Test Admin');
    await panel().getByText(line).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `schedule-panel-${language}`);
    expect(await scheduleOf(documentId)).toMatchObject({
      publish: { state: 'pending', at: '2030-11-30T01:00:00.000Z' },
      unpublish: { state: 'pending', at: '2030-12-01T13:30:00.000Z' },
    });
  });

  it('moves and withdraws, and shows what is wrong at its field', async () => {
    const documentId = await draft(`Dời và hủy ${language}`, 'Nội dung.');
    const at = '2030-11-30T08:00:00+07:00';
    await expectData('PUT', path(documentId), { publishAt: at, unpublishAt: '2030-12-01T20:30:00+07:00' });
    await openArticle(documentId);
    await openDialog();
    expect(await field('publish').inputValue()).toBe(publishAt);
    expect(await field('unpublish').inputValue()).toBe(unpublishAt);
    await field('publish').fill('2020-01-01T00:00');
    await dialog().getByText(text['schedule.future']).waitFor();
    await field('publish').fill('2030-12-02T08:00');
    await dialog().getByText(text['schedule.order']).waitFor();
    await screenshot(page, `schedule-existing-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    // A part of the time that is missing is no time that was taken away.
    await field('publish').fill(publishAt);
    await field('publish').focus();
    await page.keyboard.press('Delete');
    await dialog().getByText(text['schedule.incomplete']).waitFor();
    expect(await dialog().getByText(text['schedule.words.withdraw.publish']).count()).toBe(0);
    await field('unpublish').fill('2030-12-03T08:00');
    await submit().click();
    expect(await scheduleOf(documentId)).toMatchObject({
      publish: { at: '2030-11-30T01:00:00.000Z' },
      unpublish: { at: '2030-12-01T13:30:00.000Z' },
    });
    await screenshot(page, `schedule-incomplete-${language}`);
    await field('publish').fill('2030-11-29T08:00');
    await submit().click();
    await dialog().waitFor({ state: 'detached' });
    expect((await scheduleOf(documentId)).publish.at).toBe('2030-11-29T01:00:00.000Z');
    await openDialog();
    await dialog().getByRole('button', { name: text['schedule.withdraw.unpublish'] }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(await scheduleOf(documentId)).toMatchObject({ publish: { state: 'pending' }, unpublish: null });
    await openDialog();
    await field('publish').fill('');
    await dialog().getByText(text['schedule.words.withdraw.publish']).waitFor();
    await submit().click();
    await dialog().waitFor({ state: 'detached' });
    expect(await scheduleOf(documentId)).toMatchObject({ publish: null, unpublish: null });
  });

  it('shows why the server refuses, and is not offered for what is not saved', async () => {
    await openArticle(await draft(`Không có nội dung ${language}`));
    await openDialog();
    await field('publish').fill(publishAt);
    await submit().click();
    await dialog()
      .getByText(language === 'en' ? /The draft can’t be published/ : /chưa xuất bản được/)
      .waitFor();
    await screenshot(page, `schedule-refused-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await page.locator('input[name=title]').fill(`Chưa lưu ${language}`);
    await menuButton(page).click();
    const item = page.getByRole('menuitem', { name: text['schedule.saveFirst'] });
    expect(await item.getAttribute('aria-disabled')).toBe('true');
    expect(await violationsOn(page, '[role=menu]')).toEqual([]);
    await screenshot(page, `schedule-unsaved-${language}`);
  });

  it('tells which moment is meant where clocks are changed', async () => {
    await page.route('**/content-tracker/schedule/**', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      await route.fulfill({ response, json: { ...body, meta: { ...body.meta, timeZone: 'Europe/Paris' } } });
    });
    await openArticle(await draft(`Đổi giờ ${language}`, 'Nội dung.'));
    await openDialog();
    await field('publish').fill('2031-03-30T02:30');
    await field('unpublish').fill('2031-10-26T02:30');
    await dialog()
      .getByText(/03:30.*GMT\+2/)
      .first()
      .waitFor();
    await dialog()
      .getByText(language === 'en' ? /show 02:30 twice/ : /hai lần 02:30/)
      .waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `schedule-clocks-${language}`);
    await page.unroute('**/content-tracker/schedule/**');
  });

  it('holds what somebody without the right has changed, until it is confirmed', async () => {
    const documentId = await draft(`Chờ duyệt ${language}`, 'Nội dung.');
    await expectData('PUT', path(documentId), { publishAt: '2030-11-30T08:00:00+07:00' });
    const reporter = await createEditor(newsroom, articles(['read', 'update']));
    await expectData('PUT', `${editing}/${documentId}?locale=vi`, { body: 'Đã sửa.' }, reporter.token);
    await openArticle(documentId);
    const reason = text['scheduled.reason.changed'];
    await panel().getByText(reason).waitFor();
    await screenshot(page, `schedule-held-panel-${language}`);
    await openDialog();
    await dialog().getByText(reason).waitFor();
    await screenshot(page, `schedule-held-${language}`);
    expect(await violationsOn(page)).toEqual([]);
    const confirm = dialog().getByRole('button', { name: text['schedule.confirm'], exact: true });
    await expectData('PUT', `${editing}/${documentId}?locale=vi`, { body: 'Lại sửa.' }, reporter.token);
    await confirm.click();
    await dialog().getByText(text['schedule.changedSince']).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `schedule-changed-since-${language}`);
    expect((await scheduleOf(documentId)).publish.state).toBe('held');
    await openArticle(documentId);
    await openDialog();
    await confirm.click();
    await dialog().waitFor({ state: 'detached' });
    await panel().getByText(reason).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-haspopup') === 'menu');
    expect((await scheduleOf(documentId)).publish.state).toBe('pending');
  });

  it('tells of a publication that was missed, in the form and on the home page', async () => {
    const title = `Lỡ giờ ${language}`;
    const documentId = await draft(title, 'Nội dung.');
    await expectData('PUT', path(documentId), { publishAt: '2030-11-30T08:00:00+07:00' });
    const twoDaysAgo = Date.now() - 48 * 3_600_000;
    const db = connectToDatabase();
    await db('content_tracker_scheduled_actions')
      .where({ target_document_id: documentId })
      .update({ due_at: twoDaysAgo, next_at: twoDaysAgo });
    await db.destroy();
    while ((await scheduleOf(documentId)).publish.state !== 'missed') await page.waitForTimeout(200);
    await page.goto(`${newsroom.url}/admin`);
    const waiting = page.getByRole('listitem').filter({ hasText: title });
    await waiting.getByText(text['scheduled.publish.missed']).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `schedule-missed-home-${language}`);
    await openArticle(documentId);
    const reason = text['scheduled.reason.late'].replace('{hours}', '24');
    await panel().getByText(reason).waitFor();
    await openDialog();
    await dialog().getByText(reason).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `schedule-missed-${language}`);
  });

  it('fits narrow windows', async () => {
    const documentId = await draft(
      `Một tiêu đề dài để xem trong cửa sổ hẹp có vừa không ${language}`,
      'Nội dung.',
    );
    const times = { publishAt: '2030-11-30T08:00:00+07:00', unpublishAt: '2030-12-01T20:30:00+07:00' };
    await expectData('PUT', path(documentId), times);
    const reporter = await createEditor(newsroom, articles(['read', 'update']));
    await expectData('PUT', `${editing}/${documentId}?locale=vi`, { body: 'Đã sửa.' }, reporter.token);
    for (const width of narrow) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${newsroom.url}${list}/${documentId}?plugins[i18n][locale]=vi`);
      await openDialog();
      await field('publish').fill('2030-11-29T08:00');
      expect(await violationsOn(page)).toEqual([]);
      await screenshot(page, `schedule-${width}-${language}`);
      await submit().scrollIntoViewIfNeeded();
      await dialog()
        .getByText(/GMT\+7\)(, in|\.)/)
        .last()
        .scrollIntoViewIfNeeded();
      await screenshot(page, `schedule-${width}-end-${language}`);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /^(Open more actions|Mở các thao tác khác)$/ }).click();
      await panel().getByText(text['scheduled.reason.changed']).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await screenshot(page, `schedule-${width}-panel-${language}`);
    }
  });

  it('schedules several documents, with an answer for each', async () => {
    const word = `hàngloạt${language}`;
    const [good, bad] = [await draft(`Đủ ${word}`, 'Nội dung.'), await draft(`Thiếu ${word}`)];
    await page.goto(`${newsroom.url}${list}?plugins[i18n][locale]=vi&_q=${word}`);
    await page.locator('tbody tr', { hasText: `Thiếu ${word}` }).waitFor();
    await page.locator('thead').getByRole('checkbox').click();
    await page.getByRole('button', { name: text['schedule.open'], exact: true }).click();
    await field('publish').fill(publishAt);
    await dialog()
      .getByText(
        language === 'en' ? /^These 2 documents will be published on/ : /^2 nội dung sẽ được xuất bản/,
      )
      .waitFor();
    expect(await violationsOn(page, '[role=dialog]')).toEqual([]);
    await screenshot(page, `schedule-bulk-${language}`);
    await submit().click();
    await dialog()
      .getByText(
        language === 'en' ? /1 document was scheduled, 1 was refused/ : /1 nội dung đã được hẹn giờ, 1/,
      )
      .waitFor();
    const answers = dialog().getByRole('listitem');
    const answerOf = (title: string) => answers.filter({ hasText: title }).innerText();
    expect(await answerOf(`Đủ ${word}`)).toContain(text['schedule.bulk.scheduled']);
    expect(await answerOf(`Thiếu ${word}`)).toMatch(
      language === 'en' ? /Refused: .*missing/ : /Bị từ chối: .*thiếu/,
    );
    for (const width of [1440, ...narrow]) {
      await page.setViewportSize({ width, height: 900 });
      await screenshot(page, `schedule-bulk-answers-${language}-${width}`);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    }
    // Strapi's list is too pale where it says how many rows are selected.
    expect(await violationsOn(page, '[role=dialog]')).toEqual([]);
    expect((await scheduleOf(good)).publish.at).toBe('2030-11-30T01:00:00.000Z');
    expect((await scheduleOf(bad)).publish).toBeNull();
  });

  it('says in the timeline who scheduled a publication', async () => {
    const documentId = await draft(`Đã lên giờ ${language}`, 'Nội dung.');
    await expectData('PUT', path(documentId), { publishAt: new Date(Date.now() + 2_000).toISOString() });
    const published = async () =>
      (await fetch(`${newsroom.url}/api/articles/${documentId}?locale=vi`)).status === 200;
    while (!(await published())) await new Promise((resolve) => setTimeout(resolve, 200));
    await page.goto(`${newsroom.url}${list}/${documentId}?plugins[i18n][locale]=vi`);
    await panel()
      .getByRole('button', { name: language === 'en' ? /^Timeline/ : /^Nhật ký/ })
      .click();
    const entry = dialog().getByRole('listitem').first();
    await entry
      .getByText(
        language === 'en' ? /\(scheduled by Test Admin on / : /\(người hẹn giờ: Test Admin, đặt lúc /,
      )
      .waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await screenshot(page, `schedule-timeline-${language}`);
  });
});

it('is not offered to who may not publish, in the form and in the list', async () => {
  const documentId = await draft('Không được hẹn giờ', 'Nội dung.');
  const browser = await launch();
  const reporter = await createEditor(newsroom, articles(['read', 'update']));
  const page = await signIn(browser, 'en', { email: reporter.email, password: editorPassword });
  await page.goto(`${newsroom.url}${list}/${documentId}?plugins[i18n][locale]=vi`);
  await page.locator('input[name=title]').fill('Sửa');
  await menuButton(page).waitFor();
  if (await menuButton(page).isEnabled()) await menuButton(page).click();
  expect(await page.getByRole('menuitem', { name: /^Schedule/ }).count()).toBe(0);
  await browser.close();
});

import type { Locator, Page } from 'playwright-core';
import en from '../../src/plugins/content-tracker/admin/src/translations/en.json';
import vi from '../../src/plugins/content-tracker/admin/src/translations/vi.json';
import { newsroom, type Language } from './browser';

/** What tests of the tracker's pages do past the browser, and where its parts are. */
export const texts = { en, vi };
export const list = '/admin/content-manager/collection-types/api::article.article';
export const insights = '/admin/plugins/content-tracker';

export interface Article {
  readonly documentId: string;
  readonly title: string;
  readonly firstPublishedAt: string;
}

export const send = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => {
  const response = await fetch(`${newsroom.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
};
export const as = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Sends a request as the administrator, or with another token; resolves to the data of an answer of success. */
export const expectData = async (
  method: string,
  path: string,
  body?: unknown,
  token = newsroom.adminToken,
): Promise<any> => {
  const answer = await send(method, path, body, as(token));
  if (answer.status >= 300) {
    throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body.data;
};

export const publish = async (title: string): Promise<Article> => {
  const answer = await send(
    'POST',
    '/api/articles?locale=vi',
    { data: { title, body: 'Nội dung.' } },
    as(newsroom.apiToken),
  );
  return answer.body.data;
};

let readers = 0;
/** So many readers, each with a browser of their own. */
export const readBy = async (documentId: string, count: number): Promise<void> => {
  for (let reader = 0; reader < count; reader += 1) {
    readers += 1;
    const agent = `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/tracker${readers} Firefox/140.0`;
    const view = { type: 'article', documentId, locale: 'vi' };
    expect((await send('POST', '/api/content-tracker/views', view, { 'User-Agent': agent })).status).toBe(
      204,
    );
  }
};

/** Reports, as the site's server does, that so many readers and a bot opened an article on a day: `2026-01-31`. */
export const reportDay = async (documentId: string, day: string, count: number): Promise<void> => {
  const agents = Array.from(
    { length: count },
    () => 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0',
  );
  const views = [...agents, 'Googlebot/2.1'].map((agent, reader) => ({
    type: 'article',
    documentId,
    locale: 'vi',
    at: `${day}T05:00:00Z`,
    address: `198.51.100.${reader}`,
    agent,
    eventId: `${documentId} ${reader}`,
  }));
  const { status } = await send('POST', '/api/content-tracker/views/batch', { views }, as(newsroom.apiToken));
  expect(status).toBe(200);
  // Until they are folded.
  for (let look = 0; look < 100; look += 1) {
    if ((await send('GET', `/api/articles/${documentId}?locale=vi`)).body.data.viewCount === count) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${documentId} does not have ${count} views`);
};

/** A moment as the admin has it, in the site's time zone. */
export const written = (moment: string, language: Language): string => {
  const of = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: 'Asia/Ho_Chi_Minh', ...options }).format(new Date(moment));
  const time = of({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return language === 'vi'
    ? `${of({ day: '2-digit', month: '2-digit', year: 'numeric' })} ${time}`
    : `${of({ day: 'numeric', month: 'short', year: 'numeric' })}, ${time}`;
};

export const panelOf = (page: Page, language: Language): Locator =>
  page.locator('aside', { has: page.getByRole('heading', { name: texts[language]['panel.title'] }) });

import { asAdmin, asProgram, connectToShared, editor, readArticle, type Answer } from './client';

/** An answer that has to be a good one. */
export const expectGood = async (asked: Promise<Answer>): Promise<any> => {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body.data;
};

/** What an editor does with an article. */
export const act = (documentId: string, action: 'publish' | 'unpublish' | 'discard', locale = 'vi') =>
  expectGood(asAdmin('POST', `${editor()}/${documentId}/actions/${action}?locale=${locale}`, {}));

export const edit = (documentId: string, title: string, locale = 'vi') =>
  expectGood(asAdmin('PUT', `${editor()}/${documentId}?locale=${locale}`, { title, body: '…' }));

/** An article as its editor sees it. */
export const readInAdmin = (documentId: string, locale = 'vi') =>
  expectGood(asAdmin('GET', `${editor()}/${documentId}?locale=${locale}`));

/** A draft, made by a program; resolves to its documentId. */
export const draftArticle = async (data: Record<string, unknown>): Promise<string> =>
  (await expectGood(asProgram('POST', '/api/articles?status=draft', { data: { body: '…', ...data } })))
    .documentId;

/** What the admin's log says, newest entry first. */
export const readLog = (documentId: string, locale = 'vi', type = 'article') =>
  expectGood(asAdmin('GET', `/content-tracker/publishing/${type}/${documentId}?locale=${locale}&limit=100`));

/** Its entries, oldest first. */
export const entriesOf = async (documentId: string, locale = 'vi'): Promise<any[]> =>
  (await readLog(documentId, locale)).entries.reverse();

export const actionsOf = async (documentId: string, locale = 'vi'): Promise<string[]> =>
  (await entriesOf(documentId, locale)).map(({ action }) => action);

/** The dates that readers get. */
export const datesOf = async (documentId: string) => {
  const { firstPublishedAt, publishedAt } = await readArticle(documentId);
  return { firstPublishedAt, publishedAt };
};
export const noDates = { firstPublishedAt: null, publishedAt: null };

/** Entries as the table has them. */
export const readRows = async (documentId: string): Promise<any[]> => {
  const db = connectToShared();
  const rows = await db('content_tracker_publications').where({ target_document_id: documentId });
  await db.destroy();
  return rows;
};

/** The administrator of the tests, as the log names who did it. */
export const administrator = { kind: 'admin', id: expect.stringMatching(/^\d+$/), name: 'Test Admin' };

import { asAdmin, asProgram, connectToShared, editor, readArticle, type Answer } from './client';

/** Resolves to the data of an answer; rejects if its status is not a success. */
export const expectSuccess = async (asked: Promise<Answer>): Promise<any> => {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body.data;
};

/** Publishes, unpublishes or discards an article as an editor does in the admin. */
export const act = (documentId: string, action: 'publish' | 'unpublish' | 'discard', locale = 'vi') =>
  expectSuccess(asAdmin('POST', `${editor()}/${documentId}/actions/${action}?locale=${locale}`, {}));

export const edit = (documentId: string, title: string, locale = 'vi') =>
  expectSuccess(asAdmin('PUT', `${editor()}/${documentId}?locale=${locale}`, { title, body: '…' }));

/** An article as the content manager shows it. */
export const readInAdmin = (documentId: string, locale = 'vi') =>
  expectSuccess(asAdmin('GET', `${editor()}/${documentId}?locale=${locale}`));

/** Creates a draft through the content API; resolves to its documentId. */
export const draftArticle = async (data: Record<string, unknown>): Promise<string> =>
  (await expectSuccess(asProgram('POST', '/api/articles?status=draft', { data: { body: '…', ...data } })))
    .documentId;

/** The publication log as the admin's route answers it, newest entry first. */
export const readLog = (documentId: string, locale = 'vi', type = 'article') =>
  expectSuccess(
    asAdmin('GET', `/content-tracker/publishing/${type}/${documentId}?locale=${locale}&limit=100`),
  );

/** The entries of a document's publication log, oldest first. */
export const entriesOf = async (documentId: string, locale = 'vi'): Promise<any[]> =>
  (await readLog(documentId, locale)).entries.reverse();

export const actionsOf = async (documentId: string, locale = 'vi'): Promise<string[]> =>
  (await entriesOf(documentId, locale)).map(({ action }) => action);

/** The dates of an article in the content API. */
export const datesOf = async (documentId: string) => {
  const { firstPublishedAt, publishedAt } = await readArticle(documentId);
  return { firstPublishedAt, publishedAt };
};
export const noDates = { firstPublishedAt: null, publishedAt: null };

/** The rows of a document's publication log, read from the table. */
export const readRows = async (documentId: string): Promise<any[]> => {
  const db = connectToShared();
  const rows = await db('content_tracker_publications').where({ target_document_id: documentId });
  await db.destroy();
  return rows;
};

/** The administrator of the tests, as an actor in the log. */
export const administrator = { kind: 'admin', id: expect.stringMatching(/^\d+$/), name: 'Test Admin' };

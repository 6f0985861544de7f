import { asAdmin, asPublic, connectToShared } from './client';
import { draftArticle, expectSuccess } from './editing';
import { until } from './receiver';

export const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
export const inAnHour = () => inSeconds(3600);
export const path = (documentId: string, locale = 'vi') =>
  `/content-tracker/schedule/article/${documentId}?locale=${locale}`;
export const schedule = (documentId: string, body: object, call = asAdmin, locale = 'vi') =>
  call('PUT', path(documentId, locale), body);
/** Confirms, as an administrator, what waits for a person. */
export const confirm = (documentId: string, body: object = {}) =>
  asAdmin('POST', `/content-tracker/schedule/article/${documentId}/confirmation?locale=vi`, body);
export const scheduleOf = async (documentId: string, locale = 'vi') =>
  (await asAdmin('GET', path(documentId, locale))).body.data;
export const statusOf = async (documentId: string) =>
  (await asPublic('GET', `/api/articles/${documentId}?locale=vi`)).status;
export const untilStatus = (documentId: string, status: number) =>
  until(
    () => statusOf(documentId),
    (found) => found === status,
  );
export const problemOf = ({ status, body }: any) => [
  status,
  body.error?.details?.errors?.[0]?.path.join('.'),
  body.error?.message,
];

/** A document by which a server is made to look for what is due: it does so whenever something was scheduled. */
let other: Promise<string> | undefined;
const makeServerLook = async (): Promise<void> => {
  other ??= draftArticle({ title: 'Để máy chủ xem lại' });
  await expectSuccess(asAdmin('DELETE', path(await other)));
};

/** Writes to the rows of the open actions of a document, past the server. @param those which of them; all by default */
export const changeOpenActions = async (
  documentId: string,
  values: object,
  those: object = {},
): Promise<void> => {
  const db = connectToShared();
  await db('content_tracker_scheduled_actions')
    .where({ target_document_id: documentId, ...those })
    .whereNotNull('open_key')
    .update(values);
  await db.destroy();
};

/** Has an open action become due, without waiting for its time. @param isLooking whether a server looks for it at once */
export const setDue = async (
  documentId: string,
  kind: string,
  secondsAgo: number,
  isLooking = true,
): Promise<void> => {
  const at = Date.now() - secondsAgo * 1000;
  await changeOpenActions(documentId, { due_at: at, next_at: at }, { kind });
  if (isLooking) await makeServerLook();
};

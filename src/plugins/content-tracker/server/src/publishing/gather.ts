import { byLocale, refKey, type DocumentRef } from '../content/document-ref';

/**
 * Calls `read` for one locale and some hundred documents at a time.
 * @returns what `read` found, by `refKey`
 */
export const gatherByLocale = async <T>(
  refs: readonly DocumentRef[],
  read: (locale: string, documentIds: string[]) => Promise<(readonly [documentId: string, found: T])[]>,
): Promise<Map<string, T>> => {
  const gathered = new Map<string, T>();
  for (const { locale, documentIds } of byLocale(refs)) {
    for (const [documentId, found] of await read(locale, documentIds)) {
      gathered.set(refKey({ documentId, locale }), found);
    }
  }
  return gathered;
};

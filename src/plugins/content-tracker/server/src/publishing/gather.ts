import { inChunks } from 'newsroom-plugin-kit/sql';
import { documentIdsOf, refKey, type DocumentRef } from '../content/document-ref';

/**
 * Calls `read` for one locale and some hundred documents at a time.
 * @returns what `read` found, by `refKey`
 */
export const gatherByLocale = async <T>(
  refs: readonly DocumentRef[],
  read: (locale: string, documentIds: string[]) => Promise<(readonly [documentId: string, found: T])[]>,
): Promise<Map<string, T>> => {
  const gathered = new Map<string, T>();
  for (const locale of new Set(refs.map((ref) => ref.locale))) {
    const ids = documentIdsOf(refs.filter((ref) => ref.locale === locale));
    for (const chunk of inChunks(ids)) {
      for (const [documentId, found] of await read(locale, chunk)) {
        gathered.set(refKey({ documentId, locale }), found);
      }
    }
  }
  return gathered;
};

/*
 * Links to Strapi's Content Manager.
 *
 * Why: lists of documents lead to the pages where the documents are edited.
 * Relies on: the Content Manager's addresses, `collection-types/<uid>/<documentId>` and `single-types/<uid>`, and
 * the i18n plugin's query parameter `plugins[i18n][locale]`. Strapi offers no function that makes them.
 * If they change: the links lead to a page that does not exist; the numbers stay right.
 */

interface Type {
  readonly uid: string;
  readonly isSingle: boolean;
}

/** The address of the page where a document is edited. A single type has one document and needs no id. */
export const editorPath = (
  { uid, isSingle }: Type,
  documentId: string,
  locale: string | null | undefined,
): string => {
  const path = isSingle ? `single-types/${uid}` : `collection-types/${uid}/${documentId}`;
  return `/content-manager/${path}${locale ? `?plugins[i18n][locale]=${locale}` : ''}`;
};

/** One document in one locale; `locale` is `''` where the type is not localized. */
export interface DocumentRef {
  readonly documentId: string;
  readonly locale: string;
}

/** The reference as a key of maps. Neither locales nor document ids contain spaces. */
export const refKey = ({ documentId, locale }: DocumentRef): string => `${documentId} ${locale}`;

/** The reference of a row as Strapi's lifecycles pass it, before or after it is written. */
export const refOf = (row: Readonly<Record<string, unknown>>): DocumentRef => ({
  documentId: String(row.documentId),
  locale: (row.locale as string | null | undefined) ?? '',
});

/** Each document id once. */
export const documentIdsOf = (refs: readonly DocumentRef[]): string[] => [
  ...new Set(refs.map(({ documentId }) => documentId)),
];

/** SQL for the locale of a row of a content type. Strapi's column is NULL where the type is not localized. */
export const localeOf = "coalesce(locale, '')";

import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';

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
const documentIdsOf = (refs: readonly DocumentRef[]): string[] => [
  ...new Set(refs.map(({ documentId }) => documentId)),
];

/** SQL for the locale of a row of a content type. Strapi's column is NULL where the type is not localized. */
export const localeOf = "coalesce(locale, '')";

/**
 * The rows of a content type that belong to a row of a table with `target_document_id` and `target_locale`, for
 * `where exists`.
 */
export const rowsOfTarget = (db: Knex, contentTable: string, table: string): Knex.QueryBuilder =>
  db(contentTable)
    .select(db.raw('1'))
    .whereRaw('??.document_id = ??.target_document_id', [contentTable, table])
    .whereRaw("coalesce(??.locale, '') = ??.target_locale", [contentTable, table]);

/** Cuts references into parts of one locale, each document once and in order. @param size documents of a part */
export const byLocale = (
  refs: readonly DocumentRef[],
  size?: number,
): { readonly locale: string; readonly documentIds: string[] }[] =>
  [...new Set(refs.map((ref) => ref.locale))].sort().flatMap((locale) => {
    const ids = documentIdsOf(refs.filter((ref) => ref.locale === locale)).sort();
    return inChunks(ids, size).map((documentIds) => ({ locale, documentIds }));
  });

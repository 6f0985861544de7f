import type { Core } from '@strapi/strapi';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Access } from '../http/access';
import type { RequestContext } from '../http/request-context';
import { findByIds, type Document, type Status } from './documents';

export const titleOf = (document: Document, titleField: string): string =>
  String(document[titleField] ?? document.documentId);

/** A document whose type is known. */
export interface TypedRef extends DocumentRef {
  /** uid of its type. */
  readonly type: string;
}

export const typedKey = ({ type, documentId, locale }: TypedRef): string => `${type} ${documentId} ${locale}`;

/** Titles of the documents that the caller may read. */
export const createTitles = (strapi: Core.Strapi, access: Access) => {
  /** The attribute that holds the title, or the document's id for an editor who may not read titles. */
  const titleFieldOf = async (ctx: RequestContext, type: TrackedType): Promise<string> =>
    (await access.mayReadTitle(ctx, type)) ? type.titleField() : 'documentId';

  /** The titles of documents in one locale that the caller may read, by their ids. */
  const titlesOf = async (
    ctx: RequestContext,
    type: TrackedType,
    locale: string,
    documentIds: readonly string[],
    status: Status = 'published',
  ): Promise<Map<string, string>> => {
    const titleField = await titleFieldOf(ctx, type);
    const query = { fields: [titleField], filters: await access.filtersOf(ctx, type) };
    const ids = [...new Set(documentIds)].map((documentId) => ({ documentId }));
    const found = await findByIds(strapi, status, { type, locale }, ids, query);
    return new Map(found.map((document) => [document.documentId, titleOf(document, titleField)]));
  };

  return {
    titleFieldOf,
    titlesOf,

    /** The titles of drafts of any type and locale, by `typedKey`: those that exist and that the caller may read. */
    async ofDrafts(
      ctx: RequestContext,
      types: readonly TrackedType[],
      refs: readonly TypedRef[],
    ): Promise<Map<string, string>> {
      const titles = new Map<string, string>();
      for (const type of types.filter((one) => access.mayRead(ctx, one))) {
        const ofType = refs.filter((ref) => ref.type === type.uid);
        for (const locale of new Set(ofType.map((ref) => ref.locale))) {
          const ids = ofType.filter((ref) => ref.locale === locale).map(({ documentId }) => documentId);
          for (const [documentId, title] of await titlesOf(ctx, type, locale, ids, 'draft')) {
            titles.set(typedKey({ type: type.uid, documentId, locale }), title);
          }
        }
      }
      return titles;
    },
  };
};

export type Titles = ReturnType<typeof createTitles>;

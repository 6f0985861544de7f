import type { Core } from '@strapi/strapi';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { Query } from '../http/request-context';
import type { List } from './lists';
import type { Ranked } from './ranking.sql';

/** A document as Strapi's Document Service returns it. */
export type Document = Record<string, unknown> & { documentId: string };

const documentsAtOnce = 1000;

export type Status = 'draft' | 'published';

/** Finds those of the documents that have this status and that `query` lets through, in no order. */
export const findByIds = async (
  strapi: Core.Strapi,
  status: Status,
  { type, locale }: Pick<List, 'type' | 'locale'>,
  refs: readonly Pick<Ranked, 'documentId'>[],
  query: Query,
): Promise<Document[]> => {
  const found: Document[] = [];
  const ids = refs.map(({ documentId }) => documentId);
  for (const chunk of inChunks(ids, documentsAtOnce)) {
    const documents = await strapi.documents(type.uid).findMany({
      ...query,
      status,
      ...(locale && { locale }),
      filters: { $and: [{ documentId: { $in: chunk } }, query.filters ?? {}] },
      limit: chunk.length,
    } as never);
    found.push(...(documents as unknown as Document[]));
  }
  return found;
};

/** Puts documents into the order of a ranking. Ranked documents that were not found are left out. */
export const inOrder = (ranked: readonly Ranked[], documents: readonly Document[], limit: number) => {
  const byId = new Map(documents.map((document) => [document.documentId, document]));
  return ranked
    .flatMap(({ documentId, views, uniqueViews }) => {
      const document = byId.get(documentId);
      return document ? [{ document, views, uniqueViews }] : [];
    })
    .slice(0, limit);
};

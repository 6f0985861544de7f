import type { Core } from '@strapi/strapi';
import type { Access } from '../http/access';
import type { TrackedType } from '../content/tracked';
import { findPublished, inOrder } from './content-api';
import type { Asked, List } from './queries';
import type { Ranked } from './ranking.sql';
import { periodBefore, type Insights } from './insights';
import { hourMs } from '../time/hours';

interface Found {
  readonly list: List;
  readonly ranked: Ranked[];
}

/** A document of a list, with what it reached in the period, and in the one before where there is one. */
export interface Listed {
  readonly documentId: string;
  readonly title: string;
  /** ISO 8601 */
  readonly firstPublishedAt: string | null;
  readonly views: number;
  readonly uniqueViews: number;
  readonly viewsBefore: number | null;
}

const isoDate = (date: unknown): string | null => (date ? new Date(date as string).toISOString() : null);

const none = { views: 0, uniqueViews: 0 };

/** Lists of documents as editors get them: what they may read, by its title. */
export const createLists = (strapi: Core.Strapi, access: Access, insights: () => Insights) => {
  /** The attribute that a document's title stands in, as far as the caller may read it. */
  const titleFieldOf = async (ctx: Asked, type: TrackedType): Promise<string> =>
    (await access.mayReadTitle(ctx, type)) ? type.titleField() : 'documentId';

  const titleOf = (document: Record<string, unknown>, titleField: string): string =>
    String(document[titleField] ?? document.documentId);

  const present = async (ctx: Asked, { list, ranked }: Found) => {
    const { type, limit } = list;
    const ids = ranked.map(({ documentId }) => documentId);
    const titleField = await titleFieldOf(ctx, type);
    const query = { fields: [titleField, 'firstPublishedAt'], filters: await access.filtersOf(ctx, type) };
    const documents = await findPublished(strapi, list, ids, query);
    return inOrder(ranked, documents, limit).map(({ document, views, uniqueViews }) => ({
      documentId: document.documentId,
      title: titleOf(document, titleField),
      firstPublishedAt: isoDate(document.firstPublishedAt),
      views,
      uniqueViews,
    }));
  };

  const idsOf = (rows: readonly { documentId: string }[]) => rows.map(({ documentId }) => documentId);

  return {
    async mostViewed(ctx: Asked, found: Found): Promise<Listed[]> {
      const rows = await present(ctx, found);
      const { range } = found.list;
      if (!range) return rows.map((row) => ({ ...row, viewsBefore: null }));
      const before = await insights().countsIn(found.list, periodBefore(range), idsOf(rows));
      return rows.map((row) => ({ ...row, viewsBefore: before.get(row.documentId)?.views ?? 0 }));
    },

    /** Trending is a rank; the views beside it are those of the last half-life, and of the one before. */
    async trending(ctx: Asked, found: Found): Promise<Listed[]> {
      const rows = await present(ctx, found);
      const { range, halfLifeHours = 24 } = found.list;
      if (!range) return [];
      const recent = { fromMs: range.toMs - halfLifeHours * hourMs, toMs: range.toMs };
      const ids = idsOf(rows);
      const now = await insights().countsIn(found.list, recent, ids);
      const before = await insights().countsIn(found.list, periodBefore(recent), ids);
      return rows.map(({ documentId, title, firstPublishedAt }) => ({
        documentId,
        title,
        firstPublishedAt,
        ...(now.get(documentId) ?? none),
        viewsBefore: before.get(documentId)?.views ?? 0,
      }));
    },

    /** The documents that readers could first see last. */
    async justPublished(ctx: Asked, type: TrackedType, locale: string, limit: number) {
      const titleField = await titleFieldOf(ctx, type);
      const documents = (await strapi.documents(type.uid).findMany({
        status: 'published',
        ...(locale && { locale }),
        fields: [titleField, 'firstPublishedAt', 'viewCount'],
        filters: { $and: [{ firstPublishedAt: { $notNull: true } }, await access.filtersOf(ctx, type)] },
        sort: 'firstPublishedAt:desc',
        limit,
      } as never)) as unknown as (Record<string, unknown> & { documentId: string })[];
      return documents.map((document) => ({
        type: type.name,
        uid: type.uid,
        documentId: document.documentId,
        locale: locale || null,
        title: titleOf(document, titleField),
        firstPublishedAt: new Date(document.firstPublishedAt as string).toISOString(),
        views: Number(document.viewCount),
      }));
    },
  };
};

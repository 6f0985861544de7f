import type { Core } from '@strapi/strapi';
import type { Access } from '../access';
import type { TrackedType } from '../tracked';
import { findPublished, inOrder } from '../views/controllers';
import type { Asked, List } from '../views/questions';
import type { Ranked } from '../views/questions.sql';
import { hourMs } from '../views/seen';
import { periodBefore, type Insights } from './questions';

interface Found {
  readonly list: List;
  readonly ranked: Ranked[];
}

/** A document of a list, with what it reached in the period, and in the one before where there is one. */
export interface Listed {
  readonly documentId: string;
  readonly title: string;
  readonly views: number;
  readonly uniqueViews: number;
  readonly viewsBefore: number | null;
}

const none = { views: 0, uniqueViews: 0 };

/** Lists of documents as editors get them: what they may read, by its title. */
export const createLists = (strapi: Core.Strapi, access: Access, insights: () => Insights) => {
  const fieldsOf = (ctx: Asked, type: TrackedType): string[] =>
    access.mayReadTitle(ctx, type) ? [type.titleField] : ['documentId'];

  const titleOf = (document: Record<string, unknown>, { titleField }: TrackedType): string =>
    String(document[titleField] ?? document.documentId);

  const present = async (ctx: Asked, { list, ranked }: Found) => {
    const { type, limit } = list;
    const ids = ranked.map(({ documentId }) => documentId);
    const query = { fields: fieldsOf(ctx, type), filters: await access.filtersOf(ctx, type) };
    const documents = await findPublished(strapi, list, ids, query);
    return inOrder(ranked, documents, limit).map(({ document, views, uniqueViews }) => ({
      documentId: document.documentId,
      title: titleOf(document, type),
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
      return rows.map(({ documentId, title }) => ({
        documentId,
        title,
        ...(now.get(documentId) ?? none),
        viewsBefore: before.get(documentId)?.views ?? 0,
      }));
    },

    /** The documents that readers could first see last. */
    async justPublished(ctx: Asked, type: TrackedType, locale: string, limit: number) {
      const documents = (await strapi.documents(type.uid).findMany({
        status: 'published',
        ...(locale && { locale }),
        fields: [...fieldsOf(ctx, type), 'firstPublishedAt', 'viewCount'],
        filters: { $and: [{ firstPublishedAt: { $notNull: true } }, await access.filtersOf(ctx, type)] },
        sort: 'firstPublishedAt:desc',
        limit,
      } as never)) as unknown as (Record<string, unknown> & { documentId: string })[];
      return documents.map((document) => ({
        type: type.name,
        uid: type.uid,
        documentId: document.documentId,
        locale: locale || null,
        title: titleOf(document, type),
        firstPublishedAt: new Date(document.firstPublishedAt as string).toISOString(),
        views: Number(document.viewCount),
      }));
    },
  };
};

import { hourMs } from 'newsroom-plugin-kit/durations';
import type {
  Answer,
  HomeJustPublished,
  ListedDocument,
  MostViewed,
  Trending,
} from '../../../shared/answers';
import type { TrackedType } from '../content/tracked';
import type { Access } from '../http/access';
import type { TimeRange } from '../http/parameters';
import type { RequestContext } from '../http/request-context';
import type { Tracker } from '../tracker';
import { findByIds, inOrder, type Document } from './documents';
import type { List, Lists } from './lists';
import { rangeBefore } from './span';
import { createTitles, titleOf } from './titles';

/** A list as it is sent to the admin. */
export type ListAnswer = Answer<readonly ListedDocument[], (MostViewed | Trending)['meta']>;

const noViews = { views: 0, uniqueViews: 0 };

/** The range whose views stand beside a list's documents; undefined for all of time. */
const shownRange = (list: List): TimeRange | undefined => {
  if (list.kind === 'mostViewed') return list.range;
  const { toMs } = list.range;
  return { fromMs: toMs - list.halfLifeHours * hourMs, toMs };
};

const isoDate = (date: unknown): string | null => (date ? new Date(date as string).toISOString() : null);

/** Lists as an editor sees them: the documents that they may read, by their titles. */
export const createEditorLists = ({ strapi }: Tracker, access: Access, lists: Lists) => {
  const titles = createTitles(strapi, access);

  const findRanked = async (ctx: RequestContext, list: List) => {
    const titleField = await titles.titleFieldOf(ctx, list.type);
    const query = {
      fields: [titleField, 'firstPublishedAt'],
      filters: await access.filtersOf(ctx, list.type),
    };
    const ranked = await lists.find(list);
    const documents = await findByIds(strapi, 'published', list, ranked, query);
    return inOrder(ranked, documents, list.limit).map(({ document, views, uniqueViews }) => ({
      documentId: document.documentId,
      title: titleOf(document, titleField),
      firstPublishedAt: isoDate(document.firstPublishedAt),
      views,
      uniqueViews,
    }));
  };

  return {
    /** The documents of a list. Beside a trending document stand the views of the last half-life. */
    async find(ctx: RequestContext, list: List): Promise<ListedDocument[]> {
      const documents = await findRanked(ctx, list);
      const range = shownRange(list);
      if (!range) return documents.map((document) => ({ ...document, viewsBefore: null }));
      const ids = documents.map(({ documentId }) => documentId);
      const shown = list.kind === 'trending' ? await lists.countsIn(list, range, ids) : undefined;
      const before = await lists.countsIn(list, rangeBefore(range), ids);
      return documents.map((document) => ({
        ...document,
        ...(shown && (shown.get(document.documentId) ?? noViews)),
        viewsBefore: before.get(document.documentId)?.views ?? 0,
      }));
    },

    titlesOf: titles.titlesOf,

    /** The documents of a type and locale that were first published last. */
    async justPublished(
      ctx: RequestContext,
      type: TrackedType,
      locale: string,
      limit: number,
    ): Promise<HomeJustPublished[]> {
      const titleField = await titles.titleFieldOf(ctx, type);
      const documents = (await strapi.documents(type.uid).findMany({
        status: 'published',
        ...(locale && { locale }),
        fields: [titleField, 'firstPublishedAt', 'viewCount'],
        filters: { $and: [{ firstPublishedAt: { $notNull: true } }, await access.filtersOf(ctx, type)] },
        sort: 'firstPublishedAt:desc',
        limit,
      } as never)) as unknown as Document[];
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

export type EditorLists = ReturnType<typeof createEditorLists>;

import { adminApi } from '@strapi/strapi/admin';
import { createRequests, dataOf, type QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type {
  Answer,
  DocumentViews,
  Floods,
  HomeJustPublished,
  HomeMostViewed,
  MostViewed,
  PublishingLog,
  Refusals,
  Site,
  Trending,
  TypeViews,
} from '../../shared/answers';
import { pluginId } from './texts';

/** A document in one language, in a request. `locale` is undefined if its type is not localized. */
export interface DocumentRef {
  readonly type: string;
  readonly documentId: string;
  readonly locale: string | undefined;
}

const { get, post } = createRequests(pluginId);

/** Publications and the dates of a document: loaded again after it was backdated. */
const tag = 'ContentTrackerPublishing' as const;
/** Views of a document: loaded again after some were taken off. */
const viewsTag = 'ContentTrackerViews' as const;

const api = adminApi.enhanceEndpoints({ addTagTypes: [tag, viewsTag] }).injectEndpoints({
  endpoints: (build) => ({
    trackerSite: build.query<Site, void>({
      query: () => get('site'),
      transformResponse: dataOf,
    }),
    trackerDocument: build.query<Answer<DocumentViews>, DocumentRef & { from: string }>({
      query: ({ type, documentId, locale, from }) =>
        get(`views/${type}/${documentId}`, { locale, from, interval: 'day' }),
      providesTags: [viewsTag],
    }),
    trackerRange: build.query<Answer<DocumentViews>, DocumentRef & { from: string; to: string }>({
      query: ({ type, documentId, ...parameters }) =>
        get(`views/${type}/${documentId}`, { ...parameters, interval: 'day' }),
      providesTags: [viewsTag],
    }),
    trackerPublishing: build.query<PublishingLog, DocumentRef & { start: number; limit: number }>({
      query: ({ type, documentId, ...parameters }) => get(`publishing/${type}/${documentId}`, parameters),
      providesTags: [tag],
    }),
    trackerBackdate: build.mutation<unknown, DocumentRef & { firstPublishedAt: string; reason: string }>({
      query: ({ type, documentId, ...data }) => post(`publishing/${type}/${documentId}/correction`, data),
      invalidatesTags: [tag],
    }),
    trackerTakeOff: build.mutation<
      unknown,
      DocumentRef & { from: string; to: string; views: number; reason: string }
    >({
      query: ({ type, documentId, ...data }) => post(`views/${type}/${documentId}/removal`, data),
      invalidatesTags: [tag, viewsTag],
    }),
    trackerHomeMostViewed: build.query<Answer<readonly HomeMostViewed[]>, void>({
      query: () => get('home/most-viewed'),
    }),
    trackerHomeJustPublished: build.query<Answer<readonly HomeJustPublished[]>, void>({
      query: () => get('home/just-published'),
    }),
    trackerMostViewed: build.query<MostViewed, QueryParameters>({
      query: (parameters) => get('most-viewed', parameters),
    }),
    trackerTrending: build.query<Trending, QueryParameters>({
      query: (parameters) => get('trending', parameters),
    }),
    trackerViews: build.query<Answer<TypeViews>, QueryParameters>({
      query: (parameters) => get('views', parameters),
    }),
    trackerRefusals: build.query<Refusals, QueryParameters>({
      query: (parameters) => get('refusals', parameters),
    }),
    trackerFloods: build.query<Floods, QueryParameters>({
      query: (parameters) => get('floods', parameters),
    }),
  }),
});

export const {
  useTrackerSiteQuery,
  useTrackerDocumentQuery,
  useTrackerPublishingQuery,
  useTrackerBackdateMutation,
  useTrackerRangeQuery,
  useTrackerTakeOffMutation,
  useTrackerHomeMostViewedQuery,
  useTrackerHomeJustPublishedQuery,
  useTrackerMostViewedQuery,
  useTrackerTrendingQuery,
  useTrackerViewsQuery,
  useTrackerRefusalsQuery,
  useTrackerFloodsQuery,
} = api;

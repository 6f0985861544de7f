import { adminApi } from '@strapi/strapi/admin';
import { createRequests, dataOf, type QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type {
  Answer,
  DocumentViews,
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

const api = adminApi.enhanceEndpoints({ addTagTypes: [tag] }).injectEndpoints({
  endpoints: (build) => ({
    trackerSite: build.query<Site, void>({
      query: () => get('site'),
      transformResponse: dataOf,
    }),
    trackerDocument: build.query<Answer<DocumentViews>, DocumentRef & { from: string }>({
      query: ({ type, documentId, locale, from }) =>
        get(`views/${type}/${documentId}`, { locale, from, interval: 'day' }),
    }),
    trackerPublishing: build.query<PublishingLog, DocumentRef & { start: number; limit: number }>({
      query: ({ type, documentId, ...parameters }) => get(`publishing/${type}/${documentId}`, parameters),
      providesTags: [tag],
    }),
    trackerBackdate: build.mutation<unknown, DocumentRef & { firstPublishedAt: string; reason: string }>({
      query: ({ type, documentId, ...data }) => post(`publishing/${type}/${documentId}/correction`, data),
      invalidatesTags: [tag],
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
  }),
});

export const {
  useTrackerSiteQuery,
  useTrackerDocumentQuery,
  useTrackerPublishingQuery,
  useTrackerBackdateMutation,
  useTrackerHomeMostViewedQuery,
  useTrackerHomeJustPublishedQuery,
  useTrackerMostViewedQuery,
  useTrackerTrendingQuery,
  useTrackerViewsQuery,
  useTrackerRefusalsQuery,
} = api;

import { adminApi } from '@strapi/strapi/admin';

export interface Counts {
  readonly views: number;
  readonly uniqueViews: number;
}
export interface Bar extends Counts {
  readonly start: string;
}
export type Interval = 'hour' | 'day' | 'week' | 'month';

export interface SiteType {
  readonly name: string;
  readonly uid: string;
  readonly label: string;
  readonly isLocalized: boolean;
  /** Whether there is one document of it, which the Content Manager opens by the type. */
  readonly isSingle: boolean;
}
export interface Site {
  readonly timeZone: string;
  readonly defaultLocale: string;
  readonly types: readonly SiteType[];
  readonly locales: readonly { code: string; name: string }[];
}
export interface Series extends Counts {
  readonly interval: Interval;
  readonly timeZone: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly series: readonly Bar[];
}
export interface DocumentViews extends Series {
  /** Imported views are part of the views. */
  readonly total: Counts & { readonly importedViews: number };
}
export interface TypeViews extends Series {
  /** Not part of the views; 0 but for all of time. */
  readonly importedViews: number;
  readonly before: Counts | null;
}
export interface Listed extends Counts {
  readonly documentId: string;
  readonly title: string;
  readonly viewsBefore: number | null;
}
export interface ListedAnywhere extends Listed {
  readonly type: string;
  readonly uid: string;
  readonly locale: string | null;
}
export interface JustPublished {
  readonly type: string;
  readonly uid: string;
  readonly documentId: string;
  readonly locale: string | null;
  readonly title: string;
  readonly firstPublishedAt: string;
  readonly views: number;
}
export interface Refusal {
  readonly day: string;
  readonly reason: string;
  readonly views: number;
}
interface Dates {
  readonly firstPublishedAt: string | null;
  readonly publishedAt: string | null;
}
export type Action =
  'published' | 'republished' | 'updated' | 'unpublished' | 'backdated' | 'imported' | 'deleted';
export interface Entry {
  readonly at: string;
  readonly action: Action;
  readonly actor: {
    readonly kind: 'admin' | 'api-token' | 'api-user' | 'import' | 'system';
    readonly name: string | null;
  };
  /** `null` for a role that may not read titles. */
  readonly title: string | null;
  readonly before: Dates;
  readonly after: Dates;
  readonly reason: string | null;
}
export interface Publishing {
  readonly firstPublishedAt: string | null;
  readonly lastPublishedAt: string | null;
  readonly unpublishedAt: string | null;
  readonly timesPublished: number;
  readonly entries: readonly Entry[];
}

interface Answer<Data, Meta = { readonly asOf: string }> {
  readonly data: Data;
  readonly meta: Meta;
}
interface List extends Answer<readonly Listed[]> {
  readonly meta: { readonly asOf: string; readonly uid: string; readonly locale: string | null };
}

/** A document in one language; `locale` undefined where its type has none. */
export interface Place {
  readonly type: string;
  readonly documentId: string;
  readonly locale: string | undefined;
}

export type Params = Record<string, string | undefined>;

const get = (path: string, params?: Params) => ({
  url: `/content-tracker/${path}`,
  method: 'GET' as const,
  config: {
    params: Object.fromEntries(Object.entries(params ?? {}).filter(([, value]) => value !== undefined)),
  },
});
const documentPath = (room: string, { type, documentId }: Place) => `${room}/${type}/${documentId}`;

const api = adminApi.enhanceEndpoints({ addTagTypes: ['ContentTrackerPublishing'] }).injectEndpoints({
  endpoints: (build) => ({
    trackerSite: build.query<Site, void>({
      query: () => get('site'),
      transformResponse: ({ data }: { data: Site }) => data,
    }),
    trackerDocument: build.query<Answer<DocumentViews>, Place & { from: string }>({
      query: (place) =>
        get(documentPath('views', place), { locale: place.locale, from: place.from, interval: 'day' }),
    }),
    trackerPublishing: build.query<
      Answer<Publishing, { start: number; limit: number; total: number }>,
      Place & { start: number; limit: number }
    >({
      query: ({ start, limit, ...place }) =>
        get(documentPath('publishing', place), {
          locale: place.locale,
          start: String(start),
          limit: String(limit),
        }),
      providesTags: ['ContentTrackerPublishing'],
    }),
    trackerCorrect: build.mutation<unknown, Place & { firstPublishedAt: string; reason: string }>({
      query: ({ firstPublishedAt, reason, ...place }) => ({
        url: `/content-tracker/${documentPath('publishing', place)}/correction`,
        method: 'POST',
        data: { locale: place.locale, firstPublishedAt, reason },
      }),
      invalidatesTags: ['ContentTrackerPublishing'],
    }),
    trackerHomeMostViewed: build.query<Answer<readonly ListedAnywhere[]>, void>({
      query: () => get('home/most-viewed'),
    }),
    trackerHomeJustPublished: build.query<Answer<readonly JustPublished[]>, void>({
      query: () => get('home/just-published'),
    }),
    trackerMostViewed: build.query<List, Params>({ query: (params) => get('most-viewed', params) }),
    trackerTrending: build.query<List, Params>({ query: (params) => get('trending', params) }),
    trackerViews: build.query<Answer<TypeViews>, Params>({ query: (params) => get('views', params) }),
    trackerRefusals: build.query<Answer<readonly Refusal[]>, Params>({
      query: (params) => get('refusals', params),
    }),
  }),
});

export const {
  useTrackerSiteQuery,
  useTrackerDocumentQuery,
  useTrackerPublishingQuery,
  useTrackerCorrectMutation,
  useTrackerHomeMostViewedQuery,
  useTrackerHomeJustPublishedQuery,
  useTrackerMostViewedQuery,
  useTrackerTrendingQuery,
  useTrackerViewsQuery,
  useTrackerRefusalsQuery,
} = api;

/** Whether a question failed because the role may not ask it. */
export const isForbidden = (error: unknown): boolean =>
  (error as { status?: unknown } | undefined)?.status === 403;

/** Where an editor works on a document. */
export const editorPath = (
  { uid, isSingle }: Pick<SiteType, 'uid' | 'isSingle'>,
  documentId: string,
  locale: string | null | undefined,
): string => {
  const path = isSingle ? `single-types/${uid}` : `collection-types/${uid}/${documentId}`;
  return `/content-manager/${path}${locale ? `?plugins[i18n][locale]=${locale}` : ''}`;
};

import { z } from '@strapi/utils';
import { intervals } from './time/calendar';

const range = { from: z.string().optional(), to: z.string().optional() };
const list = {
  type: z.string(),
  locale: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
};
const counts = { views: z.number(), uniqueViews: z.number() };
const documents = z.object({ data: z.array(z.looseObject({ documentId: z.string(), ...counts })) });
const mostViewedQuery = { ...list, ...range, period: z.enum(['24h', '7d', '30d', '365d', 'all']).optional() };
const trendingQuery = { ...list, halfLife: z.coerce.number().int().min(1).max(720).optional() };
const seriesQuery = {
  locale: z.string().optional(),
  ...range,
  interval: z.enum(intervals).optional(),
  timeZone: z.string().optional(),
};
const series = z.object({
  data: z.looseObject({ ...counts, series: z.array(z.object({ start: z.string(), ...counts })) }),
});

const moment = z.string().nullable();
const timeline = z.object({
  data: z.object({
    type: z.string(),
    documentId: z.string(),
    locale: z.string().nullable(),
    firstPublishedAt: moment,
    lastPublishedAt: moment,
    unpublishedAt: moment,
    timesPublished: z.number(),
  }),
});

/** Schemas say in the OpenAPI document what is asked and answered; the handlers check, and say what is wrong. */
export const contentRoutes = [
  {
    method: 'GET',
    path: '/most-viewed',
    handler: 'views.mostViewed',
    request: { query: mostViewedQuery },
    response: documents,
  },
  {
    method: 'GET',
    path: '/trending',
    handler: 'views.trending',
    request: { query: trendingQuery },
    response: documents,
  },
  {
    method: 'GET',
    path: '/views/:type/:documentId',
    handler: 'views.series',
    request: { params: { type: z.string(), documentId: z.string() }, query: seriesQuery },
    response: series,
  },
  {
    method: 'GET',
    path: '/publishing/:type/:documentId',
    handler: 'publishing.timeline',
    request: {
      params: { type: z.string(), documentId: z.string() },
      query: { locale: z.string().optional() },
    },
    response: timeline,
  },
  {
    method: 'POST',
    path: '/views/batch',
    handler: 'batch.report',
    request: { body: { 'application/json': z.object({ views: z.array(z.looseObject({})) }) } },
    response: z.object({ data: z.array(z.looseObject({ status: z.string() })) }),
  },
];

/** The scopes of those routes that read. */
export const questionsOfReaders = contentRoutes
  .filter(({ method }) => method === 'GET')
  .map(({ handler }) => `plugin::content-tracker.${handler}`);

/** What a role may do with the tracker, offered in Settings → Roles. */
const action = (uid: 'read' | 'correct' | 'export', displayName: string) => ({
  section: 'plugins',
  displayName,
  uid,
  pluginName: 'content-tracker',
});
export const actions = [
  action('read', 'Read views and publication dates'),
  action('correct', 'Correct publication dates'),
  action('export', 'Export views'),
];

const adminRoute = (
  path: string,
  handler: string,
  action: 'read' | 'correct' | 'export',
  method: 'GET' | 'POST' = 'GET',
) => ({
  method,
  path,
  handler,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      { name: 'admin::hasPermissions', config: { actions: [`plugin::content-tracker.${action}`] } },
    ],
  },
});

export const adminRoutes = [
  adminRoute('/site', 'insights.site', 'read'),
  adminRoute('/home/most-viewed', 'insights.homeMostViewed', 'read'),
  adminRoute('/home/just-published', 'insights.homeJustPublished', 'read'),
  adminRoute('/most-viewed', 'insights.mostViewed', 'read'),
  adminRoute('/most-viewed.csv', 'insights.exportMostViewed', 'export'),
  adminRoute('/trending', 'insights.trending', 'read'),
  adminRoute('/trending.csv', 'insights.exportTrending', 'export'),
  adminRoute('/views', 'insights.typeSeries', 'read'),
  adminRoute('/views.csv', 'insights.exportTypeSeries', 'export'),
  adminRoute('/views/:type/:documentId', 'insights.series', 'read'),
  adminRoute('/publishing/:type/:documentId', 'log.log', 'read'),
  adminRoute('/publishing/:type/:documentId/correction', 'log.correct', 'correct', 'POST'),
  adminRoute('/refusals', 'insights.refusals', 'read'),
  adminRoute('/refusals.csv', 'insights.exportRefusals', 'export'),
];

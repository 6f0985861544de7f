import { z } from '@strapi/utils';
import { adminRoute, permissionAction, permissionUid } from 'newsroom-plugin-kit/routes';
import { intervals } from './time/calendar';

type Action = 'read' | 'correct' | 'remove' | 'export';

const plugin = 'content-tracker';
const action = (uid: Action, displayName: string) => permissionAction(plugin, uid, displayName);
const route = (path: string, handler: string, needed: Action, method: 'GET' | 'POST' = 'GET') =>
  adminRoute(method, path, handler, permissionUid(plugin, needed));

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

/** The schemas describe request and response in the OpenAPI document. The handlers check, with better messages. */
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

/** Scopes of the content-API routes that read. */
export const readingScopes = contentRoutes
  .filter(({ method }) => method === 'GET')
  .map(({ handler }) => permissionUid(plugin, handler));

/** Permissions of this plugin, offered in Settings → Roles. */
export const actions = [
  action('read', 'Read views and publication dates'),
  action('correct', 'Correct publication dates'),
  action('remove', 'Take off views'),
  action('export', 'Export views'),
];

/** Scheduling has no permission of its own: whoever may publish a document may schedule that, and who may read it sees it. */
const scheduleRoute = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', handler: string, more = '') =>
  adminRoute(method, `/schedule/:type/:documentId${more}`, `schedule.${handler}`);

export const adminRoutes = [
  scheduleRoute('GET', 'read'),
  scheduleRoute('PUT', 'set'),
  scheduleRoute('DELETE', 'withdraw'),
  scheduleRoute('POST', 'confirm', '/confirmation'),
  adminRoute('GET', '/schedule', 'schedules.list'),
  adminRoute('GET', '/calendar', 'calendar.calendar'),
  adminRoute('GET', '/home/scheduled', 'schedules.home'),
  // Whoever schedules needs the site's time zone. It tells of no document.
  adminRoute('GET', '/site', 'insights.site'),
  route('/home/most-viewed', 'insights.homeMostViewed', 'read'),
  route('/home/just-published', 'insights.homeJustPublished', 'read'),
  route('/most-viewed', 'insights.mostViewed', 'read'),
  route('/most-viewed.csv', 'insights.exportMostViewed', 'export'),
  route('/trending', 'insights.trending', 'read'),
  route('/trending.csv', 'insights.exportTrending', 'export'),
  route('/views', 'insights.typeSeries', 'read'),
  route('/views.csv', 'insights.exportTypeSeries', 'export'),
  route('/views/:type/:documentId', 'insights.series', 'read'),
  route('/publishing/:type/:documentId', 'log.log', 'read'),
  route('/publishing/:type/:documentId/correction', 'log.correct', 'correct', 'POST'),
  route('/views/:type/:documentId/removal', 'log.takeOff', 'remove', 'POST'),
  route('/floods', 'insights.floods', 'read'),
  route('/refusals', 'insights.refusals', 'read'),
  route('/refusals.csv', 'insights.exportRefusals', 'export'),
];

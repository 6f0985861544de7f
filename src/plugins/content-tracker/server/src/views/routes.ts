import { z } from '@strapi/utils';
import { intervals } from './calendar';

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
    method: 'POST',
    path: '/views/batch',
    handler: 'batch.report',
    request: { body: { 'application/json': z.object({ views: z.array(z.looseObject({})) }) } },
    response: z.object({ data: z.array(z.looseObject({ status: z.string() })) }),
  },
];

/** What a role may do with the tracker, offered in Settings → Roles. */
export const actions = [
  { section: 'plugins', displayName: 'Read views', uid: 'read', pluginName: 'content-tracker' },
  { section: 'plugins', displayName: 'Export views', uid: 'export', pluginName: 'content-tracker' },
];

const adminRoute = (path: string, handler: string, action: 'read' | 'export') => ({
  method: 'GET',
  path,
  handler: `insights.${handler}`,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      { name: 'admin::hasPermissions', config: { actions: [`plugin::content-tracker.${action}`] } },
    ],
  },
});

export const adminRoutes = [
  adminRoute('/most-viewed', 'mostViewed', 'read'),
  adminRoute('/most-viewed.csv', 'exportMostViewed', 'export'),
  adminRoute('/trending', 'trending', 'read'),
  adminRoute('/views/:type/:documentId', 'series', 'read'),
  adminRoute('/refusals', 'refusals', 'read'),
];

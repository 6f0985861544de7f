import type { Core, Plugin } from '@strapi/strapi';
import { guardCommits } from 'newsroom-plugin-kit/commits';
import { createGrants } from 'newsroom-plugin-kit/grants';
import { hideFromGraphql } from 'newsroom-plugin-kit/graphql';
import { persistTables } from 'newsroom-plugin-kit/persisted-tables';
import { findTableProblem } from 'newsroom-plugin-kit/tables';
import { defaults, validator } from './config';
import { createLockRow } from './content/lock';
import { setUpForEditors } from './editor-defaults';
import { createLedger } from './ledger/ledger.sql';
import { createMaintenance } from './ledger/maintenance';
import { ledgerTypes, tablesIn } from './ledger/tables';
import { createViewCounts } from './ledger/view-counts';
import { listen } from './lifecycles';
import { createPublishing } from './publishing';
import { createAdminController, createContentController } from './publishing/http';
import { createImports } from './publishing/imports';
import { migrateNumbers } from './publishing/numbers.migration';
import { createService } from './publishing/service';
import publicationSchema from './publishing/tables/publication.json';
import { createQueries } from './queries';
import { createAdminApi } from './queries/admin-api';
import { createContentApi } from './queries/content-api';
import { carryOverRenamed } from './renamed-types';
import { createReporting } from './reporting';
import { createBatchController } from './reporting/batch-http';
import { actions, adminRoutes, contentRoutes, readingScopes } from './routes';
import { refreshStatistics } from './statistics';
import { protectLog } from './strapi/append-only-log';
import { serveInFrontOfStrapi } from './strapi/front-of-stack';
import { openToReadOnlyTokens } from './strapi/read-only-tokens';
import { createTracker } from './tracker';

type Context = { readonly strapi: Core.Strapi };

const contentTypes = { ...ledgerTypes, publication: { schema: publicationSchema } };
const ownTypes = Object.keys(contentTypes).map((name) => `plugin::content-tracker.${name}`);

const compose = (strapi: Core.Strapi) => {
  const tracker = createTracker(strapi);
  const { types, onError } = tracker;
  const tables = tablesIn(tracker.qualified);
  const logTable = tracker.qualified(publicationSchema.collectionName);
  const ledger = createLedger(tables);
  const maintenance = createMaintenance(tracker, ledger, tables);
  return {
    tracker,
    ledger,
    tables,
    logTable,
    maintenance,
    publishing: createPublishing(tracker, logTable, ledger.remove),
    viewCounts: createViewCounts(tracker, ledger, maintenance),
    reporting: createReporting(tracker, ledger),
    queries: createQueries(tracker, tables),
    grants: createGrants(strapi, {
      plugin: 'content-tracker',
      ownType: 'plugin::content-tracker.publication',
      extended: types.map(({ uid }) => ({ uid, attributes: ['viewCount', 'firstPublishedAt'] })),
      onError,
    }),
  };
};

/** What belongs to each Strapi, from the registration of plugins on. Several may live in one process. */
const composed = new WeakMap<Core.Strapi, ReturnType<typeof compose>>();
const of = ({ strapi }: Context) => {
  const parts = composed.get(strapi);
  if (!parts) throw new Error('content-tracker: Strapi has not registered its plugins yet');
  return parts;
};

const register = ({ strapi }: Context): void => {
  guardCommits(strapi.db.connection.client);
  migrateNumbers(strapi);
  hideFromGraphql(strapi, ownTypes);
  const parts = compose(strapi);
  composed.set(strapi, parts);
  parts.grants.listen();
  serveInFrontOfStrapi(strapi, parts.reporting.receive);
  openToReadOnlyTokens(strapi, readingScopes);
  strapi.documents.use((context, next) => parts.publishing.lockWhileWriting(context, next) as never);
};

const bootstrap = async (context: Context): Promise<void> => {
  const { strapi } = context;
  const { tracker, tables, logTable, publishing, viewCounts, maintenance, grants } = of(context);
  await persistTables(strapi, ownTypes);
  listen(tracker, publishing, viewCounts);
  protectLog(strapi);
  await strapi.service('admin::permission').actionProvider.registerMany(actions);
  await grants.restore();
  await setUpForEditors(strapi, tracker.types);
  await createLockRow(strapi, tracker.lock);
  await carryOverRenamed(tracker, tables, logTable);
  const reconciled = await publishing.reconcile();
  await maintenance.start();
  await refreshStatistics(tracker, [...Object.values(tables), logTable], reconciled);
  grants.start();
};

const destroy = async ({ strapi }: Context): Promise<void> => {
  const parts = composed.get(strapi);
  if (!parts) return;
  await parts.reporting.stop();
  await parts.maintenance.stop();
  await parts.grants.stop();
};

/** What Strapi loads. The declaration that projects read says no more of it, and names nothing of the plugin's inside. */
type ServerPlugin = Pick<Plugin.LoadedPlugin, 'config' | 'register' | 'bootstrap' | 'destroy'> &
  Record<'contentTypes' | 'controllers' | 'routes' | 'services', object>;

const plugin: ServerPlugin = {
  config: { default: defaults, validator },
  contentTypes,
  controllers: {
    views: (context: Context) => createContentApi(context.strapi, of(context).queries),
    batch: (context: Context) =>
      createBatchController(of(context).tracker, of(context).reporting.reportBatch),
    publishing: (context: Context) => createContentController(of(context).tracker, of(context).publishing),
    insights: (context: Context) => createAdminApi(of(context).tracker, of(context).queries),
    log: (context: Context) => createAdminController(of(context).tracker, of(context).publishing),
  },
  routes: {
    'content-api': { type: 'content-api', routes: contentRoutes },
    admin: { type: 'admin', routes: adminRoutes },
  },
  services: {
    history: (context: Context) => {
      const { tracker, ledger, publishing } = of(context);
      return createImports(tracker, ledger, publishing);
    },
    publishing: (context: Context) => createService(of(context).tracker, of(context).publishing),
    /** For a probe of the server: what keeps the tracker from counting, asked on a connection of the probe's own. */
    readiness: (context: Context) => ({
      problem: (connection: object) =>
        findTableProblem(
          context.strapi.db,
          [...ownTypes, ...of(context).tracker.types.map(({ uid }) => uid)],
          connection,
        ),
    }),
  },
  register,
  bootstrap,
  destroy,
};

export default plugin;
export type { TrackerConfig } from './config';

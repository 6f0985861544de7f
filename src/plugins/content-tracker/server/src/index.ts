import type { Core, Plugin } from '@strapi/strapi';
import { guardCommits } from 'newsroom-plugin-kit/commits';
import { hideFromGraphql } from 'newsroom-plugin-kit/graphql';
import { persistTables } from 'newsroom-plugin-kit/persisted-tables';
import { findTableProblem } from 'newsroom-plugin-kit/tables';
import { compose, contentTypes, ownTypes, type Parts } from './compose';
import { defaults, validator } from './config';
import { createLockRow } from './content/lock';
import { setUpForEditors } from './editor-defaults';
import { plainColumns } from './ledger/plain-tables.sql';
import { listen } from './lifecycles';
import { createAdminController, createContentController } from './publishing/http';
import { createImports } from './publishing/imports';
import { migrateNumbers } from './publishing/numbers.migration';
import { createService } from './publishing/service';
import { createAdminApi } from './queries/admin-api';
import { createContentApi } from './queries/content-api';
import { carryOverLocalized, carryOverRenamed } from './carry-over';
import { createBatchController } from './reporting/batch-http';
import { actions, adminRoutes, contentRoutes, readingScopes } from './routes';
import { createCalendarController } from './schedule/calendar';
import { createScheduleController } from './schedule/http';
import { createScheduleLists } from './schedule/lists';
import { refreshStatistics } from './statistics';
import { protectLog } from './strapi/append-only-log';
import { serveInFrontOfStrapi } from './strapi/front-of-stack';
import { openToReadOnlyTokens } from './strapi/read-only-tokens';

type Context = { readonly strapi: Core.Strapi };

/** The parts of a Strapi, from the registration of plugins on. They are kept with it, not in a variable of the module. */
const partsByStrapi = new WeakMap<Core.Strapi, Parts>();

/** Makes a controller, a service or a hook from the parts. Strapi calls it after `register`. */
const from =
  <T>(create: (parts: Parts) => T) =>
  ({ strapi }: Context): T => {
    const parts = partsByStrapi.get(strapi);
    if (!parts) throw new Error('content-tracker: Strapi has not registered its plugins yet');
    return create(parts);
  };

const register = ({ strapi }: Context): void => {
  guardCommits(strapi.db.connection.client);
  migrateNumbers(strapi);
  hideFromGraphql(strapi, ownTypes);
  const parts = compose(strapi);
  partsByStrapi.set(strapi, parts);
  parts.grants.listen();
  serveInFrontOfStrapi(strapi, parts.reporting.receive);
  openToReadOnlyTokens(strapi, readingScopes);
  strapi.documents.use((context, next) => parts.publishing.lockWhileWriting(context, next) as never);
  strapi.documents.use((context, next) => parts.schedule.watch(context, next) as never);
};

const bootstrap = from(async (parts): Promise<void> => {
  const { tracker, tables, logTable, publishing, counting, schedule, grants, reporting } = parts;
  const { strapi } = tracker;
  await persistTables(strapi, ownTypes);
  listen(tracker, publishing, counting.viewCounts);
  protectLog(strapi);
  await strapi.service('admin::permission').actionProvider.registerMany(actions);
  await grants.restore();
  await setUpForEditors(strapi, tracker.types);
  await createLockRow(strapi, tracker.lock);
  await counting.prepare();
  await carryOverRenamed(tracker, tables, logTable, schedule.rename);
  await carryOverLocalized(tracker, tables, logTable, schedule);
  await schedule.prepare();
  const reconciled = await publishing.reconcile();
  await refreshStatistics(tracker, [...Object.values(tables), logTable], reconciled);
  await counting.start();
  grants.start();
  // Commands such as `strapi export` start plugins too. Only a server counts.
  strapi.server.httpServer.once('listening', () => {
    void reporting.start();
    schedule.start();
  });
});

const destroy = async ({ strapi }: Context): Promise<void> => {
  const parts = partsByStrapi.get(strapi);
  await parts?.reporting.stop();
  await parts?.schedule.stop();
  await parts?.counting.stop();
  await parts?.grants.stop();
};

/** For a probe of the server. `problem` tells what keeps the tracker from counting; it asks on the given connection. */
const createReadiness = ({ tracker: { strapi, types } }: Parts) => ({
  problem: (connection: object): Promise<string | undefined> =>
    findTableProblem(strapi.db, [...ownTypes, ...types.map(({ uid }) => uid)], connection, plainColumns),
});

/** What Strapi loads. It is also the type that projects see, so it names nothing of the plugin's inside. */
type ServerPlugin = Pick<Plugin.LoadedPlugin, 'config' | 'register' | 'bootstrap' | 'destroy'> &
  Record<'contentTypes' | 'controllers' | 'routes' | 'services', object>;

const plugin: ServerPlugin = {
  config: { default: defaults, validator },
  contentTypes,
  controllers: {
    views: from(({ tracker, queries }) => createContentApi(tracker.strapi, queries)),
    batch: from(({ tracker, reporting }) => createBatchController(tracker, reporting.reportBatch)),
    publishing: from(({ tracker, publishing }) => createContentController(tracker, publishing)),
    insights: from(({ tracker, queries }) => createAdminApi(tracker, queries)),
    schedule: from(({ tracker, schedule }) => createScheduleController(tracker, schedule)),
    schedules: from(({ tracker, scheduleQueries }) => createScheduleLists(tracker, scheduleQueries)),
    calendar: from(({ tracker, calendarQueries }) => createCalendarController(tracker, calendarQueries)),
    log: from(({ tracker, publishing }) => createAdminController(tracker, publishing)),
  },
  routes: {
    'content-api': { type: 'content-api', routes: contentRoutes },
    admin: { type: 'admin', routes: adminRoutes },
  },
  services: {
    history: from(({ tracker, counting, publishing }) =>
      createImports(tracker, counting.ledger, counting.counts, publishing),
    ),
    publishing: from(({ tracker, publishing }) => createService(tracker, publishing)),
    readiness: from(createReadiness),
  },
  register,
  bootstrap,
  destroy,
};

export default plugin;
export type { TrackerConfig } from './config';

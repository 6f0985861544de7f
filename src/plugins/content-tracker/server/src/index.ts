import type { Core } from '@strapi/strapi';
import { guardCommits } from 'newsroom-plugin-kit/commits';
import { createErrorLog } from 'newsroom-plugin-kit/error-log';
import { createGrants } from 'newsroom-plugin-kit/grants';
import { interceptRequests } from 'newsroom-plugin-kit/intercept';
import { hideFromGraphql } from 'newsroom-plugin-kit/graphql';
import { persistTables } from 'newsroom-plugin-kit/persisted-tables';
import { findWithoutStatistics, renewStatistics } from 'newsroom-plugin-kit/statistics';
import { findTableProblem } from 'newsroom-plugin-kit/tables';
import { complete, defaults, validator, type TrackerConfig } from './config';
import { setUpForEditors } from './editor-defaults';
import { createHistory } from './publishing/imports';
import { createInsightsController } from './queries/admin-api';
import { createInsights, type Insights } from './queries/insights';
import { createPublishing, type Publishing } from './publishing';
import { createAdminController, createContentController } from './publishing/http';
import { createLog } from './publishing/log.sql';
import { migrateNumbers } from './publishing/numbers.migration';
import { createService } from './publishing/service';
import publicationSchema from './publishing/tables/publication.json';
import { openToReadOnlyTokens } from './strapi/read-only-tokens';
import { actions, adminRoutes, contentRoutes, questionsOfReaders } from './routes';
import { createDefaultLocale, createLocales } from './content/locales';
import { carryOverRenamed } from './content/renamed-types';
import { track, type TrackedType } from './content/tracked';
import { createViews } from './reporting';
import { createBatchController } from './reporting/batch';
import { createContentControllers } from './queries/content-api';
import { createLedger, type Ledger } from './ledger/ledger.sql';
import type { Questions } from './queries/queries';
import { ledgerTypes, tablesIn } from './ledger/tables';
import { createLockRow, type Lock } from './content/lock';

interface Rooms {
  readonly types: readonly TrackedType[];
  /** The tracker's own. */
  readonly tables: readonly string[];
  readonly lock: Lock;
  readonly defaultLocale: () => Promise<string>;
  readonly locales: (asked: unknown) => Promise<readonly string[]>;
  readonly ledger: Ledger;
  readonly views: ReturnType<typeof createViews>;
  readonly publishing: Publishing;
  readonly timeZone: string;
  readonly questions: Questions;
  readonly insights: Insights;
  readonly grants: ReturnType<typeof createGrants>;
  readonly carryOverRenamed: () => Promise<void>;
}

type Row = Record<string, unknown>;

interface LifecycleEvent {
  model: { uid: string };
  params: { data?: Row };
  result?: unknown;
}

const contentTypes = { ...ledgerTypes, publication: { schema: publicationSchema } };

/** One Strapi, one tracker: opened when plugins register, closed when they are destroyed. */
let rooms: Rooms;

const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  guardCommits(strapi.db.connection.client);
  migrateNumbers(strapi);
  hideFromGraphql(strapi, ownTypes);
  const config = complete(strapi.config.get<Partial<TrackerConfig>>('plugin::content-tracker'));
  const schema = strapi.config.get<string | undefined>('database.connection.connection.schema');
  const qualified = (table: string) => (schema ? `${schema}.${table}` : table);
  const types = track(strapi, config.contentTypes, qualified);
  const tables = tablesIn(qualified);
  const ledger = createLedger(tables);
  const lock = { table: qualified('strapi_core_store_settings'), key: 'content_tracker_lock' };
  const defaultLocale = createDefaultLocale(strapi);
  const locales = createLocales(strapi);
  const onError = createErrorLog({ write: (text) => strapi.log.error(`content-tracker: ${text}`) });
  const views = createViews(strapi, { config, types, tables, ledger, lock, defaultLocale, locales, onError });
  const log = createLog(qualified(publicationSchema.collectionName));
  const publishing = createPublishing(strapi, { types, log, lock, now: Date.now, onGone: ledger.remove });
  const { timeZone } = config;
  const { questions } = views;
  const insights = createInsights(strapi, { tables, questions, timeZone, now: Date.now });
  const ownTables = [...Object.values(tables), qualified(publicationSchema.collectionName)];
  const renaming = {
    renamed: config.renamedTypes,
    tracked: types.map(({ uid }) => uid),
    tables,
    log: qualified(publicationSchema.collectionName),
    lock,
  };
  const grants = createGrants(strapi, {
    plugin: 'content-tracker',
    ownType: 'plugin::content-tracker.publication',
    extended: types.map(({ uid }) => ({ uid, attributes: ['viewCount', 'firstPublishedAt'] })),
    onError,
  });
  grants.listen();
  rooms = {
    grants,
    carryOverRenamed: () => carryOverRenamed(strapi, renaming),
    types,
    tables: ownTables,
    lock,
    defaultLocale,
    locales,
    ledger,
    views,
    publishing,
    timeZone,
    questions,
    insights,
  };
  interceptRequests(strapi.server.httpServer, views.receive);
  openToReadOnlyTokens(strapi, questionsOfReaders);
  strapi.documents.use((context, next) => publishing.serialize(context, next) as never);
};

/** A row that was written or deleted; a caller who chose its fields may have left out which one it was. */
const rowOf = ({ params: { data = {} }, result }: LifecycleEvent, type: TrackedType): Row | undefined => {
  const row = (result ?? {}) as Row;
  const documentId = row.documentId ?? data.documentId;
  const locale = row.locale ?? data.locale;
  const isWhole = documentId !== undefined && (locale !== undefined || !type.isLocalized);
  return isWhole
    ? { ...row, documentId, locale, publishedAt: row.publishedAt ?? data.publishedAt }
    : undefined;
};

/** Every path that writes a row comes through these, inside its transaction. */
const listen = (strapi: Core.Strapi): void => {
  const { types, views, publishing } = rooms;
  const typeOf = (event: LifecycleEvent) => types.find((type) => type.uid === event.model.uid) as TrackedType;

  const note = async (event: LifecycleEvent, isCreated: boolean): Promise<void> => {
    const type = typeOf(event);
    const row = rowOf(event, type);
    if (row) await publishing.noteWritten(type, row, isCreated && Boolean(row.publishedAt));
    else await publishing.noteMany(type);
  };
  const noteManyIfPublishing = async (event: LifecycleEvent): Promise<void> => {
    if ('publishedAt' in (event.params.data ?? {})) await publishing.noteMany(typeOf(event));
  };

  strapi.db.lifecycles.subscribe({
    models: types.map((type) => type.uid),
    async beforeCreate(event: LifecycleEvent) {
      const { data } = event.params;
      if (!data) return;
      const replaced = await publishing.beforeCreate(typeOf(event), data);
      await views.beforeCreate(typeOf(event), data, replaced?.viewCount);
    },
    afterCreate: (event: LifecycleEvent) => note(event, true),
    afterCreateMany: (event: LifecycleEvent) => publishing.noteMany(typeOf(event)),
    beforeUpdate({ params }: LifecycleEvent) {
      // The tracker itself writes past the lifecycles: whoever comes this way may not set them.
      delete params.data?.viewCount;
      delete params.data?.firstPublishedAt;
    },
    async afterUpdate(event: LifecycleEvent) {
      if (event.result && 'publishedAt' in (event.params.data ?? {})) await note(event, false);
    },
    afterUpdateMany: noteManyIfPublishing,
    async afterDelete(event: LifecycleEvent) {
      if (!event.result) return;
      const type = typeOf(event);
      const row = rowOf(event, type);
      if (row) return publishing.noteDeleted(type, row);
      await views.afterDeleteMany(type);
      await publishing.noteMany(type);
    },
    async afterDeleteMany(event: LifecycleEvent) {
      await views.afterDeleteMany(typeOf(event));
      await publishing.noteMany(typeOf(event));
    },
  });
};

/** What is in the log stays as it is. Only `strapi import`, which switches listeners off, may replace it as a whole. */
const protectLog = (strapi: Core.Strapi): void => {
  const refuse = (): never => {
    throw new Error('content-tracker: the log of publications is append-only');
  };
  strapi.db.lifecycles.subscribe({
    models: ['plugin::content-tracker.publication'],
    beforeUpdate: refuse,
    beforeUpdateMany: refuse,
    beforeDelete: refuse,
    beforeDeleteMany: refuse,
  });
};

const ownTypes = Object.keys(contentTypes).map((name) => `plugin::content-tracker.${name}`);

/** From so many entries on, what the database knows of its tables is no longer true. */
const muchReconciled = 1000;

const refreshStatistics = async (strapi: Core.Strapi, reconciled: number): Promise<void> => {
  const { connection } = strapi.db;
  const tables = [...rooms.types.map(({ table }) => table), ...rooms.tables];
  const stale = reconciled >= muchReconciled ? tables : await findWithoutStatistics(connection, tables);
  if (stale.length > 0) await renewStatistics(connection, stale);
};

const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  await persistTables(strapi, ownTypes);
  listen(strapi);
  protectLog(strapi);
  await strapi.service('admin::permission').actionProvider.registerMany(actions);
  await rooms.grants.restore();
  await setUpForEditors(strapi, rooms.types);
  await createLockRow(strapi, rooms.lock);
  await rooms.carryOverRenamed();
  const reconciled = await rooms.publishing.start();
  await rooms.views.start();
  await refreshStatistics(strapi, reconciled);
  rooms.grants.start();
};

const destroy = async (): Promise<void> => {
  await rooms.views.stop();
  await rooms.grants.stop();
};

export default {
  config: { default: defaults, validator },
  contentTypes,
  controllers: {
    views: ({ strapi }: { strapi: Core.Strapi }) => createContentControllers(strapi, () => rooms.questions),
    batch: () => createBatchController(() => rooms.views.batches),
    publishing: ({ strapi }: { strapi: Core.Strapi }) => createContentController(strapi, () => rooms),
    insights: ({ strapi }: { strapi: Core.Strapi }) => createInsightsController(strapi, () => rooms),
    log: ({ strapi }: { strapi: Core.Strapi }) => createAdminController(strapi, () => rooms),
  },
  routes: {
    'content-api': { type: 'content-api', routes: contentRoutes },
    admin: { type: 'admin', routes: adminRoutes },
  },
  services: {
    history: ({ strapi }: { strapi: Core.Strapi }) => createHistory(strapi, rooms),
    publishing: () => createService(() => rooms),
    /** For a probe of the server: what keeps the tracker from counting, asked on a connection of the probe's own. */
    readiness: ({ strapi }: { strapi: Core.Strapi }) => ({
      problem: (connection: object) =>
        findTableProblem(strapi.db, [...ownTypes, ...rooms.types.map(({ uid }) => uid)], connection),
    }),
  },
  register,
  bootstrap,
  destroy,
};

import type { Core } from '@strapi/strapi';
import { defaults, validator, type TrackerConfig } from './config';
import { createHistory } from './history';
import { createPublishing } from './publishing';
import { track, type TrackedType } from './tracked';
import { createViews } from './views';
import { createBatchController } from './views/batch';
import { createAdminControllers, createContentControllers } from './views/controllers';
import { standInFrontOf } from './views/http';
import { createLedger, type Ledger } from './views/ledger.sql';
import { actions, adminRoutes, contentRoutes } from './views/routes';
import { ledgerTypes, tablesIn } from './views/tables';

interface Rooms {
  readonly types: readonly TrackedType[];
  readonly ledger: Ledger;
  readonly views: ReturnType<typeof createViews>;
  readonly publishing: ReturnType<typeof createPublishing>;
}

interface LifecycleEvent {
  model: { uid: string };
  params: { data?: Record<string, unknown> };
  result?: unknown;
}

/** One Strapi, one tracker: opened when plugins register, closed when they are destroyed. */
let rooms: Rooms;

const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  const config = strapi.config.get<TrackerConfig>('plugin::content-tracker');
  const schema = strapi.config.get<string | undefined>('database.connection.connection.schema');
  const qualified = (table: string) => (schema ? `${schema}.${table}` : table);
  const types = track(strapi, config.contentTypes, qualified);
  const tables = tablesIn(qualified);
  const ledger = createLedger(tables);
  const coreStoreTable = qualified('strapi_core_store_settings');
  const views = createViews(strapi, { config, types, tables, ledger, coreStoreTable });
  rooms = { types, ledger, views, publishing: createPublishing(strapi) };
  standInFrontOf(strapi.server.httpServer, views.receive);
};

/** Every path that writes a row comes through these, inside its transaction. */
const listen = (strapi: Core.Strapi): void => {
  const { types, views, publishing } = rooms;
  const typeOf = (event: LifecycleEvent) => types.find((type) => type.uid === event.model.uid) as TrackedType;
  strapi.db.lifecycles.subscribe({
    models: types.map((type) => type.uid),
    async beforeCreate(event: LifecycleEvent) {
      const { data } = event.params;
      if (!data) return;
      await publishing.beforeCreate(typeOf(event), data);
      await views.beforeCreate(typeOf(event), data);
    },
    beforeUpdate({ params }: LifecycleEvent) {
      // The tracker itself writes past the lifecycles: whoever comes this way may not set them.
      delete params.data?.viewCount;
      delete params.data?.firstPublishedAt;
    },
    async afterDelete(event: LifecycleEvent) {
      if (event.result) await views.afterDelete(typeOf(event), event.result as Record<string, unknown>);
    },
    async afterDeleteMany(event: LifecycleEvent) {
      await views.afterDeleteMany(typeOf(event));
    },
  });
};

const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  listen(strapi);
  await strapi.service('admin::permission').actionProvider.registerMany(actions);
  await rooms.publishing.start(rooms.types);
  await rooms.views.start();
};

const destroy = (): Promise<void> => rooms.views.stop();

export default {
  config: { default: defaults, validator },
  contentTypes: ledgerTypes,
  controllers: {
    views: ({ strapi }: { strapi: Core.Strapi }) =>
      createContentControllers(strapi, () => rooms.views.questions),
    batch: ({ strapi }: { strapi: Core.Strapi }) => createBatchController(strapi, () => rooms.views.batches),
    insights: ({ strapi }: { strapi: Core.Strapi }) =>
      createAdminControllers(strapi, () => rooms.views.questions),
  },
  routes: {
    'content-api': { type: 'content-api', routes: contentRoutes },
    admin: { type: 'admin', routes: adminRoutes },
  },
  services: {
    history: ({ strapi }: { strapi: Core.Strapi }) => createHistory(strapi, rooms.types, rooms.ledger),
  },
  register,
  bootstrap,
  destroy,
};

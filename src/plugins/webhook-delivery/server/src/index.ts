import type { Core, Plugin } from '@strapi/strapi';
import { guardCommits } from 'newsroom-plugin-kit/commits';
import { hideFromGraphql } from 'newsroom-plugin-kit/graphql';
import { persistTables } from 'newsroom-plugin-kit/persisted-tables';
import { findTableProblem } from 'newsroom-plugin-kit/tables';
import { createControllers } from './admin-api/controllers';
import { compose } from './compose';
import { defaults, validator } from './config';
import { migrateKeys } from './keys.migration';
import { actions, routes } from './routes';
import { takeOverEntryEvents } from './strapi/entry-events';
import { storeHubEvents } from './strapi/event-hub';
import { takeOverMedia } from './strapi/media';
import { warnAboutProxy } from './strapi/proxy-warning';
import { takeOverRunner } from './strapi/runner';
import { takeOverSettingsForm } from './strapi/settings-form';
import { joinTransactions } from './strapi/transactions';
import { contentTypes, ownTypes } from './tables';

interface WithStrapi {
  readonly strapi: Core.Strapi;
}

/** The parts of a Strapi, from the registration of plugins on. They are kept with it, not in a variable of the module. */
const composed = new WeakMap<Core.Strapi, ReturnType<typeof compose>>();
const partsOf = (strapi: Core.Strapi) => {
  const parts = composed.get(strapi);
  if (!parts) throw new Error('webhook-delivery: Strapi has not registered its plugins yet');
  return parts;
};

const register = ({ strapi }: WithStrapi): void => {
  guardCommits(strapi.db.connection.client);
  migrateKeys(strapi);
  hideFromGraphql(strapi, ownTypes);
  const parts = compose(strapi);
  composed.set(strapi, parts);
  parts.grants.listen();
  takeOverRunner(parts.context, parts);
  takeOverSettingsForm(parts.context, parts.connections);
  warnAboutProxy(parts.context);
  takeOverEntryEvents(parts.context, parts.outbox);
};

const bootstrap = async ({ strapi }: WithStrapi): Promise<void> => {
  const { context, outbox, worker, maintenance, sequence, endpoints, sendingSwitch, grants } =
    partsOf(strapi);
  await persistTables(strapi, ownTypes);
  await sequence.prepare(context.db);
  joinTransactions(strapi, outbox);
  storeHubEvents(context, outbox, takeOverMedia(strapi, outbox));
  await strapi.service('admin::permission').actionProvider.registerMany(actions);
  await grants.restore();
  grants.start();
  await endpoints.ensureAtStart(context.db);
  await sendingSwitch.start();
  // Commands such as `strapi export` start plugins too. Only a server sends.
  strapi.server.httpServer.once('listening', () => {
    worker.start();
    maintenance.start();
  });
};

const destroy = async ({ strapi }: WithStrapi): Promise<void> => {
  const parts = composed.get(strapi);
  if (!parts) return;
  await parts.worker.stop();
  await parts.maintenance.stop();
  await parts.grants.stop();
};

/** What Strapi loads. It is also the type that projects see, so it names no internal type. */
type ServerPlugin = Pick<Plugin.LoadedPlugin, 'config' | 'register' | 'bootstrap' | 'destroy'> &
  Record<'contentTypes' | 'controllers' | 'routes' | 'services', object>;

const plugin: ServerPlugin = {
  config: { default: defaults, validator },
  contentTypes,
  controllers: {
    deliveries: ({ strapi }: WithStrapi) => {
      const parts = partsOf(strapi);
      return createControllers(parts.context, parts);
    },
  },
  routes: { admin: { type: 'admin', routes } },
  services: {
    /** For a readiness probe: why webhooks could not be stored now. It asks on the connection that the probe gives. */
    readiness: ({ strapi }: WithStrapi) => ({
      problem: (connection: object) => findTableProblem(strapi.db, ownTypes, connection),
    }),
  },
  register,
  bootstrap,
  destroy,
};

export default plugin;
export type { DeliveryConfig } from './config';

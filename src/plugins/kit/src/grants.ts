import { AsyncResource } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { createTrigger } from './coalesce';
import { adminPermissionUid, createAdminPermissions, type AdminPermission } from './grants/admin-permissions';
import { apiPermissionUids, createApiPermissions, type ApiPermission } from './grants/api-permissions';
import { createListViews, type Extended, type ListView } from './grants/list-views';

interface Options {
  /** The plugin's name. */
  readonly plugin: string;
  /** A content type of the plugin. If the last start did not have it, the plugin was absent. */
  readonly ownType: string;
  /** Content types that the plugin adds attributes to. */
  readonly extended?: readonly Extended[];
  readonly onError: (what: string, error: unknown) => void;
}

/** Everything that Strapi removes at a start without the plugin, besides tables and columns. */
interface Snapshot {
  readonly admin: readonly AdminPermission[];
  readonly roles: readonly ApiPermission<string>[];
  readonly tokens: readonly ApiPermission<number>[];
  readonly lists: Readonly<Record<string, ListView>>;
}

/** Changes within this time are stored together. */
const pauseMs = 1_000;

const changes = [
  'afterCreate',
  'afterUpdate',
  'afterDelete',
  'afterCreateMany',
  'afterUpdateMany',
  'afterDeleteMany',
];

/**
 * Keeps permissions and list columns of a plugin over a start without it, at which Strapi removes them. While the plugin
 * is present, a snapshot of them is stored after each change. At the first start after an absence they are put back. What
 * an administrator has removed stays removed, because the snapshot does not have it.
 */
export const createGrants = (strapi: Core.Strapi, { plugin, ownType, extended = [], onError }: Options) => {
  const store = strapi.store({ type: 'plugin', name: plugin });
  const prefix = `plugin::${plugin}.`;
  const attributesOf = (uid: string | null): readonly string[] =>
    extended.find((type) => type.uid === uid)?.attributes ?? [];
  const admin = createAdminPermissions(strapi, { prefix, attributesOf });
  const { roles, tokens } = createApiPermissions(strapi, prefix);
  const listViews = createListViews(strapi, extended);

  const readSnapshot = async (): Promise<Snapshot> => ({
    admin: await admin.read(),
    roles: await roles.read(),
    tokens: await tokens.read(),
    lists: await listViews.read(),
  });

  const storeSnapshot = async (): Promise<void> => {
    try {
      const [before, now] = [await store.get({ key: 'grants' }), await readSnapshot()];
      if (JSON.stringify(before) !== JSON.stringify(now)) await store.set({ key: 'grants', value: now });
    } catch (error) {
      onError('storing permissions and list columns', error);
    }
  };

  let isStarted = false;
  const storing = createTrigger(storeSnapshot, pauseMs);

  return {
    /** To be called when plugins register. Notices if the last start was without the plugin. */
    listen(): void {
      const listen = async ({ oldContentTypes }: { oldContentTypes?: Record<string, unknown> }) => {
        // Stored, because this start may be interrupted before anything is put back.
        if (oldContentTypes && !oldContentTypes[ownType]) await store.set({ key: 'was_absent', value: true });
      };
      strapi.hook('strapi::content-types.beforeSync').register(listen as never);
    },

    /** To be called when the plugin's actions are registered. Puts back what an absence has removed. */
    async restore(): Promise<void> {
      if (!(await store.get({ key: 'was_absent' }))) return;
      const snapshot = (await store.get({ key: 'grants' })) as Snapshot | null;
      if (snapshot) {
        await admin.restore(snapshot.admin);
        await roles.restore(snapshot.roles);
        await tokens.restore(snapshot.tokens);
        await listViews.restore(snapshot.lists);
      }
      await store.delete({ key: 'was_absent' });
    },

    /** From now on, stores a snapshot about a second after each change. */
    start(): void {
      // A change may be made inside a transaction: the timer must not run in its context.
      const storeSoon = AsyncResource.bind(storing.triggerSoon);
      strapi.db.lifecycles.subscribe({
        models: [adminPermissionUid, ...apiPermissionUids, 'strapi::core-store'],
        ...Object.fromEntries(changes.map((change) => [change, storeSoon])),
      } as never);
      isStarted = true;
      storeSoon();
    },

    async stop(): Promise<void> {
      await storing.stop();
      // Commands that only register plugins have no tables to read.
      if (isStarted) await storeSnapshot();
    },
  };
};

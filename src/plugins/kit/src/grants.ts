import { AsyncResource } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { createTrigger } from './coalesce';

/** A content type that a plugin gives attributes to. */
export interface Extended {
  readonly uid: string;
  readonly attributes: readonly string[];
}

interface Options {
  /** The plugin's name. */
  readonly plugin: string;
  /** A content type of the plugin's own: where it is not among those of the last start, the plugin was not there. */
  readonly ownType: string;
  readonly extended?: readonly Extended[];
  readonly onError: (what: string, error: unknown) => void;
}

/** A permission of the admin, of a role or of a token. */
interface AdminPermission {
  readonly role: string | null;
  readonly token: number | null;
  readonly action: string;
  readonly subject: string | null;
  readonly conditions: readonly string[];
  readonly properties: { readonly fields?: readonly string[] };
  readonly actionParameters: object;
}

/** How a content type stands in the admin's list. */
interface ListView {
  readonly list: readonly string[];
  readonly metadatas: Record<string, object>;
  readonly sort?: { readonly defaultSortBy: string; readonly defaultSortOrder: string };
}

/** All that Strapi takes away with a plugin that is not there for one start, tables and columns aside. */
interface Snapshot {
  readonly admin: readonly AdminPermission[];
  /** Of the content API: the role's type, or the token's id, and an action. */
  readonly roles: readonly (readonly [string, string])[];
  readonly tokens: readonly (readonly [number, string])[];
  readonly lists: Record<string, ListView>;
}

interface AdminRow extends Omit<AdminPermission, 'role' | 'token'> {
  readonly id: number;
  readonly role: { readonly id: number; readonly code: string } | null;
  readonly apiToken: { readonly id: number } | null;
}

interface Configuration {
  readonly layouts: { readonly list: string[] };
  readonly metadatas: Record<string, object>;
  readonly settings: { readonly defaultSortBy: string; readonly defaultSortOrder: string };
}

const adminPermission = 'admin::permission';
const rolePermission = 'plugin::users-permissions.permission';
const tokenPermission = 'admin::api-token-permission';
/** Strapi gives it everything by itself. */
const superAdmin = 'strapi-super-admin';
const editing = 'plugin::content-manager.explorer.';
/** What comes together is looked at once. */
const pauseMs = 1_000;

const ownerOf = ({ role, token }: Pick<AdminPermission, 'role' | 'token'>): string => `${role} ${token}`;

/** Two permissions that say the same but for the fields. */
const nameOf = (one: AdminPermission): string =>
  JSON.stringify([ownerOf(one), one.action, one.subject, [...one.conditions].sort()]);

const toPermission = (row: AdminRow): AdminPermission => ({
  role: row.role?.code ?? null,
  token: row.apiToken?.id ?? null,
  action: row.action,
  subject: row.subject,
  conditions: row.conditions ?? [],
  properties: row.properties ?? {},
  actionParameters: row.actionParameters ?? {},
});

/**
 * Strapi forgets what roles and tokens may do with a plugin, and its columns in lists, at a start without it. This
 * remembers them while the plugin is there, and puts back at its next start what has disappeared with it; not what an
 * administrator has taken away.
 */
export const createGrants = (strapi: Core.Strapi, { plugin, ownType, extended = [], onError }: Options) => {
  const store = strapi.store({ type: 'plugin', name: plugin });
  const isOwn = (action: string): boolean => action.startsWith(`plugin::${plugin}.`);
  const attributesOf = (uid: string | null): readonly string[] =>
    extended.find((one) => one.uid === uid)?.attributes ?? [];
  const contentTypes = () => strapi.plugin('content-manager').service('content-types');

  const adminRows = async (): Promise<AdminRow[]> => {
    const where = {
      $or: [{ action: { $startsWith: `plugin::${plugin}.` } }, { action: { $startsWith: editing } }],
    };
    return strapi.db.query(adminPermission).findMany({ where, populate: ['role', 'apiToken'] } as never);
  };

  /** What of a permission is the plugin's: all, or some fields of a content type. */
  const ownPart = (one: AdminPermission): AdminPermission | undefined => {
    if (one.role === superAdmin) return undefined;
    if (isOwn(one.action)) return one;
    const fields = one.properties.fields?.filter((field) => attributesOf(one.subject).includes(field)) ?? [];
    return fields.length > 0 ? { ...one, properties: { fields } } : undefined;
  };

  const listOf = async ({ uid, attributes }: Extended): Promise<ListView> => {
    const { layouts, metadatas, settings } = (await contentTypes().findConfiguration(
      contentTypes().findContentType(uid),
    )) as Configuration;
    const { defaultSortBy, defaultSortOrder } = settings;
    return {
      list: layouts.list,
      metadatas: Object.fromEntries(
        attributes.flatMap((name) => (metadatas[name] ? [[name, metadatas[name]]] : [])),
      ),
      ...(attributes.includes(defaultSortBy) && { sort: { defaultSortBy, defaultSortOrder } }),
    };
  };

  const look = async (): Promise<Snapshot> => {
    const own = { where: { action: { $startsWith: `plugin::${plugin}.` } } };
    // A project without users-permissions has no such roles.
    const roles = strapi.db.metadata.has(rolePermission)
      ? await strapi.db.query(rolePermission).findMany({ ...own, populate: ['role'] } as never)
      : [];
    const tokens = await strapi.db.query(tokenPermission).findMany({ ...own, populate: ['token'] } as never);
    const lists = await Promise.all(extended.map(async (one) => [one.uid, await listOf(one)] as const));
    return {
      admin: (await adminRows()).flatMap((row) => ownPart(toPermission(row)) ?? []),
      roles: roles.flatMap(({ role, action }) => (role ? [[role.type, action] as const] : [])),
      tokens: tokens.flatMap(({ token, action }) => (token ? [[token.id, action] as const] : [])),
      lists: Object.fromEntries(lists),
    };
  };

  const restoreAdmin = async (wanted: readonly AdminPermission[]): Promise<void> => {
    const rows = await adminRows();
    const query = strapi.db.query(adminPermission);
    for (const one of wanted) {
      const there = rows.find((row) => nameOf(toPermission(row)) === nameOf(one));
      if (there) {
        const { fields = [] } = there.properties;
        const missing = one.properties.fields?.filter((field) => !fields.includes(field)) ?? [];
        if (missing.length === 0) continue;
        const properties = { ...there.properties, fields: [...fields, ...missing] };
        await query.update({ where: { id: there.id }, data: { properties } });
      } else if (isOwn(one.action)) {
        const { role: code, token, ...data } = one;
        const role = code && (await strapi.db.query('admin::role').findOne({ where: { code } }));
        const apiToken =
          token && (await strapi.db.query('admin::api-token').findOne({ where: { id: token } }));
        if (role) await query.create({ data: { ...data, role: role.id } });
        else if (apiToken) await query.create({ data: { ...data, apiToken: apiToken.id } });
      }
    }
  };

  /** @param owners where the roles or tokens are, and what finds one of them again */
  const restoreApi = async (
    permissions: string,
    relation: 'role' | 'token',
    owners: { readonly uid: string; readonly by: 'type' | 'id' },
    wanted: readonly (readonly [string | number, string])[],
  ): Promise<void> => {
    if (!strapi.db.metadata.has(permissions)) return;
    for (const [name, action] of wanted) {
      const owner = await strapi.db.query(owners.uid as never).findOne({ where: { [owners.by]: name } });
      if (!owner) continue;
      const one = { action, [relation]: owner.id };
      const query = strapi.db.query(permissions as never);
      if (!(await query.findOne({ where: one }))) await query.create({ data: one });
    }
  };

  const restoreList = async ({ uid, attributes }: Extended, wanted: ListView): Promise<void> => {
    const contentType = contentTypes().findContentType(uid);
    const now = (await contentTypes().findConfiguration(contentType)) as Configuration;
    const list = [...now.layouts.list];
    wanted.list.forEach((name, at) => {
      if (attributes.includes(name) && !list.includes(name)) list.splice(at, 0, name);
    });
    await contentTypes().updateConfiguration(contentType, {
      ...now,
      layouts: { ...now.layouts, list },
      metadatas: { ...now.metadatas, ...wanted.metadatas },
      settings: { ...now.settings, ...wanted.sort },
    });
  };

  const remember = async (): Promise<void> => {
    try {
      const [before, now] = [await store.get({ key: 'grants' }), await look()];
      if (JSON.stringify(before) !== JSON.stringify(now)) await store.set({ key: 'grants', value: now });
    } catch (error) {
      onError('remembering who may do what', error);
    }
  };

  let isStarted = false;
  const remembering = createTrigger(remember, pauseMs);

  return {
    /** To be called when plugins register: looks whether the last start was without the plugin. */
    listen(): void {
      const listen = async ({ oldContentTypes }: { oldContentTypes?: Record<string, unknown> }) => {
        // Kept in the database: a start that is interrupted has not put anything back.
        if (oldContentTypes && !oldContentTypes[ownType]) await store.set({ key: 'was_absent', value: true });
      };
      strapi.hook('strapi::content-types.beforeSync').register(listen as never);
    },

    /** Puts back what has disappeared with the plugin. To be called once its actions are known. */
    async restore(): Promise<void> {
      if (!(await store.get({ key: 'was_absent' }))) return;
      const snapshot = (await store.get({ key: 'grants' })) as Snapshot | null;
      if (snapshot) {
        const { admin, roles, tokens, lists } = snapshot;
        await restoreAdmin(admin);
        await restoreApi(
          rolePermission,
          'role',
          { uid: 'plugin::users-permissions.role', by: 'type' },
          roles,
        );
        await restoreApi(tokenPermission, 'token', { uid: 'admin::api-token', by: 'id' }, tokens);
        for (const one of extended) {
          const list = lists[one.uid];
          if (list) await restoreList(one, list);
        }
      }
      await store.delete({ key: 'was_absent' });
    },

    /** Remembers, from now on, each change within a second. */
    start(): void {
      // Out of the transaction that a change may stand in.
      const soon = AsyncResource.bind(remembering.triggerSoon);
      const models = [adminPermission, rolePermission, tokenPermission, 'strapi::core-store'];
      const events = [
        'afterCreate',
        'afterUpdate',
        'afterDelete',
        'afterCreateMany',
        'afterUpdateMany',
        'afterDeleteMany',
      ];
      strapi.db.lifecycles.subscribe({
        models,
        ...Object.fromEntries(events.map((event) => [event, soon])),
      } as never);
      isStarted = true;
      soon();
    },

    async stop(): Promise<void> {
      await remembering.stop();
      // A command that only registers plugins has no database to remember it in.
      if (isStarted) await remember();
    },
  };
};

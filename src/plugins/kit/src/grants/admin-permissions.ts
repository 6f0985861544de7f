import type { Core } from '@strapi/strapi';

/** A permission of the admin panel, of a role or of an admin token. */
export interface AdminPermission {
  /** The role's code. */
  readonly role: string | null;
  /** The token's id. */
  readonly token: number | null;
  readonly action: string;
  readonly subject: string | null;
  readonly conditions: readonly string[];
  readonly properties: { readonly fields?: readonly string[] };
  readonly actionParameters: object;
}

interface Row extends Omit<AdminPermission, 'role' | 'token'> {
  readonly id: number;
  readonly role: { readonly id: number; readonly code: string } | null;
  readonly apiToken: { readonly id: number } | null;
}

interface Options {
  /** Begins the plugin's own actions: `plugin::content-tracker.`. */
  readonly prefix: string;
  /** The attributes that the plugin adds to a content type. */
  readonly attributesOf: (uid: string | null) => readonly string[];
}

export const adminPermissionUid = 'admin::permission';
/** Strapi gives this role every permission by itself. */
const superAdmin = 'strapi-super-admin';
const contentManager = 'plugin::content-manager.explorer.';

/** Two permissions with the same identity differ in their fields at most. */
const identityOf = ({ role, token, action, subject, conditions }: AdminPermission): string =>
  JSON.stringify([role, token, action, subject, [...conditions].sort()]);

const toPermission = (row: Row): AdminPermission => ({
  role: row.role?.code ?? null,
  token: row.apiToken?.id ?? null,
  action: row.action,
  subject: row.subject,
  conditions: row.conditions ?? [],
  properties: row.properties ?? {},
  actionParameters: row.actionParameters ?? {},
});

/** Permissions of the admin panel for the plugin's actions, and for the attributes that it adds to content types. */
export const createAdminPermissions = (strapi: Core.Strapi, { prefix, attributesOf }: Options) => {
  const query = () => strapi.db.query(adminPermissionUid);
  const isOwn = (action: string): boolean => action.startsWith(prefix);

  const readRows = async (): Promise<Row[]> => {
    const where = { $or: [{ action: { $startsWith: prefix } }, { action: { $startsWith: contentManager } }] };
    return query().findMany({ where, populate: ['role', 'apiToken'] } as never);
  };

  /** The part of a permission that disappears with the plugin: all of it, or some fields of a content type. */
  const ownPart = (permission: AdminPermission): AdminPermission | undefined => {
    if (permission.role === superAdmin) return undefined;
    if (isOwn(permission.action)) return permission;
    const attributes = attributesOf(permission.subject);
    const fields = permission.properties.fields?.filter((field) => attributes.includes(field)) ?? [];
    return fields.length > 0 ? { ...permission, properties: { fields } } : undefined;
  };

  const addFields = async ({ id, properties }: Row, wanted: AdminPermission): Promise<void> => {
    const { fields = [] } = properties;
    const missing = wanted.properties.fields?.filter((field) => !fields.includes(field)) ?? [];
    if (missing.length === 0) return;
    await query().update({
      where: { id },
      data: { properties: { ...properties, fields: [...fields, ...missing] } },
    });
  };

  const create = async ({ role: code, token, ...data }: AdminPermission): Promise<void> => {
    const role = code && (await strapi.db.query('admin::role').findOne({ where: { code } }));
    const apiToken = token && (await strapi.db.query('admin::api-token').findOne({ where: { id: token } }));
    if (role) await query().create({ data: { ...data, role: role.id } });
    else if (apiToken) await query().create({ data: { ...data, apiToken: apiToken.id } });
  };

  return {
    async read(): Promise<AdminPermission[]> {
      return (await readRows()).flatMap((row) => ownPart(toPermission(row)) ?? []);
    },

    async restore(permissions: readonly AdminPermission[]): Promise<void> {
      const rows = await readRows();
      for (const permission of permissions) {
        const row = rows.find((found) => identityOf(toPermission(found)) === identityOf(permission));
        if (row) await addFields(row, permission);
        else if (isOwn(permission.action)) await create(permission);
      }
    },
  };
};

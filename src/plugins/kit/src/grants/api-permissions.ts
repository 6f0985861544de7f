import type { Core } from '@strapi/strapi';

/** The owner's name, that is a role's type or a token's id, and an action. */
export type ApiPermission<Name extends string | number> = readonly [Name, string];

interface Kind {
  /** The content type of the permissions. */
  readonly permissions: string;
  /** The relation of a permission to its owner. */
  readonly relation: 'role' | 'token';
  /** The content type of the owners. */
  readonly owners: string;
  /** The attribute that names an owner. */
  readonly by: 'type' | 'id';
}

const ofRoles: Kind = {
  permissions: 'plugin::users-permissions.permission',
  relation: 'role',
  owners: 'plugin::users-permissions.role',
  by: 'type',
};
const ofTokens: Kind = {
  permissions: 'admin::api-token-permission',
  relation: 'token',
  owners: 'admin::api-token',
  by: 'id',
};
export const apiPermissionUids = [ofRoles.permissions, ofTokens.permissions];

/** Permissions of one kind of owners for the actions that begin with `prefix`. */
const createPermissions = <Name extends string | number>(
  strapi: Core.Strapi,
  prefix: string,
  { permissions, relation, owners, by }: Kind,
) => {
  const query = () => strapi.db.query(permissions as never);
  /** A project without the users-permissions plugin has no permissions of roles. */
  const exists = (): boolean => strapi.db.metadata.has(permissions);

  return {
    async read(): Promise<ApiPermission<Name>[]> {
      if (!exists()) return [];
      const where = { action: { $startsWith: prefix } };
      const rows = (await query().findMany({ where, populate: [relation] } as never)) as Record<
        string,
        unknown
      >[];
      return rows.flatMap((row) => {
        const owner = row[relation] as Record<string, Name> | null;
        return owner ? [[owner[by] as Name, String(row.action)] as const] : [];
      });
    },

    async restore(wanted: readonly ApiPermission<Name>[]): Promise<void> {
      if (!exists()) return;
      for (const [name, action] of wanted) {
        const owner = await strapi.db.query(owners as never).findOne({ where: { [by]: name } });
        if (!owner) continue;
        const permission = { action, [relation]: owner.id };
        if (!(await query().findOne({ where: permission }))) await query().create({ data: permission });
      }
    },
  };
};

/** Permissions of the content API, of roles and of tokens, for the actions that begin with `prefix`. */
export const createApiPermissions = (strapi: Core.Strapi, prefix: string) => ({
  roles: createPermissions<string>(strapi, prefix, ofRoles),
  tokens: createPermissions<number>(strapi, prefix, ofTokens),
});

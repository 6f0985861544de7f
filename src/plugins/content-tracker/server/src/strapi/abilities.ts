/*
 * Why: when a scheduled action is due nobody is signed in, so no request tells what its owner may do.
 * Relies on: the service `admin::permission` puts that together with `engine.generateUserAbility(user)`, where the user
 * comes with roles; the permissions of a role are rows of `admin::permission`, linked to it by the relation `role`.
 * If it is gone: `checkAbilities` stops the start. Where it works differently, `tests/app/schedule/owners.test.ts` fails.
 */
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { createQualify } from 'newsroom-plugin-kit/tables';
import { checkStrapiHas } from './requirement';

/** An administrator, or an editor: a user of the admin. */
export interface AdminUser {
  readonly id: number;
  readonly roles: readonly { readonly id: number }[];
}

interface Engine {
  generateUserAbility(user: object): Promise<object>;
}

interface Relation {
  readonly joinTable?: {
    readonly name: string;
    readonly joinColumn: { readonly name: string };
    readonly inverseJoinColumn: { readonly name: string };
  };
}

/**
 * How long what a user may do is used again where no permission of their roles has changed: conditions of a project may
 * look at other things. To put it together takes as long as a publication.
 */
const longestMs = 1_000;
const mostKnown = 100;

const engineOf = (strapi: Core.Strapi): Engine | undefined =>
  (strapi.service('admin::permission') as unknown as { engine?: Engine } | undefined)?.engine;

const permissionsOf = (strapi: Core.Strapi) => {
  const { tableName, attributes } = strapi.db.metadata.get('admin::permission');
  return { tableName, joinTable: (attributes.role as Relation | undefined)?.joinTable };
};

/** To be called once Strapi is loaded. @throws Error where this version of Strapi lacks what `createAbilities` needs */
export const checkAbilities = (strapi: Core.Strapi): void => {
  checkStrapiHas(
    'engine.generateUserAbility of admin::permission',
    typeof engineOf(strapi)?.generateUserAbility === 'function',
  );
  checkStrapiHas('relation role of admin::permission', permissionsOf(strapi).joinTable !== undefined);
};

/** Makes the function that tells what a user of the admin may do, as CASL has it, in the transaction that asks. */
export const createAbilities = (strapi: Core.Strapi, now: () => number) => {
  const qualify = createQualify(strapi);
  const known = new Map<string, { readonly ability: object; readonly at: number }>();

  /** Changes whenever a permission of these roles is given, changed or taken away. */
  const stampOf = async (trx: Knex, roles: readonly number[]): Promise<unknown> => {
    const { tableName, joinTable } = permissionsOf(strapi);
    if (!joinTable) return undefined;
    const { name, joinColumn, inverseJoinColumn } = joinTable;
    const [stamp] = await trx({ permissions: qualify(tableName) })
      .join({ links: qualify(name) }, `links.${joinColumn.name}`, 'permissions.id')
      .whereIn(`links.${inverseJoinColumn.name}`, roles)
      .count({ count: '*' })
      .max({ id: 'permissions.id', updatedAt: 'permissions.updated_at' });
    return stamp;
  };

  return async (trx: Knex, user: AdminUser): Promise<object> => {
    const roles = user.roles.map(({ id }) => id);
    const key = JSON.stringify([user.id, roles, await stampOf(trx, roles)]);
    const at = now();
    const found = known.get(key);
    // A clock that is set back must not make it older than it seems.
    if (found && at >= found.at && at - found.at < longestMs) return found.ability;
    const ability = await (engineOf(strapi) as Engine).generateUserAbility(user);
    if (known.size >= mostKnown) known.clear();
    known.set(key, { ability, at });
    return ability;
  };
};

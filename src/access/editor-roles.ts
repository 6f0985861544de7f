// Why: Strapi creates the roles Editor and Author before there are languages, so that they may edit in none.
// Relies on: the codes `strapi-editor` and `strapi-author`, and functions of Strapi's admin services (see
// `setUpEditorRoles`). If a function is gone, the first boot is refused.
import type { Core } from '@strapi/strapi';
import { requireFunctions } from '../strapi/required-functions';

/** The types that editors and authors write. */
const types = ['article', 'author', 'event'].map((name) => `api::${name}.${name}`);
const explorer = (action: string): string => `plugin::content-manager.explorer.${action}`;
const withFields = ['create', 'read', 'update'];

interface EditorRole {
  /** Strapi's code of the role. */
  readonly code: string;
  readonly actions: readonly string[];
  readonly conditions: readonly string[];
}

const editorRoles: readonly EditorRole[] = [
  { code: 'strapi-editor', actions: [...withFields, 'delete', 'publish'], conditions: [] },
  { code: 'strapi-author', actions: [...withFields, 'delete'], conditions: ['admin::is-creator'] },
];

interface Permission {
  readonly id: number;
  readonly properties?: { readonly locales?: readonly string[] };
}
interface Type {
  readonly uid: string;
  readonly options?: { readonly draftAndPublish?: boolean };
  readonly pluginOptions?: { readonly i18n?: { readonly localized?: boolean } };
}

const localesOf = async (strapi: Core.Strapi): Promise<string[]> =>
  ((await strapi.plugin('i18n').service('locales').find()) as { code: string }[]).map(({ code }) => code);

const permissionsOf = async (strapi: Core.Strapi, role: number): Promise<Permission[]> =>
  strapi.db.query('admin::permission').findMany({
    where: { role: { id: role }, subject: { $in: types }, action: { $startsWith: explorer('') } },
  });

const permissionsFor = (
  strapi: Core.Strapi,
  { actions, conditions }: EditorRole,
  locales: readonly string[],
) =>
  types.flatMap((uid) => {
    const type = strapi.contentType(uid as never) as unknown as Type;
    const service = strapi.service('admin::content-type');
    const fields = service.getNestedFields(type, { components: strapi.components }) as string[];
    const isLocalized = type.pluginOptions?.i18n?.localized === true;
    return actions
      .filter((action) => action !== 'publish' || type.options?.draftAndPublish)
      .map((action) => ({
        action: explorer(action),
        subject: uid,
        properties: { ...(withFields.includes(action) && { fields }), ...(isLocalized && { locales }) },
        conditions,
      }));
  });

const requireServices = (strapi: Core.Strapi): void => {
  const functions = { 'content-type': 'getNestedFields', permission: 'deleteByIds', role: 'addPermissions' };
  for (const [service, name] of Object.entries(functions)) {
    requireFunctions(strapi.service(`admin::${service}`), [name], {
      place: `the service admin::${service}`,
      feature: 'setting up Editor and Author (src/access/editor-roles.ts)',
    });
  }
};

/** Gives Editor and Author their permissions, in every language, in a new database. */
export const setUpEditorRoles = async (strapi: Core.Strapi): Promise<void> => {
  requireServices(strapi);
  const locales = await localesOf(strapi);
  for (const editorRole of editorRoles) {
    const role = await strapi.db.query('admin::role').findOne({ where: { code: editorRole.code } });
    if (!role) continue;
    const before = await permissionsOf(strapi, role.id);
    await strapi.service('admin::permission').deleteByIds(before.map(({ id }) => id));
    await strapi
      .service('admin::role')
      .addPermissions(role.id, [
        ...permissionsFor(strapi, editorRole, locales),
        { action: 'plugin::content-tracker.correct' },
      ]);
  }
};

/** Adds each new language to the permissions of Editor and Author that hold for all other languages. */
export const grantNewLocales = (strapi: Core.Strapi): void => {
  const share = async (code: string): Promise<void> => {
    const others = (await localesOf(strapi)).filter((one) => one !== code);
    const roles = await strapi.db
      .query('admin::role')
      .findMany({ where: { code: { $in: editorRoles.map((one) => one.code) } } });
    for (const { id } of roles) {
      for (const permission of await permissionsOf(strapi, id)) {
        const { locales } = permission.properties ?? {};
        if (!locales || locales.includes(code) || !others.every((one) => locales.includes(one))) continue;
        await strapi.db.query('admin::permission').update({
          where: { id: permission.id },
          data: { properties: { ...permission.properties, locales: [...locales, code] } },
        });
      }
    }
  };
  strapi.db.lifecycles.subscribe({
    models: ['plugin::i18n.locale'],
    afterCreate: ({ result }: { result: { code: string } }) => share(result.code),
  } as never);
};

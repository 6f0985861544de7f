import type { Core } from '@strapi/strapi';

/** What editors and authors work on. */
const types = ['article', 'author', 'event'].map((name) => `api::${name}.${name}`);
const explorer = (action: string): string => `plugin::content-manager.explorer.${action}`;
const withFields = ['create', 'read', 'update'];

interface Member {
  /** Strapi's name of the role. */
  readonly code: string;
  readonly actions: readonly string[];
  readonly conditions: readonly string[];
}

const members: readonly Member[] = [
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

const permissionsFor = (strapi: Core.Strapi, { actions, conditions }: Member, locales: readonly string[]) =>
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

/**
 * Has Editor and Author work from the first day, in every language: Strapi makes these roles before there are
 * languages, and so with none.
 */
export const setUpMembers = async (strapi: Core.Strapi): Promise<void> => {
  const locales = await localesOf(strapi);
  for (const member of members) {
    const role = await strapi.db.query('admin::role').findOne({ where: { code: member.code } });
    if (!role) continue;
    const before = await permissionsOf(strapi, role.id);
    await strapi.service('admin::permission').deleteByIds(before.map(({ id }) => id));
    await strapi
      .service('admin::role')
      .addPermissions(role.id, [
        ...permissionsFor(strapi, member, locales),
        { action: 'plugin::content-tracker.correct' },
      ]);
  }
};

/** Gives a language that is added later to Editor and Author, as far as they have all others. */
export const shareNewLocales = (strapi: Core.Strapi): void => {
  const share = async (code: string): Promise<void> => {
    const others = (await localesOf(strapi)).filter((one) => one !== code);
    const roles = await strapi.db
      .query('admin::role')
      .findMany({ where: { code: { $in: members.map((member) => member.code) } } });
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

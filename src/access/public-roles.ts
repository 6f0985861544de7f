import type { Core } from '@strapi/strapi';

/** The actions of the content API that everybody may use. */
const readable = [
  ...['article', 'author', 'event'].flatMap((type) =>
    ['find', 'findOne'].map((action) => `api::${type}.${type}.${action}`),
  ),
  ...['mostViewed', 'trending', 'series'].map((action) => `plugin::content-tracker.views.${action}`),
  'plugin::content-tracker.publishing.timeline',
];

/** Grants Public and Authenticated the right to read published content. */
const grantRead = async (strapi: Core.Strapi): Promise<void> => {
  const permissions = strapi.db.query('plugin::users-permissions.permission');
  const roles = await strapi.db
    .query('plugin::users-permissions.role')
    .findMany({ where: { type: { $in: ['public', 'authenticated'] } } });
  for (const role of roles) {
    for (const action of readable) {
      const known = await permissions.findOne({ where: { action, role: role.id } });
      if (!known) await permissions.create({ data: { action, role: role.id } });
    }
  }
};

/** Closes the registration of readers. An administrator can open it again. */
const closeRegistration = async (strapi: Core.Strapi): Promise<void> => {
  const store = strapi.store({ type: 'plugin', name: 'users-permissions' });
  const advanced = (await store.get({ key: 'advanced' })) as object;
  await store.set({ key: 'advanced', value: { ...advanced, allow_register: false } });
};

/** Sets up the roles of readers in a new database. */
export const setUpReaders = async (strapi: Core.Strapi): Promise<void> => {
  await grantRead(strapi);
  await closeRegistration(strapi);
};

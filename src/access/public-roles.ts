import type { Core } from '@strapi/strapi';

const readable = [
  ...['article', 'author', 'event'].flatMap((type) =>
    ['find', 'findOne'].map((action) => `api::${type}.${type}.${action}`),
  ),
  ...['mostViewed', 'trending', 'series'].map((action) => `plugin::content-tracker.views.${action}`),
  'plugin::content-tracker.publishing.timeline',
];

/** Lets everybody read what is published, whether signed in or not. */
const letReadersRead = async (strapi: Core.Strapi): Promise<void> => {
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

/** Accounts of readers are made by administrators, unless one of them opens registration. */
const closeRegistration = async (strapi: Core.Strapi): Promise<void> => {
  const store = strapi.store({ type: 'plugin', name: 'users-permissions' });
  const advanced = (await store.get({ key: 'advanced' })) as object;
  await store.set({ key: 'advanced', value: { ...advanced, allow_register: false } });
};

/** What readers may do in a new database. */
export const setUpReaders = async (strapi: Core.Strapi): Promise<void> => {
  await letReadersRead(strapi);
  await closeRegistration(strapi);
};

interface Koa {
  status: number;
  body: unknown;
  readonly request: { readonly body?: { readonly email?: unknown } };
}
type Handler = (ctx: Koa) => Promise<void>;

/**
 * Answers the same whether there is an account with this e-mail address or not. Strapi sends the e-mail before it
 * answers, and fails where it cannot; that is said in the log.
 */
export const keepAccountsSecret = (strapi: Core.Strapi): void => {
  const answers: Record<string, (email: unknown) => object> = {
    forgotPassword: () => ({ ok: true }),
    sendEmailConfirmation: (email) => ({ email, sent: true }),
  };
  strapi
    .get('controllers')
    .extend('plugin::users-permissions.auth', (controller: Record<string, Handler>) => {
      const quiet = Object.entries(answers).map(([action, answer]) => {
        const own = controller[action] as Handler;
        const handler: Handler = async (ctx) => {
          const { email } = ctx.request.body ?? {};
          try {
            await own.call(controller, ctx);
          } catch (error) {
            const { name, message } = error as Error;
            // Said before Strapi looks for the account.
            if (name === 'YupValidationError' || name === 'ValidationError') throw error;
            if (name !== 'ApplicationError') {
              strapi.log.error(`newsroom: ${action} sent no e-mail: ${message}`);
            }
            ctx.status = 200;
            ctx.body = answer(email);
          }
        };
        return [action, handler] as const;
      });
      return { ...controller, ...Object.fromEntries(quiet) };
    });
};

// Why: Strapi answers "forgot password" and "send confirmation" with an error where there is no account, or where the
// e-mail could not be sent. The difference tells strangers who has an account.
// Relies on: `forgotPassword` and `sendEmailConfirmation` of the controller plugin::users-permissions.auth, and the
// names of the errors that they throw. If the functions are gone, the start is refused.
import type { Core } from '@strapi/strapi';
import { requireFunctions } from '../strapi/required-functions';

interface KoaContext {
  status: number;
  body: unknown;
  readonly request: { readonly body?: { readonly email?: unknown } };
}
type Handler = (ctx: KoaContext) => Promise<void>;

/** For each action, Strapi's answer where it succeeds. */
const answers: Record<string, (email: unknown) => object> = {
  forgotPassword: () => ({ ok: true }),
  sendEmailConfirmation: (email) => ({ email, sent: true }),
};

/** Gives the same answer whether an account has the e-mail address or not. A failure to send is logged. */
export const keepAccountsSecret = (strapi: Core.Strapi): void => {
  const answerAlike =
    (action: string, original: Handler, answer: (email: unknown) => object): Handler =>
    async (ctx) => {
      const { email } = ctx.request.body ?? {};
      try {
        await original(ctx);
      } catch (error) {
        const { name, message } = error as Error;
        // Strapi checks the form of the input before it looks for the account.
        if (name === 'YupValidationError' || name === 'ValidationError') throw error;
        if (name !== 'ApplicationError') {
          strapi.log.error(`newsroom: ${action} could not send its e-mail: ${message}`);
        }
        ctx.status = 200;
        ctx.body = answer(email);
      }
    };

  strapi
    .get('controllers')
    .extend('plugin::users-permissions.auth', (controller: Record<string, Handler>) => {
      requireFunctions(controller, Object.keys(answers), {
        place: 'the controller plugin::users-permissions.auth',
        feature: 'keeping accounts secret (src/access/account-secrecy.ts)',
      });
      const handlers = Object.entries(answers).map(([action, answer]) => {
        const original = (controller[action] as Handler).bind(controller);
        return [action, answerAlike(action, original, answer)] as const;
      });
      return { ...controller, ...Object.fromEntries(handlers) };
    });
};

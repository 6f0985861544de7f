/*
 * Takes over the controllers and the store of Settings → Webhooks, as far as a webhook's URL goes.
 *
 * Why: in production Strapi's form refuses every private address, with a check of its own. Here it takes the addresses
 * that messages may be sent to, and no others. The controllers get a public address in place of the given one, which
 * passes Strapi's check; the store then saves the given one.
 * Relies on: the controllers `createWebhook` and `updateWebhook` of `admin::webhooks` reading the URL from
 * `ctx.request.body`, and saving with `createWebhook` and `updateWebhook` of `webhookStore`, the webhook being the last
 * argument.
 * If it is gone: `takeOverSettingsForm` throws when plugins register.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import dns from 'node:dns/promises';
import { RefusedAddress, type ConnectionCheck } from 'newsroom-plugin-kit/connection-check';
import { validationError } from 'newsroom-plugin-kit/http-errors';
import type { DeliveryContext } from '../delivery-context';
import { requireMethods } from './requirements';

interface Koa {
  readonly request: { body?: unknown };
}
type Handler = (ctx: Koa) => Promise<unknown>;
type Save = (...args: unknown[]) => Promise<unknown>;

const saves = ['createWebhook', 'updateWebhook'] as const;
type SaveName = (typeof saves)[number];

const publicUrl = 'https://1.1.1.1/';

const refuse = (message: string): never => {
  throw validationError({ path: ['url'], message });
};

/**
 * Checks a URL in the same way as when a message is sent. A name that does not resolve passes: it may resolve later.
 * @throws ValidationError that names the problem
 */
const checkUrl = async (url: string, { check, checkAddress }: ConnectionCheck): Promise<void> => {
  if (!URL.canParse(url)) refuse('url must be an address such as https://example.com/hook');
  const parsed = new URL(url);
  try {
    check(parsed);
    const addresses = await dns
      .lookup(parsed.hostname.replace(/^\[|\]$/g, ''), { all: true })
      .catch(() => []);
    for (const { address } of addresses) checkAddress(address);
  } catch (error) {
    if (!(error instanceof RefusedAddress)) throw error;
    refuse(error.message);
  }
};

/** Lets Settings → Webhooks save exactly those URLs that messages may be sent to. */
export const takeOverSettingsForm = ({ strapi }: DeliveryContext, connections: ConnectionCheck): void => {
  const saving = new AsyncLocalStorage<string>();

  const withPublicUrl =
    (handler: Handler): Handler =>
    async (ctx) => {
      const body = (ctx.request.body ?? {}) as Record<string, unknown>;
      const { url } = body;
      if (typeof url !== 'string') return handler(ctx);
      await checkUrl(url, connections);
      ctx.request.body = { ...body, url: publicUrl };
      return saving.run(url, () => handler(ctx));
    };
  strapi.get('controllers').extend('admin::webhooks', (controller: Record<SaveName, Handler>) => {
    requireMethods(strapi, "controller('admin::webhooks')", controller, saves);
    return {
      ...controller,
      createWebhook: withPublicUrl(controller.createWebhook),
      updateWebhook: withPublicUrl(controller.updateWebhook),
    };
  });

  const store = strapi.get('webhookStore') as unknown as Record<SaveName, Save>;
  requireMethods(strapi, 'webhookStore', store, saves);
  for (const name of saves) {
    const save = store[name].bind(store);
    store[name] = (...args) => {
      const url = saving.getStore();
      const webhook = args.pop() as object;
      return save(...args, url === undefined ? webhook : { ...webhook, url });
    };
  }
};

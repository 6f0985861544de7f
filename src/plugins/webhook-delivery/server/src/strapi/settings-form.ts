import { AsyncLocalStorage } from 'node:async_hooks';
import dns from 'node:dns/promises';
import type { Core } from '@strapi/strapi';
import { RefusedAddress, type ConnectionCheck } from 'newsroom-plugin-kit/connection-check';
import { validationError } from 'newsroom-plugin-kit/http-errors';

interface Koa {
  readonly request: { body?: unknown };
}
type Handler = (ctx: Koa) => Promise<unknown>;
type Save = (...args: unknown[]) => Promise<unknown>;

/** Passes Strapi's own check of addresses, which would refuse every private one in production. */
const standIn = 'https://1.1.1.1/';

const refuse = (message: string): never => {
  throw validationError({ path: ['url'], message });
};

/**
 * Checks a URL as it is checked when a message is sent. A name that does not resolve may do so later.
 * @throws ValidationError that says what is wrong with it
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

/** Has Strapi's form of webhooks take the addresses that messages may be sent to, and no others. */
export const checkForm = (strapi: Core.Strapi, connections: ConnectionCheck): void => {
  const saving = new AsyncLocalStorage<string>();

  const withOwnUrl =
    (handler: Handler): Handler =>
    async (ctx) => {
      const body = (ctx.request.body ?? {}) as Record<string, unknown>;
      const { url } = body;
      if (typeof url !== 'string') return handler(ctx);
      await checkUrl(url, connections);
      ctx.request.body = { ...body, url: standIn };
      return saving.run(url, () => handler(ctx));
    };
  strapi.get('controllers').extend('admin::webhooks', (controller: Record<string, Handler>) => ({
    ...controller,
    createWebhook: withOwnUrl(controller.createWebhook as Handler),
    updateWebhook: withOwnUrl(controller.updateWebhook as Handler),
  }));

  const store = strapi.get('webhookStore') as unknown as Record<string, Save>;
  for (const name of ['createWebhook', 'updateWebhook']) {
    const save = (store[name] as Save).bind(store);
    store[name] = (...args) => {
      const url = saving.getStore();
      const webhook = args.pop() as object;
      return save(...args, url === undefined ? webhook : { ...webhook, url });
    };
  }
};

/*
 * Why: Strapi lets read-only API tokens call actions whose names end in `find` or `findOne`, and so none of the
 * tracker's, although they only read.
 * Relies on: `strapi.get('auth').verify(auth, { scope })` decides about each content-API request, and an API token
 * comes with the strategy `content-api-token` and the type `read-only`.
 * If it is gone: `checkStrapiHas` stops the start where there is no `verify`. Where the names change, read-only tokens
 * get 403 from the tracker, and `tests/app/access/routes-by-caller.test.ts` fails.
 */
import type { Core } from '@strapi/strapi';
import { checkStrapiHas } from './requirement';

interface Auth {
  readonly credentials?: { readonly type?: string } | null;
  readonly strategy?: { readonly name?: string };
}
interface Config {
  readonly scope?: string | readonly string[];
}

/**
 * Lets read-only API tokens do what these scopes allow.
 * @param scopes each must only read, such as `plugin::content-tracker.views.mostViewed`
 */
export const openToReadOnlyTokens = (strapi: Core.Strapi, scopes: readonly string[]): void => {
  const service = strapi.get('auth') as unknown as {
    verify: (auth: Auth | undefined, config?: Config | false) => Promise<unknown>;
  };
  checkStrapiHas('auth.verify', typeof service?.verify === 'function');
  const verify = service.verify.bind(service);
  service.verify = async (auth, config) => {
    const isReadOnly = auth?.strategy?.name === 'content-api-token' && auth.credentials?.type === 'read-only';
    const needed = [(config || {}).scope ?? []].flat();
    if (isReadOnly && needed.length > 0 && needed.every((scope) => scopes.includes(scope))) return undefined;
    return verify(auth, config);
  };
};

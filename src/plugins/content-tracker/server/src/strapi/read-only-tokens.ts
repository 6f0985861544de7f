import type { Core } from '@strapi/strapi';

interface Auth {
  readonly credentials?: { readonly type?: string } | null;
  readonly strategy?: { readonly name?: string };
}
interface Config {
  readonly scope?: string | readonly string[];
}

/**
 * Lets read-only API tokens ask what the public may ask. Strapi lets them do what ends in `find` or `findOne`, and
 * so none of the tracker's questions.
 * @param actions scopes that read, such as `plugin::content-tracker.views.mostViewed`
 */
export const openToReadOnlyTokens = (strapi: Core.Strapi, actions: readonly string[]): void => {
  const service = strapi.get('auth') as unknown as {
    verify: (auth: Auth | undefined, config?: Config | false) => Promise<unknown>;
  };
  const verify = service.verify.bind(service);
  service.verify = async (auth, config) => {
    const isReadOnly = auth?.strategy?.name === 'content-api-token' && auth.credentials?.type === 'read-only';
    const scopes = [(config || {}).scope ?? []].flat();
    if (isReadOnly && scopes.length > 0 && scopes.every((scope) => actions.includes(scope))) return undefined;
    return verify(auth, config);
  };
};

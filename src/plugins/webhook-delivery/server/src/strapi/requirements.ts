import type { Core } from '@strapi/strapi';

/**
 * Stops the start if Strapi no longer has what this plugin takes over: otherwise messages would be lost unnoticed.
 * @param name what `owner` is called in Strapi
 * @throws Error that names the method and Strapi's version
 */
export const requireMethods = <Method extends string>(
  strapi: Core.Strapi,
  name: string,
  owner: unknown,
  methods: readonly Method[],
): void => {
  const has = (owner ?? {}) as Partial<Record<Method, unknown>>;
  const missing = methods.find((method) => typeof has[method] !== 'function');
  if (missing === undefined) return;
  const version = strapi.config.get('info.strapi', '');
  throw new Error(
    `webhook-delivery: Strapi ${version} no longer has ${name}.${missing}; use the version of Strapi that this plugin was made for, or a newer webhook-delivery`,
  );
};

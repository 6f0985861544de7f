import type { Core } from '@strapi/strapi';
import type { ScopeOptions } from '../../../shared/answers';

/** The Content Manager does not show such a type to editors, so it is not offered for webhooks either. */
const isHidden = (pluginOptions: unknown): boolean =>
  (pluginOptions as Record<string, { visible?: boolean }> | undefined)?.['content-manager']?.visible ===
  false;

/** The types and locales of this newsroom that a scope can name. */
export const readScopeOptions = async (strapi: Core.Strapi): Promise<ScopeOptions> => {
  const locales = (await strapi.plugin('i18n').service('locales').find()) as ScopeOptions['locales'];
  return {
    types: Object.values(strapi.contentTypes)
      .filter(({ uid }) => uid.startsWith('api::'))
      .filter(({ pluginOptions }) => !isHidden(pluginOptions))
      .map(({ uid, info }) => ({ uid, name: info.displayName })),
    locales: locales.map(({ code, name }) => ({ code, name })),
  };
};

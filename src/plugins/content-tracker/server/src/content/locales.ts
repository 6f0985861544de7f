import type { Core } from '@strapi/strapi';
import { createCache } from '../time/cache';

const localesTtlMs = 5_000;

/**
 * Makes the function that reads the site's default locale. It is remembered for some seconds, as another server may
 * change it; a change on this server, such as that of the first boot, is to be told by `forget`.
 */
export const createDefaultLocale = (strapi: Core.Strapi, now: () => number) => {
  const create = () => createCache<string>({ ttlMs: localesTtlMs, most: 1, now });
  let remembered = create();
  return {
    read: (): Promise<string> =>
      remembered('', () => strapi.plugin('i18n').service('locales').getDefaultLocale() as Promise<string>),
    forget(): void {
      remembered = create();
    },
  };
};

/**
 * Makes the function that reads the codes of the site's locales. It reads them again where `requested` is not among
 * the remembered ones: the locale may be new.
 */
export const createLocales = (
  strapi: Core.Strapi,
  now: () => number,
): ((requested: unknown) => Promise<readonly string[]>) => {
  const read = async (): Promise<string[]> =>
    ((await strapi.plugin('i18n').service('locales').find()) as { code: string }[]).map(({ code }) => code);
  const remembered = createCache<string[]>({ ttlMs: localesTtlMs, most: 1, now });
  return async (requested) => {
    const codes = await remembered('', read);
    return typeof requested !== 'string' || codes.includes(requested) ? codes : read();
  };
};

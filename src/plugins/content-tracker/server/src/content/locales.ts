import type { Core } from '@strapi/strapi';
import { createCache } from '../time/cache';

const localesTtlMs = 5_000;

/** The site's default locale. An administrator may change it, on any instance, at any time. */
export const createDefaultLocale = (strapi: Core.Strapi): (() => Promise<string>) => {
  const remembered = createCache<string>({ ttlMs: localesTtlMs, most: 1, now: Date.now });
  return () =>
    remembered('', () => strapi.plugin('i18n').service('locales').getDefaultLocale() as Promise<string>);
};

/** The codes of the site's languages; read anew where one is asked for that was not among them a moment ago. */
export const createLocales = (strapi: Core.Strapi): ((asked: unknown) => Promise<readonly string[]>) => {
  const read = async (): Promise<string[]> =>
    ((await strapi.plugin('i18n').service('locales').find()) as { code: string }[]).map(({ code }) => code);
  const remembered = createCache<string[]>({ ttlMs: localesTtlMs, most: 1, now: Date.now });
  return async (asked) => {
    const codes = await remembered('', read);
    return typeof asked !== 'string' || codes.includes(asked) ? codes : read();
  };
};

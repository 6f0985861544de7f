import type { Core } from '@strapi/strapi';
import type { Lock } from './sql';
import { createCache } from './views/cache';

const defaultLocaleTtlMs = 5_000;

/** The site's default locale. An administrator may change it, on any instance, at any time. */
export const createDefaultLocale = (strapi: Core.Strapi): (() => Promise<string>) => {
  const remembered = createCache<string>({ ttlMs: defaultLocaleTtlMs, most: 1, now: Date.now });
  return () =>
    remembered('', () => strapi.plugin('i18n').service('locales').getDefaultLocale() as Promise<string>);
};

/** Makes the row that `lock` names, in Strapi's own store. */
export const createLockRow = async (strapi: Core.Strapi, { key }: Lock): Promise<void> => {
  const query = strapi.db.query('strapi::core-store');
  if (await query.findOne({ where: { key } })) return;
  await query.create({ data: { key, value: '"locked by upkeep"', type: 'string' } });
};

import type { Core } from '@strapi/strapi';

/** Where Strapi keeps the tables that its schema sync never drops; `name` alone is how older versions wrote it. */
const list = { type: 'core', key: 'persisted_tables' } as const;
type Persisted = string | { readonly name: string };

/**
 * Puts the tables of some content types on Strapi's list of those that it keeps although no type names them any
 * more: else one start without the plugin, or with a plugin that was not built, drops all that it has ever counted.
 * Strapi's own entries stay.
 */
export const persistTables = async (strapi: Core.Strapi, uids: readonly string[]): Promise<void> => {
  const known = ((await strapi.store.get(list)) ?? []) as readonly Persisted[];
  const names = new Set(known.map((one) => (typeof one === 'string' ? one : one.name)));
  const missing = uids.map((uid) => strapi.db.metadata.get(uid).tableName).filter((name) => !names.has(name));
  if (missing.length === 0) return;
  await strapi.store.set({ ...list, value: [...known, ...missing.map((name) => ({ name }))] });
};

import type { Core } from '@strapi/strapi';

/** The list of tables that Strapi's schema sync never drops. Older versions of Strapi stored names instead of objects. */
const list = { type: 'core', key: 'persisted_tables' } as const;
type Persisted = string | { readonly name: string };

/**
 * Puts the tables of content types on Strapi's list of tables that it never drops. Otherwise one start without the
 * plugin, or with a plugin that was not built, would drop them with all their rows. Strapi's own entries stay.
 */
export const persistTables = async (strapi: Core.Strapi, uids: readonly string[]): Promise<void> => {
  const known = ((await strapi.store.get(list)) ?? []) as readonly Persisted[];
  const names = new Set(known.map((table) => (typeof table === 'string' ? table : table.name)));
  const missing = uids.map((uid) => strapi.db.metadata.get(uid).tableName).filter((name) => !names.has(name));
  if (missing.length === 0) return;
  await strapi.store.set({ ...list, value: [...known, ...missing.map((name) => ({ name }))] });
};

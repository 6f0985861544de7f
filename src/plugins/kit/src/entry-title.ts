import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

interface Attributes {
  readonly [name: string]: { readonly type?: string } | undefined;
}

type Types = Readonly<Record<string, { readonly attributes: Attributes } | undefined>>;

const ttlMs = 5_000;

/** Types of attributes that people can read as a title. */
const readable = ['string', 'text', 'uid', 'email', 'enumeration', 'integer', 'biginteger'];

/** `title` or `name`, else the first attribute that is a string. */
const guess = (attributes: Attributes): string =>
  ['title', 'name'].find((name) => attributes[name]?.type === 'string') ??
  Object.keys(attributes).find((name) => attributes[name]?.type === 'string') ??
  'documentId';

/**
 * Returns a function that finds the attribute that holds the title of a type's documents: the *Entry title* of the
 * Content Manager's settings, else `title`, `name` or the first string. It is remembered for 5 seconds only, because an
 * administrator may change the setting on another instance.
 * @param table Strapi's table of settings, with its schema where the database has one
 */
export const createEntryTitle = (strapi: Core.Strapi, table: string, now: () => number) => {
  const known = new Map<string, { readonly readAtMs: number; readonly field: string }>();

  /** Reads the table itself: Strapi's service cannot be used inside a transaction that is about to commit. */
  const settingOf = async (uid: string, db: Knex): Promise<string | undefined> => {
    const key = `plugin_content_manager_configuration_content_types::${uid}`;
    const row: { value?: string } | undefined = await db(table).where({ key }).first('value');
    const { settings } = JSON.parse(row?.value ?? '{}') as { settings?: { mainField?: string } };
    return settings?.mainField;
  };

  /**
   * @param uid of a content type
   * @param db the transaction in progress, if there is one
   * @returns an attribute's name; `documentId` if the type has no other one or does not exist
   */
  return async (uid: string, db: Knex = strapi.db.connection): Promise<string> => {
    const last = known.get(uid);
    if (last && now() - last.readAtMs < ttlMs) return last.field;
    const attributes = (strapi.contentTypes as unknown as Types)[uid]?.attributes;
    if (!attributes) return 'documentId';
    const set = await settingOf(uid, db);
    const isUsable = set !== undefined && readable.includes(attributes[set]?.type ?? '');
    const field = isUsable ? set : guess(attributes);
    known.set(uid, { readAtMs: now(), field });
    return field;
  };
};

export type EntryTitle = ReturnType<typeof createEntryTitle>;

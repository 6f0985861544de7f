import type { Core, UID } from '@strapi/strapi';

/** A content type that the tracker counts and dates. */
export interface TrackedType {
  readonly uid: UID.ContentType;
  /** Its singular name, by which the content API calls it: `article`. */
  readonly name: string;
  /** Its database table, with the schema where the database has one. */
  readonly table: string;
  readonly isLocalized: boolean;
}

interface Schema {
  uid: UID.ContentType;
  collectionName: string;
  info: { singularName: string };
  pluginOptions?: { i18n?: { localized?: boolean } };
  attributes: Record<string, unknown>;
  indexes?: { name: string; columns: string[] }[];
}

/** `localized` keeps the i18n plugin from copying one language's value to the others. */
const readOnly = {
  configurable: false,
  writable: false,
  visible: true,
  pluginOptions: { i18n: { localized: true } },
};

const attributes = {
  viewCount: { type: 'integer', min: 0, default: 0, ...readOnly },
  firstPublishedAt: { type: 'datetime', ...readOnly },
};

const inject = (schema: Schema): Schema => {
  const taken = Object.keys(attributes).find((name) => name in schema.attributes);
  if (taken) {
    throw new Error(
      `content-tracker: ${schema.uid} already has an attribute "${taken}"; rename it, or take the type out of contentTypes`,
    );
  }
  Object.assign(schema.attributes, attributes);
  schema.indexes = [
    ...(schema.indexes ?? []),
    { name: `${schema.collectionName}_view_count_index`, columns: ['view_count'] },
    { name: `${schema.collectionName}_first_published_at_index`, columns: ['first_published_at'] },
  ];
  return schema;
};

/**
 * Gives every type named in the configuration its attributes `viewCount` and `firstPublishedAt`.
 * To be called while plugins register, before the database schema is made.
 * @throws Error where a named type does not exist or has such an attribute already
 */
export const track = (
  strapi: Core.Strapi,
  uids: readonly string[],
  qualified: (table: string) => string,
): TrackedType[] =>
  uids.map((uid) => {
    const registry = strapi.get('content-types');
    const schema = registry.get(uid) as unknown as Schema | undefined;
    if (!schema) throw new Error(`content-tracker: contentTypes names "${uid}", which does not exist`);
    registry.extend(uid, inject);
    return {
      uid: schema.uid,
      name: schema.info.singularName,
      table: qualified(schema.collectionName),
      isLocalized: schema.pluginOptions?.i18n?.localized === true,
    };
  });

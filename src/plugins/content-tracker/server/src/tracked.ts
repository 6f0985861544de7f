import type { Core, UID } from '@strapi/strapi';

/** A content type that the tracker counts and dates. */
export interface TrackedType {
  readonly uid: UID.ContentType;
  /** Its singular name, by which the content API calls it: `article`. */
  readonly name: string;
  /** Its database table, with the schema where the database has one. */
  readonly table: string;
  readonly isLocalized: boolean;
  /** The attribute that names a document to people, and its column. */
  readonly titleField: string;
  readonly titleColumn: string;
}

interface Schema {
  uid: UID.ContentType;
  collectionName: string;
  info: { singularName: string };
  pluginOptions?: { i18n?: { localized?: boolean }; 'content-tracker'?: { tracked: boolean } };
  attributes: Record<string, { type?: string }>;
  options?: { draftAndPublish?: boolean };
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

/** `title` or `name`, else the first text that there is. */
const titleFieldOf = ({ attributes }: Schema): string =>
  ['title', 'name'].find((name) => attributes[name]?.type === 'string') ??
  Object.keys(attributes).find((name) => attributes[name]?.type === 'string') ??
  'documentId';

/** Known once the database is: after plugins have registered. */
const columnOf = (strapi: Core.Strapi, uid: string, attribute: string): string => {
  const known = strapi.db.metadata.get(uid).attributes[attribute] as { columnName?: string } | undefined;
  return known?.columnName ?? attribute;
};

const flag = 'features.future.experimental_firstPublishedAt';

/**
 * Strapi's experiment adds an attribute of the same name in the same column, and writes it by other rules.
 * @throws Error that says what to do; the dates that it has written so far are taken over
 */
const checkExperiment = (strapi: Core.Strapi): void => {
  if (!strapi.config.get(flag, false)) return;
  throw new Error(
    'content-tracker: experimental_firstPublishedAt in config/features.ts claims the attribute "firstPublishedAt" that this plugin adds. ' +
      'Remove the flag and start again with the plugin enabled: the dates are in the same column and are taken over. ' +
      'Do not start without the plugin in between: Strapi would drop them',
  );
};

const inject = (schema: Schema): Schema => {
  const taken = Object.keys(attributes).find((name) => name in schema.attributes);
  if (taken) {
    throw new Error(
      `content-tracker: ${schema.uid} already has an attribute "${taken}"; rename it, or take the type out of contentTypes`,
    );
  }
  Object.assign(schema.attributes, attributes);
  // By this the admin knows the type when it lays out its list and its form.
  schema.pluginOptions = { ...schema.pluginOptions, 'content-tracker': { tracked: true } };
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
): TrackedType[] => {
  if (uids.length > 0) checkExperiment(strapi);
  return uids.map((uid) => {
    const registry = strapi.get('content-types');
    const schema = registry.get(uid) as unknown as Schema | undefined;
    if (!schema) throw new Error(`content-tracker: contentTypes names "${uid}", which does not exist`);
    registry.extend(uid, inject);
    const titleField = titleFieldOf(schema);
    return {
      uid: schema.uid,
      name: schema.info.singularName,
      table: qualified(schema.collectionName),
      isLocalized: schema.pluginOptions?.i18n?.localized === true,
      titleField,
      get titleColumn() {
        return columnOf(strapi, schema.uid, titleField);
      },
    };
  });
};

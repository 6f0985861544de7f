import type { Core, UID } from '@strapi/strapi';
import type { Knex } from 'knex';
import { createEntryTitle } from 'newsroom-plugin-kit/entry-title';
import { hideFromBuilder } from '../strapi/content-type-builder';
import { takeOutOfSchema } from '../strapi/schema-files';

/** A content type that the tracker counts and dates. */
export interface TrackedType {
  readonly uid: UID.ContentType;
  /** Its singular name, which the content API uses: `article`. */
  readonly name: string;
  /** Its database table, with the schema where the database has one. */
  readonly table: string;
  readonly isLocalized: boolean;
  /** Reads which attribute is a document's title. An administrator may choose another one at any time. */
  readonly titleField: (db?: Knex) => Promise<string>;
  /** The column of an attribute. It is known only after plugins have registered, when the database is set up. */
  readonly columnOf: (attribute: string) => string;
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

/** `localized` keeps the i18n plugin from copying the value of one locale to the others. */
const readOnly = {
  configurable: false,
  writable: false,
  visible: true,
  pluginOptions: { i18n: { localized: true } },
};

/** What the tracker adds to a type. */
const attributes = {
  viewCount: { type: 'integer', min: 0, default: 0, ...readOnly },
  firstPublishedAt: { type: 'datetime', ...readOnly },
};

const columnOf = (strapi: Core.Strapi, uid: string, attribute: string): string => {
  if (attribute === 'documentId') return 'document_id';
  const known = strapi.db.metadata.get(uid).attributes[attribute] as { columnName?: string } | undefined;
  return known?.columnName ?? attribute;
};

const attributeNames = Object.keys(attributes);
const pluginOption = 'content-tracker';

const flag = 'features.future.experimental_firstPublishedAt';

/**
 * Stops the start where Strapi's experiment is on: it adds an attribute of the same name in the same column, and
 * writes it by other rules. The dates that it has written are kept.
 * @throws Error that says what to do
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
  const taken = attributeNames.find((name) => name in schema.attributes);
  if (taken) {
    throw new Error(
      `content-tracker: ${schema.uid} already has an attribute "${taken}" in its schema.json; rename it there, or take the type out of contentTypes in config/plugins`,
    );
  }
  Object.assign(schema.attributes, attributes);
  // The admin finds the tracked types by this when it lays out lists and forms.
  schema.pluginOptions = { ...schema.pluginOptions, [pluginOption]: { tracked: true } };
  schema.indexes = [
    ...(schema.indexes ?? []),
    { name: `${schema.collectionName}_view_count_index`, columns: ['view_count'] },
    { name: `${schema.collectionName}_first_published_at_index`, columns: ['first_published_at'] },
  ];
  return schema;
};

/**
 * Returns the uids of types that exist, each once. Others are left out with a warning: one stale line in the
 * configuration must not stop the whole CMS.
 */
const existing = (strapi: Core.Strapi, uids: readonly string[]): UID.ContentType[] => {
  const registry = strapi.get('content-types');
  const own = (registry.keys() as string[]).filter((uid) => uid.startsWith('api::'));
  const left = [...new Set(uids)].filter((uid) => {
    if (registry.get(uid as UID.ContentType)) return true;
    strapi.log.warn(
      `content-tracker: contentTypes in config/plugins names "${uid}", which does not exist; it is left out. There are ${own.join(', ')}`,
    );
    return false;
  });
  for (const uid of new Set(uids.filter((uid, index) => uids.indexOf(uid) !== index))) {
    strapi.log.warn(`content-tracker: contentTypes in config/plugins names "${uid}" more than once`);
  }
  if (left.length === 0) {
    strapi.log.warn('content-tracker: no type is tracked; name some as contentTypes in config/plugins');
  }
  return left as UID.ContentType[];
};

/**
 * Gives every type named in the configuration its attributes `viewCount` and `firstPublishedAt`.
 * To be called while plugins register, before Strapi makes the database schema.
 * @throws Error where a named type already has an attribute of that name
 */
export const track = (
  strapi: Core.Strapi,
  uids: readonly string[],
  qualified: (table: string) => string,
  now: () => number,
): TrackedType[] => {
  if (uids.length > 0) checkExperiment(strapi);
  const registry = strapi.get('content-types');
  const entryTitle = createEntryTitle(strapi, qualified('strapi_core_store_settings'), now);
  const known = existing(strapi, uids);
  const added = { attributes, pluginOption };
  hideFromBuilder(strapi, known, added);
  return known.map((uid) => {
    const schema = registry.get(uid) as unknown as Schema;
    takeOutOfSchema(strapi, schema as never, added);
    registry.extend(uid, inject);
    return {
      uid,
      name: schema.info.singularName,
      table: qualified(schema.collectionName),
      isLocalized: schema.pluginOptions?.i18n?.localized === true,
      titleField: (db) => entryTitle(uid, db),
      columnOf: (attribute) => columnOf(strapi, uid, attribute),
    };
  });
};

import fs from 'node:fs';
import path from 'node:path';
import type { Core, UID } from '@strapi/strapi';

/** What the tracker adds to a type while plugins register, and what no schema file of the project may hold. */
export interface Added {
  readonly attributes: Readonly<Record<string, { readonly type: string }>>;
  /** The key among the type's `pluginOptions`. */
  readonly pluginOption: string;
}

type Attribute = { readonly type?: string; readonly configurable?: boolean };

/** A content type as a schema file has it. */
interface Schema {
  readonly attributes: Record<string, Attribute | undefined>;
  readonly pluginOptions?: Record<string, unknown>;
}
interface ContentType extends Schema {
  readonly uid: string;
  readonly apiName?: string;
  readonly info: { readonly singularName: string };
  /** The schema as its file has it; the Builder writes this back. */
  readonly __schema__: Schema;
}

/** A type as the Builder sends it to the admin, and as it comes back to be written. */
interface Sent {
  readonly uid: string;
  /** A type that is to be deleted comes back without. */
  readonly attributes?: readonly { readonly name: string; readonly action?: string }[];
  readonly pluginOptions?: object;
}
interface Formatted {
  readonly uid: string;
  readonly schema: { readonly attributes: object; readonly pluginOptions?: object };
}

const without = (names: readonly string[], object: object = {}): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

const isAdded = (attribute: Attribute | undefined, { type }: { type: string }): boolean =>
  attribute?.configurable === false && attribute.type === type;

/** @returns what was there, for the log */
const clean = (schema: Schema | undefined, { attributes, pluginOption }: Added): string[] => {
  if (!schema) return [];
  const found = Object.entries(attributes)
    .filter(([name, added]) => isAdded(schema.attributes[name], added))
    .map(([name]) => name);
  for (const name of found) delete schema.attributes[name];
  if (!schema.pluginOptions || !(pluginOption in schema.pluginOptions)) return found;
  delete schema.pluginOptions[pluginOption];
  return [...found, `pluginOptions.${pluginOption}`];
};

/** Writes the file anew only where the project is worked on: elsewhere it may be read-only, and is never this file. */
const cleanFile = (strapi: Core.Strapi, file: string, added: Added): boolean => {
  if (!strapi.config.get('autoReload', false)) return false;
  try {
    const schema = JSON.parse(fs.readFileSync(file, 'utf8')) as Schema;
    if (clean(schema, added).length > 0) fs.writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
    return true;
  } catch {
    return false;
  }
};

/**
 * Understands a schema that the Content-Type Builder has written together with what the tracker had added to it,
 * before the tracker kept that from it. An attribute of the project's own, which can be configured, stays.
 */
export const takeOutOfSchema = (strapi: Core.Strapi, contentType: ContentType, added: Added): void => {
  const found = clean(contentType.__schema__, added);
  clean(contentType, added);
  if (found.length === 0) return;
  const { apiName = '', info, uid } = contentType;
  const file = path.join(strapi.dirs.app.api, apiName, 'content-types', info.singularName, 'schema.json');
  const what = `content-tracker: the schema of ${uid} holds what the tracker adds by itself: ${found.join(', ')}`;
  const isClean = cleanFile(strapi, file, added);
  const relative = path.relative(strapi.dirs.app.root, file);
  strapi.log.warn(
    isClean
      ? `${what}; it was taken out of ${relative}`
      : `${what}; it is ignored, take it out of ${relative}`,
  );
};

/**
 * Keeps what the tracker adds to these types from the Content-Type Builder, which would write it into the project's
 * schema files: the project would not start any more.
 */
export const hideFromBuilder = (
  strapi: Core.Strapi,
  uids: readonly UID.ContentType[],
  { attributes, pluginOption }: Added,
): void => {
  const names = Object.keys(attributes);
  const isExtended = (uid: string): boolean => (uids as readonly string[]).includes(uid);

  const hide = <T extends Sent>(type: T): T => {
    if (!isExtended(type.uid) || !type.attributes) return type;
    return {
      ...type,
      attributes: type.attributes.filter(({ name }) => !names.includes(name)),
      ...(type.pluginOptions && { pluginOptions: without([pluginOption], type.pluginOptions) }),
    };
  };

  const refuseNew = ({ uid, attributes: sent }: Sent): void => {
    const taken = sent?.find(({ name, action }) => action === 'create' && names.includes(name));
    if (!taken || !isExtended(uid)) return;
    throw new Error(
      `"${taken.name}" is an attribute that content-tracker adds to ${uid}; choose another name`,
    );
  };

  const services = strapi.get('services');
  const schema = 'plugin::content-type-builder.schema';
  if (!(services.keys() as string[]).includes(schema)) return;
  services.extend(
    schema,
    (original: {
      getSchema(): Promise<{ contentTypes: Record<string, Sent> }>;
      updateSchema(schema: { contentTypes: Sent[] }): Promise<void>;
    }) => ({
      ...original,
      async getSchema() {
        const all = await original.getSchema();
        const hidden = Object.entries(all.contentTypes).map(([uid, type]) => [uid, hide(type)]);
        return { ...all, contentTypes: Object.fromEntries(hidden) };
      },
      updateSchema(sent: { contentTypes: Sent[] }) {
        sent.contentTypes.forEach(refuseNew);
        return original.updateSchema({ ...sent, contentTypes: sent.contentTypes.map(hide) });
      },
    }),
  );
  services.extend(
    'plugin::content-type-builder.content-types',
    (original: { formatContentType(type: object): Formatted }) => ({
      ...original,
      formatContentType(type: object) {
        const formatted = original.formatContentType(type);
        if (!isExtended(formatted.uid)) return formatted;
        return {
          ...formatted,
          schema: {
            ...formatted.schema,
            attributes: without(names, formatted.schema.attributes),
            pluginOptions: without([pluginOption], formatted.schema.pluginOptions),
          },
        };
      },
    }),
  );
};

/*
 * Why: earlier versions let the Content-Type Builder write the tracker's attributes into the project's schema files. A
 * project with such a file would not start any more.
 * Relies on: a registered content type has the schema of its file as `__schema__`, and the file lies at
 * `api/<name>/content-types/<name>/schema.json`.
 * If it is gone: nothing is cleaned, and `track` stops the start with the name of the attribute.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

/** What the tracker adds to a type while plugins register, and what no schema file of the project may have. */
export interface Added {
  readonly attributes: Readonly<Record<string, { readonly type: string }>>;
  /** The key among the type's `pluginOptions`. */
  readonly pluginOption: string;
}

type Attribute = { readonly type?: string; readonly configurable?: boolean };

/** A content type as in a schema file. */
interface Schema {
  readonly attributes: Record<string, Attribute | undefined>;
  readonly pluginOptions?: Record<string, unknown>;
}
interface ContentType extends Schema {
  readonly uid: string;
  readonly apiName?: string;
  readonly info: { readonly singularName: string };
  /** The schema of the file. The Content-Type Builder writes this back. */
  readonly __schema__: Schema;
}

const isAdded = (attribute: Attribute | undefined, { type }: { type: string }): boolean =>
  attribute?.configurable === false && attribute.type === type;

/** Removes what the tracker adds. @returns the names of what was there */
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

/** Rewrites the file only in development: elsewhere it may be read-only, and is a copy. @returns whether it is clean */
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
 * Removes the tracker's attributes from a schema that came with them from its file, and warns. An attribute of the
 * project's own can be configured, and stays.
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

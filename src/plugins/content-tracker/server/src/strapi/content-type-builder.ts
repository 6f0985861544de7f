/*
 * Why: the Content-Type Builder would write the tracker's attributes into the project's schema files, and a project
 * with such a file would not start any more.
 * Relies on: the Builder's services `schema` (`getSchema`, `updateSchema`) and `content-types` (`formatContentType`),
 * and the form of what they take and return.
 * If it is gone: `checkStrapiHas` stops the start where a function is missing. Where the form changes,
 * `tests/app/content/content-types.test.ts` fails.
 */
import type { Core, UID } from '@strapi/strapi';
import { checkStrapiHas } from './requirement';
import type { Added } from './schema-files';

/** A type as the Builder sends it to the admin, and as it comes back to be written. */
interface SentType {
  readonly uid: string;
  /** Absent where the type is to be deleted. */
  readonly attributes?: readonly { readonly name: string; readonly action?: string }[];
  readonly pluginOptions?: object;
}
interface FormattedType {
  readonly uid: string;
  readonly schema: { readonly attributes: object; readonly pluginOptions?: object };
}

interface SchemaService {
  getSchema(): Promise<{ contentTypes: Record<string, SentType> }>;
  updateSchema(schema: { contentTypes: SentType[] }): Promise<void>;
}
interface ContentTypesService {
  formatContentType(type: object): FormattedType;
}

const builder = 'plugin::content-type-builder';

const without = (names: readonly string[], object: object = {}): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** Hides what the tracker has added to these types from the editor of types, and keeps its names taken. */
const extendSchema = (
  original: SchemaService,
  isExtended: (uid: string) => boolean,
  { attributes, pluginOption }: Added,
): SchemaService => {
  checkStrapiHas(
    `${builder}.schema with getSchema and updateSchema`,
    typeof original.getSchema === 'function' && typeof original.updateSchema === 'function',
  );
  const names = Object.keys(attributes);

  const hide = <T extends SentType>(type: T): T => {
    if (!isExtended(type.uid) || !type.attributes) return type;
    return {
      ...type,
      attributes: type.attributes.filter(({ name }) => !names.includes(name)),
      ...(type.pluginOptions && { pluginOptions: without([pluginOption], type.pluginOptions) }),
    };
  };

  const refuseNew = ({ uid, attributes: sent }: SentType): void => {
    const taken = sent?.find(({ name, action }) => action === 'create' && names.includes(name));
    if (!taken || !isExtended(uid)) return;
    throw new Error(
      `"${taken.name}" is an attribute that content-tracker adds to ${uid}; choose another name`,
    );
  };

  return {
    ...original,
    async getSchema() {
      const schema = await original.getSchema();
      const hidden = Object.entries(schema.contentTypes).map(([uid, type]) => [uid, hide(type)]);
      return { ...schema, contentTypes: Object.fromEntries(hidden) };
    },
    updateSchema(sent) {
      sent.contentTypes.forEach(refuseNew);
      return original.updateSchema({ ...sent, contentTypes: sent.contentTypes.map(hide) });
    },
  };
};

/** Hides what the tracker has added from the list of types that the Builder offers. */
const extendContentTypes = (
  original: ContentTypesService,
  isExtended: (uid: string) => boolean,
  { attributes, pluginOption }: Added,
): ContentTypesService => {
  checkStrapiHas(
    `${builder}.content-types with formatContentType`,
    typeof original.formatContentType === 'function',
  );
  return {
    ...original,
    formatContentType(type) {
      const formatted = original.formatContentType(type);
      if (!isExtended(formatted.uid)) return formatted;
      const { schema } = formatted;
      return {
        ...formatted,
        schema: {
          ...schema,
          attributes: without(Object.keys(attributes), schema.attributes),
          pluginOptions: without([pluginOption], schema.pluginOptions),
        },
      };
    },
  };
};

/** Hides what the tracker adds to these types from the Content-Type Builder, where that is installed. */
export const hideFromBuilder = (
  strapi: Core.Strapi,
  uids: readonly UID.ContentType[],
  added: Added,
): void => {
  const services = strapi.get('services');
  if (!(services.keys() as string[]).includes(`${builder}.schema`)) return;
  const isExtended = (uid: string): boolean => (uids as readonly string[]).includes(uid);
  services.extend(`${builder}.schema`, (original: SchemaService) =>
    extendSchema(original, isExtended, added),
  );
  services.extend(`${builder}.content-types`, (original: ContentTypesService) =>
    extendContentTypes(original, isExtended, added),
  );
};

import type { Core } from '@strapi/strapi';
import { cleanLine, cleanMarkdown, cleanQuery, cleanText } from './clean';

interface Attribute {
  readonly type: string;
  readonly component?: string;
}
interface Model {
  readonly uid: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}
type Fields = Record<string, unknown>;

const cleaners: Readonly<Record<string, (text: string) => string>> = {
  string: cleanLine,
  text: cleanText,
  richtext: cleanMarkdown,
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Cleans all texts in a part of a query, at any depth. */
const cleanQueries = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanQuery(value);
  if (Array.isArray(value)) return value.map(cleanQueries);
  // Other objects, such as a query builder, stay as they are.
  if (!isFields(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleanQueries(one)]));
};

interface FindEvent {
  readonly params: { where?: unknown; _q?: unknown; populate?: unknown };
}

/**
 * Cleans all texts that the admin, the APIs and the importer write, before Strapi validates them, and all texts that they
 * search for.
 */
export const installTexts = (strapi: Core.Strapi): void => {
  const getModel = (uid: string): Model | undefined =>
    strapi.getModel(uid as never) as unknown as Model | undefined;

  const cleanValue = (value: unknown, { type, component }: Attribute): unknown => {
    const clean = cleaners[type];
    if (clean) return typeof value === 'string' ? clean(value) : value;
    if (type !== 'component' && type !== 'dynamiczone') return value;
    const cleanPart = (part: unknown): unknown => {
      const model = isFields(part) ? getModel(component ?? String(part.__component)) : undefined;
      return isFields(part) && model ? cleanFields(part, model) : part;
    };
    return Array.isArray(value) ? value.map(cleanPart) : cleanPart(value);
  };

  const cleanFields = (fields: Fields, { attributes }: Model): Fields =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        const attribute = attributes[name];
        return [name, attribute ? cleanValue(value, attribute) : value];
      }),
    );

  strapi.documents.use((context, next) => {
    const { uid, params } = context as unknown as { uid: string; params: { data?: unknown } };
    const model = uid.startsWith('api::') && isFields(params?.data) ? getModel(uid) : undefined;
    if (model) params.data = cleanFields(params.data as Fields, model);
    return next();
  });

  const clean = ({ params }: FindEvent): void => {
    for (const name of ['where', '_q', 'populate'] as const) {
      if (params[name] !== undefined) params[name] = cleanQueries(params[name]);
    }
  };
  strapi.db.lifecycles.subscribe({
    models: Object.keys(strapi.contentTypes).filter((uid) => uid.startsWith('api::')),
    beforeFindOne: clean,
    beforeFindMany: clean,
    beforeCount: clean,
  } as never);
};

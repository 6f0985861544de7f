import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { mayReadDrafts, type Auth } from './drafts';
import { hasDrafts, isParsed, modelsOf, targetOf, type GetModel, type Model } from './model';

/** The documents of a type with drafts that one field of an input connects with. */
interface References {
  readonly to: Model;
  /** The field: `author`, `seo.image`. */
  readonly path: string;
  readonly ids: readonly number[];
  readonly documentIds: readonly string[];
}

const changes = ['connect', 'disconnect', 'set'];

/** The ids in the input of a relation, in any of its forms: `5`, `"abc"`, `{ connect: [{ id: 5 }] }`. */
const namedIn = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value.flatMap(namedIn);
  if (!isParsed(value)) return value === null || value === undefined ? [] : [value];
  if (changes.some((change) => change in value)) return changes.flatMap((change) => namedIn(value[change]));
  return namedIn(value.documentId ?? value.id);
};

const referencesTo = (to: Model, path: string, value: unknown): References => {
  const named = namedIn(value);
  const isNumber = (one: unknown): boolean => /^\d+$/.test(String(one));
  return {
    to,
    path,
    ids: named.filter(isNumber).map(Number),
    documentIds: named.filter((one) => !isNumber(one)).map(String),
  };
};

/** Finds the documents of types with drafts that the input of a write connects with. */
const findReferences = (
  data: unknown,
  { attributes }: Model,
  getModel: GetModel,
  prefix = '',
): References[] => {
  if (!isParsed(data)) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    const attribute = attributes[name];
    const to = targetOf(attribute, getModel);
    if (!attribute || !to) return [];
    const path = `${prefix}${name}`;
    if (attribute.type === 'component') {
      return [value].flat().flatMap((one) => findReferences(one, to, getModel, `${path}.`));
    }
    return attribute.type === 'relation' && hasDrafts(to) ? [referencesTo(to, path, value)] : [];
  });
};

const countPublished = async (
  strapi: Core.Strapi,
  { uid }: Model,
  by: 'id' | 'documentId',
  values: readonly unknown[],
): Promise<number> => {
  if (values.length === 0) return 0;
  const rows: Record<string, unknown>[] = await strapi.db.query(uid as never).findMany({
    where: { [by]: { $in: values }, publishedAt: { $notNull: true } },
    select: [by] as never,
  });
  return new Set(rows.map((row) => row[by])).size;
};

/**
 * Lets a write connect with published documents only, unless its caller may read drafts. The answer is the same for a
 * draft and for a document that does not exist.
 * @throws ValidationError that names the field
 */
export const checkReferences = async (
  strapi: Core.Strapi,
  data: unknown,
  model: Model,
  auth: Auth,
): Promise<void> => {
  for (const { to, path, ids, documentIds } of findReferences(data, model, modelsOf(strapi))) {
    const asked = new Set(ids).size + new Set(documentIds).size;
    if (asked === 0 || (await mayReadDrafts(strapi, auth, to.uid))) continue;
    const found =
      (await countPublished(strapi, to, 'id', ids)) +
      (await countPublished(strapi, to, 'documentId', documentIds));
    if (found === asked) continue;
    const message = `${path} can be connected with published documents only`;
    throw new errors.ValidationError(message, { source: 'body', param: path });
  }
};

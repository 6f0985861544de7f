import type { Core } from '@strapi/strapi';

/** The part of a content type or component that the checks need. */
export interface Model {
  readonly uid: string;
  readonly options?: { readonly draftAndPublish?: boolean };
  readonly pluginOptions?: { readonly i18n?: { readonly localized?: boolean } };
  readonly attributes: Readonly<Record<string, Attribute>>;
}
interface Attribute {
  readonly type: string;
  readonly relation?: string;
  readonly target?: string;
  readonly component?: string;
  readonly mappedBy?: string;
  readonly inversedBy?: string;
}
export type GetModel = (uid: string) => Model | undefined;

export const modelsOf = (strapi: Core.Strapi): GetModel =>
  ((uid: string) => strapi.getModel(uid as never)) as unknown as GetModel;

/** An object of a query, as `qs` parses it. */
export type Parsed = Readonly<Record<string, unknown>>;

export const isParsed = (value: unknown): value is Parsed =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

export const isTrue = (value: unknown): boolean => ['true', 't', '1', true, 1].includes(value as never);

export const hasDrafts = (model: Model): boolean => model.options?.draftAndPublish === true;

/** Whether each language of a document is a row of its own. */
export const isLocalized = (model: Model): boolean => model.pluginOptions?.i18n?.localized === true;

/** The type or component that a relation, media field or component leads to. */
export const targetOf = (attribute: Attribute | undefined, getModel: GetModel): Model | undefined => {
  if (!attribute) return undefined;
  const { type, component, target } = attribute;
  const uid = type === 'media' ? 'plugin::upload.file' : type === 'component' ? component : target;
  return uid === undefined ? undefined : getModel(uid);
};

/** Whether a relation is polymorphic: it leads to rows of any type, in any state. */
export const isMorphTo = ({ type, relation = '' }: Attribute): boolean =>
  type === 'relation' && relation.startsWith('morphTo');

/**
 * Whether a published row may be related to drafts. In a type with drafts, published rows are related to published rows.
 * Rows of other types, and `localizations`, are related to both.
 */
export const mayLeadToDrafts = (from: Model, name: string, to: Model): boolean =>
  hasDrafts(to) && (!hasDrafts(from) || name === 'localizations');

/** The relation that leads to a level of `populate`. */
export interface CameBy {
  readonly from: Model;
  readonly name: string;
}

/** Whether a relation is the inverse of the relation that led to its type. */
export const isWayBack = (model: Model, name: string, cameBy: CameBy | undefined): boolean => {
  const there = cameBy?.from.attributes[cameBy.name];
  const back = model.attributes[name];
  if (!cameBy || !there || !back || back.target !== cameBy.from.uid || there.target !== model.uid) {
    return false;
  }
  return (
    (name === 'localizations' && cameBy.name === name) ||
    [back.mappedBy, back.inversedBy].includes(cameBy.name) ||
    [there.mappedBy, there.inversedBy].includes(name)
  );
};

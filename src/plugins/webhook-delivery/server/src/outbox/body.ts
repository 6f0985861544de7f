import type { Audience } from '../endpoints/scope';

/** A content type or component, as far as bodies depend on it. */
export interface Model {
  readonly options?: { readonly draftAndPublish?: boolean };
  readonly attributes: Readonly<Record<string, Attribute>>;
}
interface Attribute {
  readonly type: string;
  readonly target?: string;
  readonly component?: string;
}
export type GetModel = (uid: string) => Model | undefined;

type Fields = Readonly<Record<string, unknown>>;

/** What a body holds beside `event` and `createdAt`. */
export interface Payload {
  readonly uid?: unknown;
  readonly model?: unknown;
  readonly entry?: unknown;
}

/** The largest body, in bytes. A larger one is replaced by one that only names its entry. */
export const mostBytes = 256 * 1024;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const hasDrafts = (model: Model | undefined): boolean => model?.options?.draftAndPublish === true;
const isDraft = (row: Fields, model: Model | undefined): boolean =>
  hasDrafts(model) && (row.publishedAt === null || row.publishedAt === undefined);

/** The fields of a row that a receiver needs to ask for it and to link to it. */
const referenceTo = (row: Fields, model: Model | undefined): Fields => {
  const slugs = Object.entries(model?.attributes ?? {}).flatMap(([name, { type }]) =>
    type === 'uid' ? [name] : [],
  );
  const kept = ['id', 'documentId', 'locale', 'publishedAt', ...slugs];
  return Object.fromEntries(kept.flatMap((name) => (name in row ? [[name, row[name]]] : [])));
};

/** Whether an event is about content that readers can see, or could see before it was deleted or unpublished. */
export const isPublic = ({ uid, entry }: Payload, getModel: GetModel): boolean => {
  if (!isFields(entry)) return uid === undefined;
  return !isDraft(entry, getModel(String(uid)));
};

/** Makes a function that reduces an entry to what its audience may see. */
const createPresenter = (getModel: GetModel, audience: Audience) => {
  const isHidden = (row: Fields, model: Model | undefined): boolean =>
    audience === 'published' && isDraft(row, model);

  const presentRelation = (value: unknown, target: Model | undefined): unknown => {
    // A collection may hold thousands of entries.
    if (Array.isArray(value)) {
      return value
        .filter((row: unknown) => !isFields(row) || !isHidden(row, target))
        .map((row: unknown) => (isFields(row) ? referenceTo(row, target) : row));
    }
    if (!isFields(value)) return value;
    // In a deleted entry Strapi replaces a collection by the number of its entries.
    if (Object.keys(value).join() === 'count') {
      return audience === 'published' && hasDrafts(target) ? undefined : value;
    }
    if (isHidden(value, target)) return null;
    return target ? present(value, target) : value;
  };

  const presentParts = (value: unknown, modelOf: (part: Fields) => Model | undefined): unknown => {
    if (Array.isArray(value)) return value.map((part: unknown) => presentParts(part, modelOf));
    const model = isFields(value) ? modelOf(value) : undefined;
    return isFields(value) && model ? present(value, model) : value;
  };

  const presentValue = (value: unknown, attribute: Attribute | undefined): unknown => {
    const { type, target, component } = attribute ?? { type: '' };
    if (type === 'relation') {
      return presentRelation(value, target === undefined ? undefined : getModel(target));
    }
    if (type === 'component') return presentParts(value, () => getModel(component ?? ''));
    if (type === 'dynamiczone') return presentParts(value, (part) => getModel(String(part.__component)));
    return value;
  };

  const present = (row: Fields, { attributes }: Model): Fields =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, presentValue(value, attributes[name])]),
    );

  return present;
};

/** The payload of a body that would be too large: references only. */
const thin = (payload: Fields, getModel: GetModel): Fields => {
  const model = typeof payload.uid === 'string' ? getModel(payload.uid) : undefined;
  const named = Object.entries(payload).map(([name, value]) => [
    name,
    isFields(value) ? referenceTo(value, name === 'entry' ? model : undefined) : value,
  ]);
  return { ...Object.fromEntries(named.filter(([, value]) => !Array.isArray(value))), truncated: true };
};

/**
 * Writes a message's body as Strapi's own runner does, with two differences: the entries of a collection are references,
 * and a body larger than `mostBytes` only names its entry. For the audience `published` it holds nothing of drafts.
 */
export const writeBody = (
  head: { readonly event: string; readonly createdAt: string },
  payload: Payload,
  { getModel, audience }: { readonly getModel: GetModel; readonly audience: Audience },
): string => {
  const model = typeof payload.uid === 'string' ? getModel(payload.uid) : undefined;
  const entry =
    isFields(payload.entry) && model ? createPresenter(getModel, audience)(payload.entry, model) : undefined;
  const body = JSON.stringify({ ...head, ...payload, ...(entry && { entry }) });
  return Buffer.byteLength(body) <= mostBytes
    ? body
    : JSON.stringify({ ...head, ...thin(payload as Fields, getModel) });
};

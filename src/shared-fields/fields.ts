/** The part of a content type or component that shared fields depend on. */
export interface Model {
  readonly uid: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}
export interface Attribute {
  readonly type: string;
  readonly multiple?: boolean;
  readonly repeatable?: boolean;
  readonly component?: string;
  readonly components?: readonly string[];
  readonly relation?: string;
  readonly target?: string;
  readonly visible?: boolean;
  readonly pluginOptions?: { readonly i18n?: { readonly localized?: boolean } };
}
export type GetModel = (uid: string) => Model;

export type Row = Readonly<Record<string, unknown>>;

/**
 * Whether a relation is marked as not localized. Strapi itself treats every relation as localized. Relations to many
 * documents are not supported: a document that one language lacks could not be told from a removed link.
 */
export const isSharedRelation = ({ type, relation = '', pluginOptions }: Attribute): boolean =>
  type === 'relation' && /ToOne$/.test(relation) && pluginOptions?.i18n?.localized === false;

const listOf = (value: unknown): readonly Row[] => {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as Row[];
};

/**
 * The value of a field in a form that can be compared between languages: files by id, relations by `documentId`,
 * components without the id of their row.
 */
export const valueOf = (value: unknown, attribute: Attribute | undefined, getModel: GetModel): unknown => {
  switch (attribute?.type) {
    case 'relation':
      return [...new Set(listOf(value).map(({ documentId }) => documentId))];
    case 'media':
      return listOf(value).map(({ id }) => id);
    case 'component':
      return listOf(value).map((part) => partOf(part, getModel(attribute.component ?? ''), getModel));
    case 'dynamiczone':
      return listOf(value).map((part) => ({
        __component: part.__component,
        ...(partOf(part, getModel(String(part.__component)), getModel) as object),
      }));
    default:
      return value instanceof Date ? value.toISOString() : (value ?? null);
  }
};

const partOf = (part: Row, { attributes }: Model, getModel: GetModel): unknown =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name, { type }]) => name in part && name !== 'id' && type !== 'uid')
      .map(([name, attribute]) => [name, valueOf(part[name], attribute, getModel)]),
  );

/** The `populate` of a query whose rows `valueOf` is to read. */
export const populateFor = (names: readonly string[], model: Model, getModel: GetModel): Row =>
  Object.fromEntries(
    names.flatMap((name): [string, object][] => {
      const { type, component, components = [] } = model.attributes[name] ?? { type: '' };
      const partsOf = (uid: string): object => {
        const part = getModel(uid);
        return { populate: populateFor(Object.keys(part.attributes), part, getModel) };
      };
      if (type === 'relation') return [[name, { select: ['documentId'] }]];
      if (type === 'media') return [[name, { select: ['id'] }]];
      if (type === 'dynamiczone') {
        return [[name, { on: Object.fromEntries(components.map((uid) => [uid, partsOf(uid)])) }]];
      }
      return type === 'component' ? [[name, partsOf(component ?? '')]] : [];
    }),
  );

/** Finds the rows of documents, in the language and status of the row that is to be linked with them. */
export type FindRows = (target: string, documentIds: readonly string[]) => Promise<readonly number[]>;

/** Turns a value of `valueOf` into the data of a query that writes it. */
export const dataOf = async (
  value: unknown,
  attribute: Attribute,
  { getModel, findRows }: { readonly getModel: GetModel; readonly findRows: FindRows },
): Promise<unknown> => {
  const list = value as readonly unknown[];
  switch (attribute.type) {
    case 'relation': {
      const ids = await findRows(attribute.target ?? '', list as readonly string[]);
      return { set: ids.map((id) => ({ id })) };
    }
    case 'media':
      return attribute.multiple ? list : (list[0] ?? null);
    case 'component':
    case 'dynamiczone': {
      const parts = await Promise.all(
        (list as readonly Row[]).map(async (part) => {
          const { attributes } = getModel(String(part.__component ?? attribute.component));
          const fields = Object.entries(part).map(async ([name, one]) => {
            const inner = attributes[name];
            return [name, inner ? await dataOf(one, inner, { getModel, findRows }) : one] as const;
          });
          return Object.fromEntries(await Promise.all(fields));
        }),
      );
      const isMany = attribute.type === 'dynamiczone' || attribute.repeatable;
      return isMany ? parts : (parts[0] ?? null);
    }
    default:
      return value;
  }
};

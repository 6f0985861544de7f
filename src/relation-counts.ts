import type { Core, UID } from '@strapi/strapi';

interface Attribute {
  readonly type: string;
  readonly target?: string;
  readonly joinTable?: {
    readonly name: string;
    readonly joinColumn: { readonly name: string };
    readonly inverseJoinColumn: { readonly name: string };
  };
}
interface Model {
  readonly options?: { readonly draftAndPublish?: boolean };
  readonly pluginOptions?: { readonly i18n?: { readonly localized?: boolean } };
}
type Row = Record<string, unknown> & { readonly id: number };

/** How the admin's lists ask. A count with conditions, as the content API's, is Strapi's own: it honours them. */
const isCounted = (how: unknown): boolean => JSON.stringify(how) === '{"count":true}';

const hasManyRows = ({ options, pluginOptions }: Model): boolean =>
  options?.draftAndPublish === true || pluginOptions?.i18n?.localized === true;

/**
 * Has the admin's lists count documents, where Strapi counts rows: an author with one article in two languages, each
 * published with a draft, would have four. Types whose rows lead to rows of their own language and status are as they
 * are.
 */
export const countDocuments = (strapi: Core.Strapi): void => {
  const modelOf = (uid: string): Model | undefined =>
    strapi.getModel(uid as never) as unknown as Model | undefined;

  const count = async (uid: string, name: string, rows: readonly Row[]): Promise<void> => {
    const { target = '', joinTable } = (strapi.db.metadata.get(uid).attributes[name] ?? {}) as Attribute;
    const targetModel = modelOf(target);
    if (!joinTable || !targetModel || !hasManyRows(targetModel)) return;
    const { name: table, joinColumn, inverseJoinColumn } = joinTable;
    const parent = `${table}.${joinColumn.name}`;
    const { tableName } = strapi.db.metadata.get(target);
    const found: { id: number; documents: number }[] = await strapi.db.transaction(({ trx }) =>
      strapi.db
        .getConnection(table)
        .transacting(trx)
        .join(tableName, `${tableName}.id`, `${table}.${inverseJoinColumn.name}`)
        .whereIn(parent, [...rows.map(({ id }) => id)])
        .groupBy(parent)
        .select(`${parent} as id`)
        .countDistinct({ documents: `${tableName}.document_id` }),
    );
    const documentsOf = new Map(found.map(({ id, documents }) => [Number(id), Number(documents)]));
    for (const row of rows) Object.assign(row, { [name]: { count: documentsOf.get(row.id) ?? 0 } });
  };

  strapi.documents.use(async (context, next) => {
    const { uid, action, params } = context as unknown as {
      uid: UID.ContentType;
      action: string;
      params?: { populate?: Record<string, unknown> };
    };
    const result = await next();
    const model = modelOf(uid);
    if (action !== 'findMany' || !uid.startsWith('api::') || !model || hasManyRows(model)) return result;
    for (const [name, how] of Object.entries(params?.populate ?? {})) {
      if (isCounted(how)) await count(uid, name, (result ?? []) as Row[]);
    }
    return result;
  });
};

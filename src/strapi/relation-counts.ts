// Why: in the admin's lists Strapi counts the rows of a relation. An author with one article in two languages, each a
// draft and a published row, would have four articles.
// Relies on: the lists ask the Document Service for `findMany` with `populate: { articles: { count: true } }`, and
// Strapi's metadata describe the join table of a relation. If that changes, the lists show rows again;
// tests/app/content/texts.test.ts notices.
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

/** Whether a populate asks as the admin's lists do. The content API adds conditions, which only Strapi's count obeys. */
const isCount = (populate: unknown): boolean => JSON.stringify(populate) === '{"count":true}';

/** Whether a document may have several rows: drafts, published rows, languages. */
const hasManyRows = ({ options, pluginOptions }: Model): boolean =>
  options?.draftAndPublish === true || pluginOptions?.i18n?.localized === true;

/**
 * Makes the admin's lists count documents instead of rows, in types with one row per document. Other types need no
 * correction: their rows are related to rows of the same language and status only.
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
    for (const [name, populate] of Object.entries(params?.populate ?? {})) {
      if (isCount(populate)) await count(uid, name, (result ?? []) as Row[]);
    }
    return result;
  });
};

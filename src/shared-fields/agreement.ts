import { isDeepStrictEqual } from 'node:util';
import type { Core, UID } from '@strapi/strapi';
import type { Knex } from 'knex';
import { dataOf, isSharedRelation, populateFor, valueOf } from './fields';
import type { FindRows, GetModel, Model, Row } from './fields';

/** A localized content type with fields that are the same in every language. */
export interface SharingType extends Model {
  readonly uid: UID.ContentType;
  readonly table: string;
  readonly hasDrafts: boolean;
  /** Names of its shared fields, relations aside. */
  readonly values: readonly string[];
  readonly relations: readonly string[];
}

/** One language of a document, as a draft or as readers see it. */
export interface Version {
  readonly id: number;
  readonly documentId: string;
  readonly locale: string;
  readonly isPublished: boolean;
  readonly at: Date;
  readonly fields: Row;
}

type Documents = ReturnType<Core.Strapi['documents']> & {
  omitComponentData(data: object): object;
  updateComponents(entry: { id: number }, data: object): Promise<object>;
};

/** Every localized type of the project that has something to share. */
export const findSharingTypes = (strapi: Core.Strapi): SharingType[] =>
  Object.values(strapi.contentTypes).flatMap((type) => {
    const service = strapi.plugin('i18n').service('content-types');
    const { uid, collectionName = '', options } = type;
    if (!uid.startsWith('api::') || !service.isLocalizedContentType(type)) return [];
    const { attributes } = type as unknown as Model;
    const values = service.getNonLocalizedAttributes(type) as string[];
    const relations = Object.keys(attributes).filter((name) =>
      isSharedRelation(attributes[name] ?? { type: '' }),
    );
    if (values.length + relations.length === 0) return [];
    const hasDrafts = options?.draftAndPublish === true;
    return [{ uid, table: collectionName, attributes, hasDrafts, values, relations }];
  });

/** Reads and writes what a document's languages share. To be called in the transaction that changes it. */
export const createAgreement = (strapi: Core.Strapi) => {
  const getModel: GetModel = (uid) => strapi.getModel(uid as never) as unknown as Model;

  const read = async (type: SharingType, documentId: string): Promise<Version[]> => {
    const names = [...type.values, ...type.relations];
    const rows: Row[] = await strapi.db.query(type.uid).findMany({
      where: { documentId },
      populate: populateFor(names, type, getModel),
      orderBy: { id: 'asc' },
    } as never);
    return rows.map((row) => ({
      id: Number(row.id),
      documentId,
      locale: String(row.locale ?? ''),
      isPublished: type.hasDrafts && row.publishedAt !== null,
      at: new Date((row.publishedAt ?? row.updatedAt) as string),
      fields: Object.fromEntries(
        names.map((name) => [name, valueOf(row[name], type.attributes[name], getModel)]),
      ),
    }));
  };

  /** The rows of documents that a version may lead to: in its own language and status. A missing one is left out. */
  const rowsFor =
    ({ hasDrafts }: SharingType, { locale, isPublished }: Version): FindRows =>
    async (target, documentIds) => {
      if (documentIds.length === 0) return [];
      const model = getModel(target) as Model & { readonly options?: { readonly draftAndPublish?: boolean } };
      const isLocalized = strapi.plugin('i18n').service('content-types').isLocalizedContentType(model);
      const rows: Row[] = await strapi.db.query(target as UID.ContentType).findMany({
        where: {
          documentId: { $in: documentIds },
          ...(isLocalized && { locale }),
          // What has no drafts itself is linked with both.
          ...(hasDrafts &&
            model.options?.draftAndPublish && { publishedAt: isPublished ? { $notNull: true } : null }),
        },
        select: ['id', 'documentId'],
      } as never);
      return documentIds.flatMap((documentId) => {
        const found = rows.filter((row) => row.documentId === documentId);
        return found.map(({ id }) => Number(id));
      });
    };

  /** Of a relation, only documents that the version's language has. */
  const reachable = async (
    type: SharingType,
    version: Version,
    target: string,
    documentIds: readonly string[],
  ): Promise<string[]> => {
    const isThere = await Promise.all(
      documentIds.map(async (id) => (await rowsFor(type, version)(target, [id])).length > 0),
    );
    return documentIds.filter((_, index) => isThere[index]);
  };

  /** What of the wanted values a version does not have yet. */
  const differences = async (type: SharingType, version: Version, wanted: Row): Promise<Row> => {
    const differing: [string, unknown][] = [];
    for (const [name, value] of Object.entries(wanted)) {
      const { target = '' } = type.attributes[name] ?? {};
      const isRelation = type.relations.includes(name);
      const here = isRelation ? await reachable(type, version, target, value as string[]) : value;
      if (!isDeepStrictEqual(version.fields[name], here)) differing.push([name, value]);
    }
    return Object.fromEntries(differing);
  };

  /** Writes past `updatedAt`: nothing looks Modified for what somebody did in another language. */
  const write = async (type: SharingType, version: Version, fields: Row): Promise<void> => {
    const { id } = version;
    const findRows = rowsFor(type, version);
    const entries = Object.entries(fields).map(async ([name, value]) => {
      const attribute = type.attributes[name];
      return [name, attribute ? await dataOf(value, attribute, { getModel, findRows }) : value] as const;
    });
    const data = Object.fromEntries(await Promise.all(entries));
    const documents = strapi.documents(type.uid) as unknown as Documents;
    const components = await documents.updateComponents({ id }, data);
    await strapi.db.transaction(async ({ trx }) => {
      const table = () => (trx as Knex)(type.table).where({ id });
      const { updated_at: updatedAt } = (await table().first('updated_at')) as { updated_at: unknown };
      await strapi.db.query(type.uid).update({
        where: { id },
        data: { ...documents.omitComponentData(data), ...components },
      } as never);
      await table().update({ updated_at: updatedAt });
    });
  };

  /**
   * Brings versions to have the wanted values.
   * @returns those that had others
   */
  const bring = async (type: SharingType, versions: readonly Version[], wanted: Row): Promise<Version[]> => {
    const changed: Version[] = [];
    for (const version of versions) {
      const fields = await differences(type, version, wanted);
      if (Object.keys(fields).length === 0) continue;
      await write(type, version, fields);
      changed.push(version);
    }
    return changed;
  };

  return { read, differences, bring };
};

export type Agreement = ReturnType<typeof createAgreement>;

/** What of a version is wanted in all of them: its values, and relations as they are decided. */
export const wantedOf = (type: SharingType, source: Version, relations: Row): Row => ({
  ...Object.fromEntries(type.values.map((name) => [name, source.fields[name]])),
  ...relations,
});

const isEmpty = (value: unknown): boolean => (value as readonly unknown[]).length === 0;

/**
 * Decides where the shared relations of a document lead to. A version whose language does not have the other
 * document leads nowhere, which says nothing: only where a link was there and is gone, somebody has taken it away.
 * @param before the source before the change, if it was there
 */
export const decideRelations = (
  type: SharingType,
  source: Version,
  others: readonly Version[],
  before: Version | undefined,
): Row =>
  Object.fromEntries(
    type.relations.map((name) => {
      const now = source.fields[name];
      const isTakenAway = before !== undefined && !isEmpty(before.fields[name]);
      if (!isEmpty(now) || isTakenAway) return [name, now];
      const other = others.find(({ fields }) => !isEmpty(fields[name]));
      return [name, other?.fields[name] ?? now];
    }),
  );

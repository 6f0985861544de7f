import { isDeepStrictEqual } from 'node:util';
import type { Core, UID } from '@strapi/strapi';
import type { Knex } from 'knex';
import { dataOf, isSharedRelation, populateFor, valueOf } from './fields';
import type { FindRows, GetModel, Model, Row } from './fields';

/** A localized content type with shared fields. */
export interface SharingType extends Model {
  readonly uid: UID.ContentType;
  readonly table: string;
  readonly hasDrafts: boolean;
  /** Names of its shared fields without relations. */
  readonly values: readonly string[];
  readonly relations: readonly string[];
}

/** A document in one language, as a draft or published. */
export interface Version {
  readonly id: number;
  readonly documentId: string;
  readonly locale: string;
  readonly isPublished: boolean;
  /** When it was published, or saved. */
  readonly at: Date;
  /** Its shared fields, in the form that `valueOf` reads. */
  readonly fields: Row;
}

type Documents = ReturnType<Core.Strapi['documents']> & {
  omitComponentData(data: object): object;
  updateComponents(entry: { id: number }, data: object): Promise<object>;
};

/** The localized types of this project that have shared fields. */
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

/** Reads, compares and writes the shared fields of a document. To be used in the transaction that changes it. */
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

  /**
   * Finds the rows that a version may be linked with: in its own language and status. A document without such a row is
   * left out.
   */
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
          // A type without drafts is linked with drafts and published rows.
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

  /** Keeps the documents that exist in the language and status of a version. */
  const reachable = async (
    type: SharingType,
    version: Version,
    target: string,
    documentIds: readonly string[],
  ): Promise<string[]> => {
    const exists = await Promise.all(
      documentIds.map(async (id) => (await rowsFor(type, version)(target, [id])).length > 0),
    );
    return documentIds.filter((_, index) => exists[index]);
  };

  /** The wanted fields in which a version differs. */
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

  /** Writes fields of a version and keeps its `updatedAt`: a write in another language must not make it look Modified. */
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
   * Writes the wanted values to the versions that differ.
   * @returns the versions that were written, as they were before
   */
  const writeWanted = async (
    type: SharingType,
    versions: readonly Version[],
    wanted: Row,
  ): Promise<Version[]> => {
    const changed: Version[] = [];
    for (const version of versions) {
      const fields = await differences(type, version, wanted);
      if (Object.keys(fields).length === 0) continue;
      await write(type, version, fields);
      changed.push(version);
    }
    return changed;
  };

  return { read, differences, writeWanted };
};

export type Agreement = ReturnType<typeof createAgreement>;

/** The shared fields that all versions are to have: the values of `source`, and the decided relations. */
export const wantedOf = (type: SharingType, source: Version, relations: Row): Row => ({
  ...Object.fromEntries(type.values.map((name) => [name, source.fields[name]])),
  ...relations,
});

const isEmpty = (value: unknown): boolean => (value as readonly unknown[]).length === 0;

/**
 * Decides the shared relations of a document. An empty relation of the source does not always mean that somebody
 * removed a link: the related document may not exist in that language. So the link counts as removed only where the
 * source had it before; else the first version with a link decides.
 * @param before the source before the write, if it existed
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
      const isRemoved = before !== undefined && !isEmpty(before.fields[name]);
      if (!isEmpty(now) || isRemoved) return [name, now];
      const other = others.find(({ fields }) => !isEmpty(fields[name]));
      return [name, other?.fields[name] ?? now];
    }),
  );

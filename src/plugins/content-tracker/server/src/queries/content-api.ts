import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { TrackedType } from '../content/tracked';
import type { Asked, List, Questions } from './queries';
import type { Ranked } from './ranking.sql';

export type Document = Record<string, unknown> & { documentId: string };
type Query = Record<string, unknown>;

const pick = (query: Query, names: readonly string[]): Query =>
  Object.fromEntries(Object.entries(query).filter(([name]) => names.includes(name)));

/** What the content API lets a caller choose of the documents. */
const shaping = ['fields', 'populate'];

/** Puts documents in the order of their ranks; those that readers cannot see any more are left out. */
export const inOrder = (ranked: readonly Ranked[], documents: readonly Document[], limit: number) => {
  const byId = new Map(documents.map((document) => [document.documentId, document]));
  return ranked
    .flatMap(({ documentId, views, uniqueViews }) => {
      const document = byId.get(documentId);
      return document ? [{ document, views, uniqueViews }] : [];
    })
    .slice(0, limit);
};

export const findPublished = async (
  strapi: Core.Strapi,
  { type, locale }: List,
  ids: string[],
  query: Query,
): Promise<Document[]> => {
  const found: Document[] = [];
  for (const some of inChunks(ids, 1000)) {
    const documents = await strapi.documents(type.uid).findMany({
      ...query,
      status: 'published',
      ...(locale && { locale }),
      filters: { $and: [{ documentId: { $in: some } }, query.filters ?? {}] },
      limit: some.length,
    } as never);
    found.push(...(documents as unknown as Document[]));
  }
  return found;
};

/** Content-API handlers: documents as the content API would return them to this caller. */
export const createContentControllers = (strapi: Core.Strapi, questions: () => Questions) => {
  const checkMayFind = (ctx: Asked, type: TrackedType): Promise<void> =>
    strapi.auth.verify(ctx.state.auth as never, { scope: [`${type.uid}.find`] } as never) as Promise<void>;

  const present = async (
    ctx: Asked,
    { list, ranked, meta }: { list: List; ranked: Ranked[]; meta: object },
  ) => {
    const schema = strapi.getModel(list.type.uid);
    const auth = { auth: ctx.state.auth } as never;
    const query = pick(ctx.query, shaping);
    await strapi.contentAPI.validate.query(query, schema, auth);
    const allowed = (await strapi.contentAPI.sanitize.query(query, schema, auth)) as Query;
    const documents = await findPublished(
      strapi,
      list,
      ranked.map(({ documentId }) => documentId),
      allowed,
    );
    const rows = inOrder(ranked, documents, list.limit);
    const clean = (await strapi.contentAPI.sanitize.output(
      rows.map(({ document }) => document),
      schema,
      auth,
    )) as Document[];
    return {
      data: rows.map(({ views, uniqueViews }, index) => ({ ...clean[index], views, uniqueViews })),
      meta: { type: list.type.name, locale: list.locale || null, ...meta },
    };
  };

  return {
    async mostViewed(ctx: Asked): Promise<void> {
      const found = await questions().readMostViewed(ctx.query, shaping);
      await checkMayFind(ctx, found.list.type);
      ctx.body = await present(ctx, found);
    },

    async trending(ctx: Asked): Promise<void> {
      const found = await questions().readTrending(ctx.query, shaping);
      await checkMayFind(ctx, found.list.type);
      ctx.body = await present(ctx, found);
    },

    async series(ctx: Asked): Promise<void> {
      const { type, documentId, locale, answer } = await questions().readSeries(ctx.params, ctx.query);
      await checkMayFind(ctx, type);
      const document = await strapi.documents(type.uid).findOne({
        documentId,
        status: 'published',
        fields: ['viewCount'],
        ...(locale && { locale }),
      } as never);
      if (!document) {
        throw new errors.NotFoundError(`there is no published ${type.name} with this documentId and locale`);
      }
      ctx.body = { data: { type: type.name, documentId, locale: locale || null, ...answer } };
    },
  };
};

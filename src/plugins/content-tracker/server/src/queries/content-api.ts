import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Answer, Counts, DocumentSeries, Period } from '../../../shared/answers';
import { checkMayFind } from '../http/access';
import type { Query, RequestContext } from '../http/request-context';
import type { Queries } from './index';
import { findByIds, inOrder, type Document } from './documents';
import { metaOf, type List } from './lists';

type Listed = Answer<
  readonly (Document & Counts)[],
  { readonly type: string; readonly locale: string | null } & (Period | { readonly halfLife: number })
>;

/** Parameters by which a caller chooses what the documents hold. */
const shaping = ['fields', 'populate'];

/** Handlers of the content API. Documents are as the content API itself returns them to this caller. */
export const createContentApi = (strapi: Core.Strapi, { lists, series }: Queries) => {
  /** Finds a list's documents, with the caller's `fields` and `populate`, and without what they may not see. */
  const findDocuments = async (ctx: RequestContext, list: List) => {
    const schema = strapi.getModel(list.type.uid);
    const auth = { auth: ctx.state.auth } as never;
    const query = Object.fromEntries(Object.entries(ctx.query).filter(([name]) => shaping.includes(name)));
    await strapi.contentAPI.validate.query(query, schema, auth);
    const allowed = (await strapi.contentAPI.sanitize.query(query, schema, auth)) as Query;
    const ranked = await lists.find(list);
    const rows = inOrder(ranked, await findByIds(strapi, 'published', list, ranked, allowed), list.limit);
    const documents = (await strapi.contentAPI.sanitize.output(
      rows.map(({ document }) => document),
      schema,
      auth,
    )) as Document[];
    return rows.map(({ views, uniqueViews }, index) => ({
      ...(documents[index] as Document),
      views,
      uniqueViews,
    }));
  };

  const list = async (ctx: RequestContext, kind: List['kind']): Promise<void> => {
    const requested = await lists.read(kind, ctx.query, { shaping });
    const { type, locale } = requested;
    await checkMayFind(strapi, ctx, type);
    const answer: Listed = {
      data: await findDocuments(ctx, requested),
      meta: { type: type.name, locale: locale || null, ...metaOf(requested) },
    };
    ctx.body = answer;
  };

  return {
    mostViewed: (ctx: RequestContext): Promise<void> => list(ctx, 'mostViewed'),
    trending: (ctx: RequestContext): Promise<void> => list(ctx, 'trending'),

    async series(ctx: RequestContext): Promise<void> {
      const request = await series.readOfDocument(ctx.params, ctx.query);
      const { type, documentId, locale } = request;
      await checkMayFind(strapi, ctx, type);
      const published = await strapi.documents(type.uid).findOne({
        documentId,
        status: 'published',
        fields: ['viewCount'],
        ...(locale && { locale }),
      } as never);
      if (!published) {
        throw new errors.NotFoundError(`there is no published ${type.name} with this documentId and locale`);
      }
      const data: DocumentSeries = {
        type: type.name,
        documentId,
        locale: locale || null,
        ...(await series.find(request)),
      };
      ctx.body = { data };
    },
  };
};

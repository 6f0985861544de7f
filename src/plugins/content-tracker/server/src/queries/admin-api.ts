import type {
  Answer,
  AsOf,
  DocumentViews,
  HomeJustPublished,
  HomeMostViewed,
  Refusals,
  Site,
  TypeMeta,
  TypeViews,
} from '../../../shared/answers';
import type { TrackedType } from '../content/tracked';
import { createAccess } from '../http/access';
import { checkNames, readChoice, readNumber } from '../http/parameters';
import type { Query, RequestContext } from '../http/request-context';
import type { Tracker } from '../tracker';
import { languages, listExport, refusalsExport, seriesExport, toFile, type Export } from './csv';
import { createEditorLists, type ListAnswer } from './editor-lists';
import { createFloods } from './floods';
import type { Queries } from './index';
import { inFile, metaOf, type List } from './lists';
import { isoOf, lastHours } from './span';

/** Documents that a widget of the home page shows. */
const homeLength = 4;
const maxHomeLength = 20;
/** Documents ranked beyond that: an editor who may read only some of them still gets a full widget. */
const homeSpare = 60;

/** Handlers of the admin's routes. A CSV file holds what the JSON of the same name holds. */
export const createAdminApi = (tracker: Tracker, { lists, series, refusals }: Queries) => {
  const { strapi, config, types, now, defaultLocale } = tracker;
  const { timeZone } = config;
  const access = createAccess(strapi);
  const editorLists = createEditorLists(tracker, access, lists);

  const readableTypes = (ctx: RequestContext) => types.filter((type) => access.mayRead(ctx, type));
  const findLocales = (): Promise<{ code: string; name: string }[]> =>
    strapi.plugin('i18n').service('locales').find();
  const findCodes = async ({ isLocalized }: TrackedType): Promise<string[]> =>
    isLocalized ? (await findLocales()).map(({ code }) => code) : [''];
  const asOf = (): AsOf => ({ asOf: isoOf(now()) });
  const typeMeta = ({ type, locale }: Pick<List, 'type' | 'locale'>): TypeMeta => ({
    type: type.name,
    uid: type.uid,
    locale: locale || null,
    ...asOf(),
  });

  const answerList = async (
    ctx: RequestContext,
    kind: List['kind'],
    query: Query = ctx.query,
    lengths?: typeof inFile,
  ): Promise<ListAnswer> => {
    const list = await lists.read(kind, query, lengths && { lengths });
    access.checkMayRead(ctx, list.type);
    return { data: await editorLists.find(ctx, list), meta: { ...typeMeta(list), ...metaOf(list) } };
  };

  const answerTypeViews = async (
    ctx: RequestContext,
    query: Query = ctx.query,
  ): Promise<Answer<TypeViews, TypeMeta>> => {
    const request = await series.readOfType(query);
    access.checkMayReadAll(ctx, request.type, [request.locale]);
    return { data: await series.findOfType(request), meta: typeMeta(request) };
  };

  const answerRefusals = async (ctx: RequestContext, query: Query = ctx.query): Promise<Refusals> => {
    const request = await refusals.read(query);
    for (const type of request.type ? [request.type] : types) {
      access.checkMayReadAll(ctx, type, await findCodes(type));
    }
    const { data, meta } = await refusals.find(request);
    return { data, meta: { ...meta, ...asOf() } };
  };

  /** Sends a table as a file whose columns are named in the `language` of the query. */
  const sendCsv = async (
    ctx: RequestContext,
    makeExport: (query: Query) => Promise<Export>,
  ): Promise<void> => {
    const { language: requested, ...query } = ctx.query as Query;
    const language = readChoice({ language: requested }, 'language', languages);
    const { fileName, text } = toFile(await makeExport(query), { language, timeZone });
    ctx.set('Content-Disposition', `attachment; filename="${fileName}"`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.body = text;
  };

  /** Finds documents of every type and locale that the caller may read, and puts them into one list. */
  const findEverywhere = async <T>(
    ctx: RequestContext,
    find: (type: TrackedType, locale: string, limit: number) => Promise<T[]>,
    order: (a: T, b: T) => number,
  ): Promise<Answer<readonly T[]>> => {
    checkNames(ctx.query, ['limit']);
    const limit = readNumber(ctx.query, 'limit', homeLength, [1, maxHomeLength]);
    const found: T[] = [];
    for (const type of readableTypes(ctx)) {
      for (const locale of await findCodes(type)) found.push(...(await find(type, locale, limit)));
    }
    return { data: found.sort(order).slice(0, limit), meta: asOf() };
  };

  return {
    /** What the admin needs to know of the site before it can ask anything else. */
    async site(ctx: RequestContext): Promise<void> {
      const data: Site = {
        timeZone,
        defaultLocale: await defaultLocale(),
        types: readableTypes(ctx).map(({ name, uid, isLocalized }) => ({
          name,
          uid,
          label: strapi.contentType(uid).info.displayName,
          isLocalized,
          isSingle: strapi.contentType(uid).kind === 'singleType',
        })),
        locales: (await findLocales()).map(({ code, name }) => ({ code, name })),
      };
      ctx.body = { data };
    },

    async mostViewed(ctx: RequestContext): Promise<void> {
      ctx.body = await answerList(ctx, 'mostViewed');
    },
    async trending(ctx: RequestContext): Promise<void> {
      ctx.body = await answerList(ctx, 'trending');
    },
    async typeSeries(ctx: RequestContext): Promise<void> {
      ctx.body = await answerTypeViews(ctx);
    },
    async refusals(ctx: RequestContext): Promise<void> {
      ctx.body = await answerRefusals(ctx);
    },

    floods: createFloods(tracker, access, editorLists, refusals),

    async series(ctx: RequestContext): Promise<void> {
      const request = await series.readOfDocument(ctx.params, ctx.query);
      const { type, documentId, locale } = request;
      await access.checkMay(ctx, 'read', type, { documentId, locale });
      const answer: Answer<DocumentViews> = {
        data: {
          type: type.name,
          documentId,
          locale: locale || null,
          ...(await series.find(request)),
          total: await series.totalOf(type, { documentId, locale }),
        },
        meta: asOf(),
      };
      ctx.body = answer;
    },

    exportMostViewed: (ctx: RequestContext): Promise<void> =>
      sendCsv(ctx, async (query) =>
        listExport('most-viewed', await answerList(ctx, 'mostViewed', query, inFile), timeZone),
      ),
    exportTrending: (ctx: RequestContext): Promise<void> =>
      sendCsv(ctx, async (query) =>
        listExport('trending', await answerList(ctx, 'trending', query, inFile), timeZone),
      ),
    exportTypeSeries: (ctx: RequestContext): Promise<void> =>
      sendCsv(ctx, async (query) => seriesExport(await answerTypeViews(ctx, query))),
    exportRefusals: (ctx: RequestContext): Promise<void> =>
      sendCsv(ctx, async (query) => refusalsExport(await answerRefusals(ctx, query), query.type)),

    /** The most viewed documents of the last seven days. */
    async homeMostViewed(ctx: RequestContext): Promise<void> {
      const find = async (type: TrackedType, locale: string, limit: number): Promise<HomeMostViewed[]> => {
        const range = lastHours(7 * 24, now());
        const list: List = { kind: 'mostViewed', type, locale, limit: limit + homeSpare, range };
        const documents = await editorLists.find(ctx, list);
        return documents.map((one) => ({ type: type.name, uid: type.uid, locale: locale || null, ...one }));
      };
      ctx.body = await findEverywhere(ctx, find, (a, b) => b.views - a.views);
    },

    async homeJustPublished(ctx: RequestContext): Promise<void> {
      ctx.body = await findEverywhere<HomeJustPublished>(
        ctx,
        (type, locale, limit) => editorLists.justPublished(ctx, type, locale, limit),
        (a, b) => b.firstPublishedAt.localeCompare(a.firstPublishedAt),
      );
    },
  };
};

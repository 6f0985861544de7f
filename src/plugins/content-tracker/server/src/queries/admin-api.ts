import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { createAccess } from '../http/access';
import type { TrackedType } from '../content/tracked';
import { checkNames, mostExported, readChoice, readNumber } from '../http/parameters';
import { isoOf, reading, type Asked, type List, type Query, type Questions } from './queries';
import { languages, localTime, toFile, type Column, type Export } from './exports';
import { createLists, type Listed } from './lists';
import type { Insights } from './insights';

interface Rooms {
  readonly types: readonly TrackedType[];
  readonly defaultLocale: () => Promise<string>;
  readonly timeZone: string;
  readonly questions: Questions;
  readonly insights: Insights;
}

interface Locale {
  readonly code: string;
  readonly name: string;
}

/** A file has all that there is. */
const inFile = { usual: mostExported, limit: mostExported };
/** As many as a widget has room for. */
const homeListed = 4;
const mostHomeListed = 20;
/** Who may read few documents gets those that are among so many more. */
const lookedThrough = 60;

/** The admin's routes: what is asked about a type, an editor who may read it; CSV is the same as the JSON beside it. */
export const createInsightsController = (strapi: Core.Strapi, rooms: () => Rooms) => {
  const access = createAccess(strapi);
  const lists = createLists(strapi, access, () => rooms().insights);

  const readable = (ctx: Asked): TrackedType[] => rooms().types.filter((type) => access.mayRead(ctx, type));
  const findLocales = (): Promise<Locale[]> => strapi.plugin('i18n').service('locales').find();
  const asOf = () => ({ asOf: isoOf(rooms().insights.nowMs()) });

  const metaOf = <More extends object>({ type, locale }: Pick<List, 'type' | 'locale'>, more: More) => ({
    type: type.name,
    uid: type.uid,
    locale: locale || null,
    ...more,
    ...asOf(),
  });

  const checkMayReadAll = (ctx: Asked, type: TrackedType, locales: readonly string[]): void => {
    if (access.mayReadAll(ctx, type, locales)) return;
    throw new errors.ForbiddenError(
      `this role may read only some documents of ${type.name}, and no sums over all of them`,
    );
  };

  const mostViewed = async (ctx: Asked, query: Query = ctx.query, most?: typeof inFile) => {
    const found = await rooms().questions.readMostViewed(query, [], most);
    access.checkMayRead(ctx, found.list.type);
    return { data: await lists.mostViewed(ctx, found), meta: metaOf(found.list, found.meta) };
  };

  const trending = async (ctx: Asked, query: Query = ctx.query, most?: typeof inFile) => {
    const found = await rooms().questions.readTrending(query, [], most);
    access.checkMayRead(ctx, found.list.type);
    return { data: await lists.trending(ctx, found), meta: metaOf(found.list, found.meta) };
  };

  const typeSeries = async (ctx: Asked, query: Query = ctx.query) => {
    const { type, locale, answer } = await rooms().insights.readTypeSeries(query);
    checkMayReadAll(ctx, type, [locale]);
    return { data: answer, meta: metaOf({ type, locale }, {}) };
  };

  const refusals = async (ctx: Asked, query: Query = ctx.query) => {
    const { type, data, meta } = await rooms().questions.readRefusals(query);
    const locales = (await findLocales()).map(({ code }) => code);
    for (const one of type ? [type] : rooms().types) {
      checkMayReadAll(ctx, one, one.isLocalized ? locales : ['']);
    }
    return { data, meta: { ...meta, ...asOf() } };
  };

  /** Sends a file of what the query asks for, its columns named in the `language` that it names. */
  const sendCsv = async (ctx: Asked, write: (query: Query) => Promise<Export>): Promise<void> => {
    const { language: asked, ...query } = ctx.query as Query;
    const language = await reading(async () => readChoice({ language: asked }, 'language', languages));
    const { timeZone } = rooms();
    const { fileName, text } = toFile(await write(query), { language, timeZone });
    ctx.set('Content-Disposition', `attachment; filename="${fileName}"`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.body = text;
  };

  const listColumns: Column[] = [
    'rank',
    'title',
    'documentId',
    'firstPublishedAt',
    'views',
    'uniqueViews',
    'viewsBefore',
  ];
  const toRow = (listed: Listed, index: number) => {
    const { documentId, title, firstPublishedAt, views, uniqueViews, viewsBefore } = listed;
    const date = firstPublishedAt && localTime(firstPublishedAt, rooms().timeZone, false);
    return [index + 1, title, documentId, date, views, uniqueViews, viewsBefore];
  };

  /** `most-viewed-article-vi` */
  const fileOf = (what: string, { type, locale }: { type?: string; locale?: string | null }): string =>
    [what, type, locale].filter(Boolean).join('-');

  /** Asks for every type and language that the caller may read, and puts the answers together. */
  const everywhere = async <T>(
    ctx: Asked,
    ask: (type: TrackedType, locale: string, limit: number) => Promise<T[]>,
    order: (a: T, b: T) => number,
  ) => {
    const limit = await reading(async () => {
      checkNames(ctx.query, ['limit']);
      return readNumber(ctx.query, 'limit', homeListed, [1, mostHomeListed]);
    });
    const locales = (await findLocales()).map(({ code }) => code);
    const answers: T[] = [];
    for (const type of readable(ctx)) {
      for (const locale of type.isLocalized ? locales : ['']) {
        answers.push(...(await ask(type, locale, limit)));
      }
    }
    return { data: answers.sort(order).slice(0, limit), meta: asOf() };
  };

  return {
    /** What the admin needs to know of the site before it can ask. */
    async site(ctx: Asked): Promise<void> {
      const { timeZone, defaultLocale } = rooms();
      const types = readable(ctx).map((type) => ({
        name: type.name,
        uid: type.uid,
        label: strapi.contentType(type.uid).info.displayName,
        isLocalized: type.isLocalized,
        isSingle: strapi.contentType(type.uid).kind === 'singleType',
      }));
      const locales = (await findLocales()).map(({ code, name }) => ({ code, name }));
      ctx.body = { data: { timeZone, types, locales, defaultLocale: await defaultLocale() } };
    },

    async mostViewed(ctx: Asked): Promise<void> {
      ctx.body = await mostViewed(ctx);
    },
    async trending(ctx: Asked): Promise<void> {
      ctx.body = await trending(ctx);
    },
    async typeSeries(ctx: Asked): Promise<void> {
      ctx.body = await typeSeries(ctx);
    },
    async refusals(ctx: Asked): Promise<void> {
      ctx.body = await refusals(ctx);
    },

    async series(ctx: Asked): Promise<void> {
      const { documentId = '', type: name = '' } = ctx.params;
      const { type, locale, answer } = await rooms().questions.readSeries(
        { type: name, documentId },
        ctx.query,
      );
      await access.checkMay(ctx, 'read', type, { documentId, locale });
      const total = await rooms().insights.totalOf(type, { documentId, locale });
      ctx.body = { data: { type: name, documentId, locale: locale || null, ...answer, total }, meta: asOf() };
    },

    exportMostViewed: (ctx: Asked): Promise<void> =>
      sendCsv(ctx, async (query) => {
        const { data, meta } = await mostViewed(ctx, query, inFile);
        return {
          name: fileOf('most-viewed', meta),
          period: meta,
          columns: listColumns,
          rows: data.map(toRow),
        };
      }),
    exportTrending: (ctx: Asked): Promise<void> =>
      sendCsv(ctx, async (query) => {
        const { data, meta } = await trending(ctx, query, inFile);
        const now = { from: meta.asOf, to: meta.asOf };
        return { name: fileOf('trending', meta), period: now, columns: listColumns, rows: data.map(toRow) };
      }),
    exportTypeSeries: (ctx: Asked): Promise<void> =>
      sendCsv(ctx, async (query) => {
        const { data, meta } = await typeSeries(ctx, query);
        const { interval, timeZone } = data;
        const rows = data.series.map(({ start, views, uniqueViews }) => [
          localTime(start, timeZone, interval !== 'hour'),
          views,
          uniqueViews,
        ]);
        const columns: Column[] = [interval, 'views', 'uniqueViews'];
        return { name: fileOf('views', meta), period: data, columns, rows };
      }),
    exportRefusals: (ctx: Asked): Promise<void> =>
      sendCsv(ctx, async (query) => {
        const { data, meta } = await refusals(ctx, query);
        const rows = data.map(({ day, reason, views }) => [day, reason, views]);
        const name = fileOf('refusals', { type: query.type as string | undefined });
        return { name, period: meta, columns: ['day', 'reason', 'views'], rows };
      }),

    /** Of the last seven days, of all types and languages. */
    async homeMostViewed(ctx: Asked): Promise<void> {
      const ask = async (type: TrackedType, locale: string, limit: number) => {
        const query = { type: type.name, locale, period: '7d', limit: String(limit + lookedThrough) };
        const found = await rooms().questions.readMostViewed(query, []);
        const rows = await lists.mostViewed(ctx, found);
        return rows.map((row) => ({ type: type.name, uid: type.uid, locale: locale || null, ...row }));
      };
      ctx.body = await everywhere(ctx, ask, (a, b) => b.views - a.views);
    },

    async homeJustPublished(ctx: Asked): Promise<void> {
      ctx.body = await everywhere(
        ctx,
        (type, locale, limit) => lists.justPublished(ctx, type, locale, limit),
        (a, b) => b.firstPublishedAt.localeCompare(a.firstPublishedAt),
      );
    },
  };
};

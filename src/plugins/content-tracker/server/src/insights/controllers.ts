import type { Core } from '@strapi/strapi';
import { createAccess } from '../access';
import type { TrackedType } from '../tracked';
import { checkNames, readNumber } from '../views/asked';
import { isoOf, reading, type Asked, type List, type Questions } from '../views/questions';
import { toCsv } from './csv';
import { createLists, type Listed } from './lists';
import type { Insights } from './questions';

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

  const metaOf = ({ type, locale }: Pick<List, 'type' | 'locale'>, more: object) => ({
    type: type.name,
    uid: type.uid,
    locale: locale || null,
    ...more,
    ...asOf(),
  });

  const mostViewed = async (ctx: Asked) => {
    const found = await rooms().questions.readMostViewed(ctx.query, []);
    access.checkMayRead(ctx, found.list.type);
    return { data: await lists.mostViewed(ctx, found), meta: metaOf(found.list, found.meta) };
  };

  const trending = async (ctx: Asked) => {
    const found = await rooms().questions.readTrending(ctx.query, []);
    access.checkMayRead(ctx, found.list.type);
    return { data: await lists.trending(ctx, found), meta: metaOf(found.list, found.meta) };
  };

  const typeSeries = async (ctx: Asked) => {
    const { type, locale, answer } = await rooms().insights.readTypeSeries(ctx.query);
    access.checkMayRead(ctx, type);
    return { data: answer, meta: metaOf({ type, locale }, {}) };
  };

  const refusals = async (ctx: Asked) => {
    const { type, data, meta } = await rooms().questions.readRefusals(ctx.query);
    if (type) access.checkMayRead(ctx, type);
    return { data, meta: { ...meta, ...asOf() } };
  };

  const sendCsv = (
    ctx: Asked,
    name: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): void => {
    ctx.set('Content-Disposition', `attachment; filename="${name}.csv"`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.body = toCsv(columns, rows);
  };

  const listColumns = ['rank', 'title', 'documentId', 'views', 'uniqueViews', 'viewsBefore'];
  const toRow = ({ documentId, title, views, uniqueViews, viewsBefore }: Listed, index: number) => [
    index + 1,
    title,
    documentId,
    views,
    uniqueViews,
    viewsBefore,
  ];

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

    async exportMostViewed(ctx: Asked): Promise<void> {
      const { data, meta } = await mostViewed(ctx);
      sendCsv(ctx, `most-viewed-${meta.type}`, listColumns, data.map(toRow));
    },
    async exportTrending(ctx: Asked): Promise<void> {
      const { data, meta } = await trending(ctx);
      sendCsv(ctx, `trending-${meta.type}`, listColumns, data.map(toRow));
    },
    async exportTypeSeries(ctx: Asked): Promise<void> {
      const { data, meta } = await typeSeries(ctx);
      const rows = data.series.map(({ start, views, uniqueViews }) => [start, views, uniqueViews]);
      sendCsv(ctx, `views-${meta.type}`, [data.interval, 'views', 'uniqueViews'], rows);
    },
    async exportRefusals(ctx: Asked): Promise<void> {
      const { data } = await refusals(ctx);
      const rows = data.map(({ day, reason, views }) => [day, reason, views]);
      sendCsv(ctx, 'refusals', ['day', 'reason', 'views'], rows);
    },

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

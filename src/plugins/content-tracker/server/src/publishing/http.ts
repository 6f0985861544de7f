import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { createAccess } from '../http/access';
import type { TrackedType } from '../content/tracked';
import { checkNames, readLocale, readNumber, readPath } from '../http/parameters';
import { reading, type Asked } from '../queries/queries';
import { isRefused, readCorrection, type Refused } from './backdate';
import type { Entry, Timeline } from './log';
import type { History, Publishing } from './index';

interface Options {
  readonly types: readonly TrackedType[];
  readonly defaultLocale: () => Promise<string>;
  readonly locales: (asked: unknown) => Promise<readonly string[]>;
  readonly publishing: Publishing;
}

interface Place {
  readonly type: TrackedType;
  readonly documentId: string;
  readonly locale: string;
}

const mostEntries = 100;

const refuse = ({ path, message }: Refused): never => {
  throw new errors.ValidationError(message, { errors: [{ path, message, name: 'ValidationError' }] });
};

const isObject = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

/** Reads which document is meant, in which locale. */
const readPlace = async (
  { types, defaultLocale, locales }: Options,
  params: Record<string, string>,
  query: Record<string, unknown>,
): Promise<Place> => {
  const { type, documentId } = readPath(params, { types });
  const known = { defaultLocale: await defaultLocale(), locales: await locales(query.locale) };
  return { type, documentId, locale: readLocale(query, type, known) };
};

/** The same, where the language may be one that the site had: the log outlives it. */
const readFormerPlace = async (
  options: Options,
  params: Record<string, string>,
  query: Record<string, unknown>,
): Promise<Place> => {
  const { type, documentId } = readPath(params, options);
  const { locale } = query;
  const known = await options.locales(locale);
  const isFormer = typeof locale === 'string' && /^[\w-]{1,100}$/.test(locale) && !known.includes(locale);
  if (!isFormer) {
    return readPlace(options, params, query);
  }
  const history = await options.publishing.read(type, { documentId, locale });
  return history ? { type, documentId, locale } : readPlace(options, params, query);
};

const namePlace = ({ type, documentId, locale }: Place) => ({
  type: type.name,
  documentId,
  locale: locale || null,
});

const timelineOf = (history: History): Timeline => {
  const { firstPublishedAt, lastPublishedAt, unpublishedAt, timesPublished } = history;
  return { firstPublishedAt, lastPublishedAt, unpublishedAt, timesPublished };
};

/** `GET /api/content-tracker/publishing/:type/:documentId?locale`: dates, and no names of people. */
export const createContentController = (strapi: Core.Strapi, options: () => Options) => ({
  async timeline(ctx: Asked): Promise<void> {
    const place = await reading(async () => {
      checkNames(ctx.query, ['locale']);
      return readPlace(options(), ctx.params, ctx.query);
    });
    const scope = [`${place.type.uid}.find`];
    await strapi.auth.verify(ctx.state.auth as never, { scope } as never);
    const history = await options().publishing.read(place.type, place);
    // A draft that never was anything else is nobody's business.
    if (!history?.timesPublished) {
      throw new errors.NotFoundError('no document with this documentId was ever published in this locale');
    }
    ctx.body = { data: { ...namePlace(place), ...timelineOf(history) } };
  },
});

/** For the admin: the same with its entries and who made them, and the correction of a date. */
export const createAdminController = (strapi: Core.Strapi, options: () => Options) => {
  const access = createAccess(strapi);

  const present = async (
    ctx: Asked,
    place: Place,
    history: History,
    { start, limit }: { start: number; limit: number },
  ) => {
    const newestFirst = [...history.entries].reverse();
    const mayReadTitle = await access.mayReadTitle(ctx, place.type);
    const entries = newestFirst
      .slice(start, start + limit)
      .map((entry: Entry) => (mayReadTitle ? entry : { ...entry, title: null }));
    return {
      data: { ...namePlace(place), ...timelineOf(history), entries },
      meta: { start, limit, total: history.entries.length },
    };
  };
  const unpublished: History = {
    firstPublishedAt: null,
    lastPublishedAt: null,
    unpublishedAt: null,
    timesPublished: 0,
    entries: [],
  };

  return {
    async log(ctx: Asked): Promise<void> {
      const { place, page } = await reading(async () => {
        checkNames(ctx.query, ['locale', 'start', 'limit']);
        return {
          place: await readFormerPlace(options(), ctx.params, ctx.query),
          page: {
            start: readNumber(ctx.query, 'start', 0, [0, 1_000_000]),
            limit: readNumber(ctx.query, 'limit', 20, [1, mostEntries]),
          },
        };
      });
      await access.checkMay(ctx, 'read', place.type, place);
      const history = (await options().publishing.read(place.type, place)) ?? unpublished;
      ctx.body = await present(ctx, place, history, page);
    },

    async correct(ctx: Asked & { request: { body?: unknown } }): Promise<void> {
      const { body } = ctx.request;
      if (!isObject(body)) return refuse({ path: [], message: 'the body must be a JSON object' });
      const { locale, ...correction } = body;
      const place = await reading(async () => {
        checkNames(correction, ['firstPublishedAt', 'reason']);
        return readPlace(options(), ctx.params, { locale });
      });
      if (!(await access.checkMay(ctx, 'update', place.type, place))) {
        throw new errors.NotFoundError(`there is no ${place.type.name} with this documentId and locale`);
      }
      const read = readCorrection(correction);
      if (isRefused(read)) return refuse(read);
      const history = (await options().publishing.correct(place.type, place, read)) ?? unpublished;
      ctx.body = await present(ctx, place, history, { start: 0, limit: 20 });
    },
  };
};

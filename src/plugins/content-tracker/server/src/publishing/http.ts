import { errors } from '@strapi/utils';
import { validationError } from 'newsroom-plugin-kit/http-errors';
import type { PublishingDates, PublishingLog } from '../../../shared/answers';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { checkMayFind, createAccess } from '../http/access';
import { checkNames, createParameterContext, readLocale, readNumber, readPath } from '../http/parameters';
import type { Query, RequestContext } from '../http/request-context';
import type { Tracker } from '../tracker';
import { readBackdate } from './backdate';
import { isProblem, type FieldProblem } from './fields';
import type { Publishing } from './index';
import { emptyHistory, type History } from './log';
import { readTakeOff } from './take-off';

/** A document in one locale, of a type that is tracked. */
interface TypedRef extends DocumentRef {
  readonly type: TrackedType;
}

const maxEntries = 100;
const firstPage = { start: 0, limit: 20 };

const isObject = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const readRef = async (
  tracker: Tracker,
  params: Readonly<Record<string, string>>,
  query: Query,
): Promise<TypedRef> => {
  const context = await createParameterContext(tracker, query);
  const { type, documentId } = readPath(params, context);
  return { type, documentId, locale: readLocale(query, type, context) };
};

const datesOf = ({ type, documentId, locale }: TypedRef, history: History): PublishingDates<Date> => {
  const { firstPublishedAt, lastPublishedAt, unpublishedAt, timesPublished } = history;
  const address = { type: type.name, documentId, locale: locale || null };
  return { ...address, firstPublishedAt, lastPublishedAt, unpublishedAt, timesPublished };
};

/** `GET /api/content-tracker/publishing/:type/:documentId?locale`: dates, and no names of people. */
export const createContentController = (tracker: Tracker, publishing: Publishing) => ({
  async timeline(ctx: RequestContext): Promise<void> {
    checkNames(ctx.query, ['locale']);
    const ref = await readRef(tracker, ctx.params, ctx.query);
    await checkMayFind(tracker.strapi, ctx, ref.type);
    const history = await publishing.read(ref.type, ref);
    // The public must not learn of a draft that was never published.
    if (!history?.timesPublished) {
      throw new errors.NotFoundError('no document with this documentId was ever published in this locale');
    }
    ctx.body = { data: datesOf(ref, history) };
  },
});

/** For the admin: the dates, the log with the names of people, backdating, and taking views off. */
export const createAdminController = (tracker: Tracker, publishing: Publishing) => {
  const access = createAccess(tracker.strapi);

  /** Reads a document whose locale may be one that was deleted: the log outlives it. */
  const readLoggedRef = async (params: Readonly<Record<string, string>>, query: Query): Promise<TypedRef> => {
    const { type, documentId } = readPath(params, tracker);
    const { locale } = query;
    const isUnknownLocale =
      typeof locale === 'string' &&
      /^[\w-]{1,100}$/.test(locale) &&
      !(await tracker.locales(locale)).includes(locale);
    if (isUnknownLocale && (await publishing.read(type, { documentId, locale }))) {
      return { type, documentId, locale };
    }
    return readRef(tracker, params, query);
  };

  const answer = async (
    ctx: RequestContext,
    ref: TypedRef,
    history: History,
    { start, limit }: { readonly start: number; readonly limit: number },
  ): Promise<PublishingLog<Date>> => {
    const mayReadTitle = await access.mayReadTitle(ctx, ref.type);
    const newestFirst = [...history.entries].reverse();
    const entries = newestFirst
      .slice(start, start + limit)
      .map((entry) => (mayReadTitle ? entry : { ...entry, title: null }));
    return {
      data: { ...datesOf(ref, history), entries },
      meta: { start, limit, total: history.entries.length },
    };
  };

  /** Changes what is known of a document that the caller may edit, and answers its log. */
  const change = async <T extends object>(
    ctx: RequestContext & { request: { body?: unknown } },
    fields: readonly string[],
    read: (given: Readonly<Record<string, unknown>>) => T | FieldProblem,
    apply: (type: TrackedType, ref: DocumentRef, wanted: T) => Promise<History | undefined>,
  ): Promise<void> => {
    const { body } = ctx.request;
    if (!isObject(body)) throw validationError({ path: [], message: 'the body must be a JSON object' });
    const { locale, ...given } = body;
    checkNames(given, [...fields]);
    const ref = await readRef(tracker, ctx.params, { locale });
    if (!(await access.checkMay(ctx, 'update', ref.type, ref))) {
      throw new errors.NotFoundError(`there is no ${ref.type.name} with this documentId and locale`);
    }
    const wanted = read(given);
    if (isProblem(wanted)) throw validationError(wanted);
    const history = await apply(ref.type, ref, wanted as T);
    ctx.body = await answer(ctx, ref, history ?? emptyHistory, firstPage);
  };

  return {
    async log(ctx: RequestContext): Promise<void> {
      checkNames(ctx.query, ['locale', 'start', 'limit']);
      const ref = await readLoggedRef(ctx.params, ctx.query);
      const page = {
        start: readNumber(ctx.query, 'start', firstPage.start, [0, 1_000_000]),
        limit: readNumber(ctx.query, 'limit', firstPage.limit, [1, maxEntries]),
      };
      await access.checkMay(ctx, 'read', ref.type, ref);
      ctx.body = await answer(ctx, ref, (await publishing.read(ref.type, ref)) ?? emptyHistory, page);
    },

    correct: (ctx: RequestContext): Promise<void> =>
      change(ctx, ['firstPublishedAt', 'reason'], readBackdate, publishing.backdate),

    takeOff: (ctx: RequestContext): Promise<void> =>
      change(ctx, ['from', 'to', 'views', 'reason'], readTakeOff, publishing.takeOff),
  };
};

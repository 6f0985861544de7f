import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Context } from 'koa';
import type { TrackedType } from '../content/tracked';
import {
  checkNames,
  checkTexts,
  mostIntervals,
  mostListed,
  readHalfLife,
  readInterval,
  readLocale,
  readNumber,
  readPath,
  readPeriod,
  readRange,
  readTimeZone,
  readType,
  spanOf,
  Unanswerable,
  Unknown,
  type Range,
  type Reading,
} from '../http/parameters';
import { createCache } from '../time/cache';
import { dayOf, startOfDay, startsOf, sumInto, type Interval, type Sample } from '../time/calendar';
import { tracedHalfLives } from '../ledger/trending-score';
import { rank, rankTotals, refusalsBetween, samplesOf, type Ranked } from './ranking.sql';
import type { Tables } from '../ledger/tables';
import { hourMs, hourOf } from '../time/hours';

interface Options {
  readonly types: readonly TrackedType[];
  readonly tables: Tables;
  readonly timeZone: string;
  readonly hourlyRetentionDays: number;
  readonly defaultLocale: () => Promise<string>;
  readonly locales: (asked: unknown) => Promise<readonly string[]>;
  readonly now: () => number;
}

/** A list that was asked for; `range` undefined stands for all of time. */
export interface List {
  readonly type: TrackedType;
  readonly locale: string;
  readonly limit: number;
  readonly range: Range | undefined;
  readonly halfLifeHours?: number;
}

export type Query = Record<string, unknown>;

export const cacheMs = 60_000;
/** Listed documents may have been unpublished since: so many more are looked up. */
const spare = 50;
const listNames = ['type', 'locale', 'limit'];
const day = 86_400_000;

export const isoOf = (ms: number): string => new Date(ms).toISOString();
export const describe = (range: Range | undefined) =>
  range ? { from: isoOf(range.fromMs), to: isoOf(range.toMs) } : { from: null, to: null };

/** Runs what reads parameters; what is wrong with them becomes Strapi's 400, or its 404. */
export const reading = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unknown) throw new errors.NotFoundError(error.message);
    if (!(error instanceof Unanswerable)) throw error;
    const { path, message } = error.problem;
    throw new errors.ValidationError(message, { errors: [{ path, message, name: 'ValidationError' }] });
  }
};

/** How many documents a list has: where nothing is said, and at most. */
interface Most {
  readonly usual: number;
  readonly limit: number;
}
const onPage: Most = { usual: 10, limit: mostListed };

/** What can be asked about views. */
export const createQuestions = (strapi: Core.Strapi, options: Options) => {
  const { types, tables, timeZone, hourlyRetentionDays, defaultLocale, locales, now } = options;
  const cache = createCache<Ranked[]>({ ttlMs: cacheMs, most: 500, now });
  const db = () => strapi.db.connection;

  const readingNow = async (query: Query): Promise<Reading> => ({
    types,
    timeZone,
    hourlyRetentionDays,
    defaultLocale: await defaultLocale(),
    locales: await locales(query.locale),
    nowMs: now(),
  });

  const ask = ({ type, locale, limit, range, halfLifeHours }: List, context: Reading): Promise<Ranked[]> => {
    const most = { type: type.uid, locale, limit: limit + spare };
    if (!range) return rankTotals(db(), tables, most);
    const ranking = { ...most, ...spanOf(range, context), ...(halfLifeHours && { halfLifeHours }) };
    return rank(db(), tables, ranking);
  };

  /** One query a minute, however often it is asked. */
  const listed = (list: List, context: Reading): Promise<Ranked[]> => {
    const { type, locale, limit, range, halfLifeHours } = list;
    if (limit > mostListed) return ask(list, context);
    const minute = Math.floor(now() / cacheMs);
    const key = JSON.stringify([type.uid, locale, limit, range ?? 'all', halfLifeHours, range ? 0 : minute]);
    return cache(key, () => ask(list, context));
  };

  const readMostViewed = (query: Query, also: readonly string[], most: Most = onPage) =>
    reading(async () => {
      checkNames(query, [...listNames, 'period', 'from', 'to', ...also]);
      checkTexts(query, also);
      const context = await readingNow(query);
      const type = readType(query, context);
      const locale = readLocale(query, type, context);
      const list: List = {
        type,
        locale,
        limit: readNumber(query, 'limit', most.usual, [1, most.limit]),
        range: readPeriod(query, context),
      };
      return { list, ranked: await listed(list, context), meta: describe(list.range) };
    });

  const readTrending = (query: Query, also: readonly string[], most: Most = onPage) =>
    reading(async () => {
      checkNames(query, [...listNames, 'halfLife', ...also]);
      checkTexts(query, also);
      const context = await readingNow(query);
      const type = readType(query, context);
      const locale = readLocale(query, type, context);
      const halfLifeHours = readHalfLife(query);
      const toMs = (hourOf(context.nowMs) + 1) * hourMs;
      const range = { fromMs: toMs - tracedHalfLives * halfLifeHours * hourMs, toMs };
      const list: List = {
        type,
        locale,
        limit: readNumber(query, 'limit', most.usual, [1, most.limit]),
        range,
        halfLifeHours,
      };
      return { list, ranked: await listed(list, context), meta: { halfLife: halfLifeHours } };
    });

  const readSeries = (params: Readonly<Record<string, string>>, query: Query) =>
    reading(async () => {
      checkNames(query, ['locale', 'from', 'to', 'interval', 'timeZone']);
      const context = await readingNow(query);
      const { type, documentId } = readPath(params, context);
      const locale = readLocale(query, type, context);
      const zone = readTimeZone(query, context);
      const interval = readInterval(query);
      const range = readRange(query, zone, 30 * 24, context);
      const span = spanOf(range, context);
      checkHoursAreKept(interval, span, context);
      const starts = startsWithin(range, interval, zone);
      const key = { type: type.uid, locale, documentId, ...span };
      const samples = await samplesOf(db(), tables, key, (one) =>
        Math.max(startOfDay(one, timeZone), starts[0] ?? 0),
      );
      const answer = { interval, timeZone: zone, ...describe(range), ...summed(starts, samples) };
      return { type, documentId, locale, answer };
    });

  const readRefusals = (query: Query) =>
    reading(async () => {
      checkNames(query, ['type', 'period', 'from', 'to']);
      const context = await readingNow(query);
      const type = query.type === undefined ? undefined : readType(query, context);
      const range = readPeriod({ ...query, ...(isUnsaid(query) && { period: '30d' }) }, context) ?? {
        fromMs: 0,
        toMs: context.nowMs + 1,
      };
      const rows = await refusalsBetween(db(), tables, {
        from: dayOf(range.fromMs, timeZone),
        to: dayOf(range.toMs - 1, timeZone) + 1,
        ...(type && { type: type.uid }),
      });
      return {
        type,
        data: rows.map((row) => ({ ...row, day: isoOf(row.day * day).slice(0, 10) })),
        meta: { ...describe(range), timeZone },
      };
    });

  return { readingNow, readMostViewed, readTrending, readSeries, readRefusals };
};

const isUnsaid = ({ period, from, to }: Query): boolean =>
  [period, from, to].every((value) => value === undefined);

/** Samples as a series, with its sums. */
export const summed = (starts: readonly number[], samples: readonly Sample[]) => {
  const series = sumInto(starts, samples).map(({ atMs, ...counts }) => ({ start: isoOf(atMs), ...counts }));
  const sum = (of: 'views' | 'uniqueViews') => series.reduce((total, one) => total + one[of], 0);
  return { views: sum('views'), uniqueViews: sum('uniqueViews'), series };
};

/** @throws Unanswerable where hours are asked for that may have been folded into days */
export const checkHoursAreKept = (
  interval: Interval,
  { days }: { days?: unknown },
  { hourlyRetentionDays }: Reading,
): void => {
  if (interval !== 'hour' || !days) return;
  const message = `interval must not be hour for what is older than ${hourlyRetentionDays} days`;
  throw new Unanswerable({ path: ['interval'], message });
};

export const startsWithin = ({ fromMs, toMs }: Range, interval: Interval, zone: string): number[] => {
  try {
    return startsOf(fromMs, toMs, interval, zone, mostIntervals);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Unanswerable({
      path: ['interval'],
      message: `interval "${interval}" gives more than ${mostIntervals} points between from and to; choose a longer interval or a shorter period`,
    });
  }
};

/** The Koa context of a route that users-permissions or an API token has been checked for. */
export type Asked = Context & {
  params: Record<string, string>;
  state: { auth?: unknown; userAbility?: Ability };
};
interface Ability {
  can(action: string, subject: string): boolean;
}
export type Questions = ReturnType<typeof createQuestions>;

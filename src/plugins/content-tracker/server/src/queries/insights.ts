import type { Core } from '@strapi/strapi';
import type { TrackedType } from '../content/tracked';
import {
  checkNames,
  readInterval,
  readLocale,
  readPeriod,
  readType,
  spanOf,
  type Range,
  type Reading,
} from '../http/parameters';
import { createCache } from '../time/cache';
import { startOfDay, type Interval, type Sample } from '../time/calendar';
import {
  cacheMs,
  checkHoursAreKept,
  describe,
  reading,
  startsWithin,
  summed,
  type List,
  type Query,
  type Questions,
} from './queries';
import { samplesOf, sumSpan } from './ranking.sql';
import { allDocuments, type Tables } from '../ledger/tables';
import { earliestOf, importedOf, totalOf } from './insights.sql';
import type { DocumentRef } from '../content/document-ref';
import { hourMs, hourOf } from '../time/hours';

interface Options {
  readonly tables: Tables;
  readonly questions: Questions;
  readonly timeZone: string;
  readonly now: () => number;
}

export interface Counts {
  readonly views: number;
  readonly uniqueViews: number;
}

const dayMs = 24 * hourMs;

/** As long as the period itself, right before it. */
export const periodBefore = ({ fromMs, toMs }: Range): Range => ({
  fromMs: fromMs - (toMs - fromMs),
  toMs: fromMs,
});

/** Points that a chart of this width can show one by one. */
const intervalFor = ({ fromMs, toMs }: Range, isFolded: boolean): Interval => {
  const length = toMs - fromMs;
  if (length <= 2 * dayMs && !isFolded) return 'hour';
  if (length <= 92 * dayMs) return 'day';
  return length <= 400 * dayMs ? 'week' : 'month';
};

const sum = (samples: readonly Sample[]): Counts => ({
  views: samples.reduce((total, { views }) => total + views, 0),
  uniqueViews: samples.reduce((total, { uniqueViews }) => total + uniqueViews, 0),
});

/** What editors ask beyond what the content API answers: whole types, and how it was before. */
export const createInsights = (strapi: Core.Strapi, { tables, questions, timeZone, now }: Options) => {
  const db = () => strapi.db.connection;
  const remembered = createCache<Sample[]>({ ttlMs: cacheMs, most: 200, now });

  const wholeTime = async (type: TrackedType, locale: string): Promise<Range> => {
    const toMs = (hourOf(now()) + 1) * hourMs;
    const { hour, day } = await earliestOf(db(), tables, { type: type.uid, locale });
    const starts = [
      toMs - dayMs,
      ...(hour === undefined ? [] : [hour * hourMs]),
      ...(day === undefined ? [] : [startOfDay(day, timeZone)]),
    ];
    return { fromMs: Math.min(...starts), toMs };
  };

  /** One query a minute, however often it is asked. */
  const samplesIn = (type: TrackedType, locale: string, range: Range, context: Reading): Promise<Sample[]> =>
    remembered(JSON.stringify([type.uid, locale, range]), () => {
      const span = { type: type.uid, locale, documentId: allDocuments, ...spanOf(range, context) };
      return samplesOf(db(), tables, span, (day) => Math.max(startOfDay(day, timeZone), range.fromMs));
    });

  return {
    /** Views of all documents of a type in one language: sums, a series, and the sums of the period before. */
    readTypeSeries: (query: Query) =>
      reading(async () => {
        checkNames(query, ['type', 'locale', 'period', 'from', 'to', 'interval']);
        const context = await questions.readingNow(query);
        const type = readType(query, context);
        const locale = readLocale(query, type, context);
        const asked = readPeriod(query, context);
        const range = asked ?? (await wholeTime(type, locale));
        const span = spanOf(range, context);
        const interval = query.interval ? readInterval(query) : intervalFor(range, 'days' in span);
        checkHoursAreKept(interval, span, context);
        const starts = startsWithin(range, interval, timeZone);
        const read = (one: Range) => samplesIn(type, locale, one, context);
        const samples = await read(range);
        const before = asked ? sum(await read(periodBefore(asked))) : null;
        // They belong to no day: only all of time has them.
        const importedViews = asked ? 0 : await importedOf(db(), tables, { type: type.uid, locale });
        const sums = summed(starts, samples);
        const answer = { interval, timeZone, ...describe(range), ...sums, importedViews, before };
        return { type, locale, answer };
      }),

    /** What these documents reached in a range; those without a view are not in it. */
    async countsIn(
      { type, locale }: Pick<List, 'type' | 'locale'>,
      range: Range,
      documentIds: string[],
    ): Promise<Map<string, Counts>> {
      if (documentIds.length === 0) return new Map();
      const span = { type: type.uid, locale, ...spanOf(range, await questions.readingNow({})) };
      const sums = await sumSpan(db(), tables, span, documentIds);
      return new Map(sums.map(({ documentId, views, uniqueViews }) => [documentId, { views, uniqueViews }]));
    },

    /** What a document has reached in all. */
    totalOf: (type: TrackedType, place: DocumentRef): Promise<Counts & { importedViews: number }> =>
      totalOf(db(), tables, type.uid, place),

    nowMs: now,
  };
};

export type Insights = ReturnType<typeof createInsights>;

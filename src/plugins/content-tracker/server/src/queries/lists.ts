import { setTimeout } from 'node:timers/promises';
import type { Counts, Period } from '../../../shared/answers';
import type { TrackedType } from '../content/tracked';
import {
  checkNames,
  checkNoNul,
  createParameterContext,
  readHalfLife,
  readLocale,
  readNumber,
  readPeriod,
  readType,
  type TimeRange,
} from '../http/parameters';
import type { Query } from '../http/request-context';
import { tracedHalfLives } from '../ledger/trending-score';
import { createCache } from '../time/cache';
import type { Tracker } from '../tracker';
import type { Ranked, Ranking } from './ranking.sql';
import { lastHours, periodOf, spanOf } from './span';
import { createStoredRankings } from './stored-rankings';
import type { RankingRows } from './stored-rankings.sql';

interface ListOf {
  readonly type: TrackedType;
  readonly locale: string;
  /** Documents that the list has at most. */
  readonly limit: number;
}
interface MostViewedList extends ListOf {
  readonly kind: 'mostViewed';
  /** undefined: all of time. */
  readonly range: TimeRange | undefined;
  /** Whether the range was chosen by its limits, and not as a period. */
  readonly isOwnRange?: boolean;
}
interface TrendingList extends ListOf {
  readonly kind: 'trending';
  readonly range: TimeRange;
  readonly halfLifeHours: number;
}

/** A list of documents that a caller asks for. */
export type List = MostViewedList | TrendingList;

/** How long a list may be. */
export interface Lengths {
  readonly usual: number;
  readonly max: number;
}
const maxOnPage = 100;
const onPage: Lengths = { usual: 10, max: maxOnPage };
/** A file has room for all documents, up to this limit. */
export const inFile: Lengths = { usual: 10_000, max: 10_000 };

const storedMs = 60_000;
/** Up to this length, lists are parts of one list of this length. */
const short = 20;
/** Documents ranked beyond the limit: they take the place of ranked ones that have been unpublished since. */
const spare = 50;

const parametersOf = { mostViewed: ['period', 'from', 'to'], trending: ['halfLife'] } as const;

/** What a list says of itself in the `meta` of its answer. */
export const metaOf = (list: List): Period | { readonly halfLife: number } =>
  list.kind === 'mostViewed' ? periodOf(list.range) : { halfLife: list.halfLifeHours };

/** The lists that can be asked for: most viewed documents and trending ones. */
export const createLists = (tracker: Tracker, ranking: Ranking, rows: RankingRows) => {
  const { config, now } = tracker;
  const remembered = createCache<Ranked[]>({ ttlMs: storedMs, most: 500, now });
  const stored = createStoredRankings({ rows, ttlMs: storedMs, now, wait: (ms) => setTimeout(ms) });
  const spanNow = (range: TimeRange) => spanOf(range, { ...config, nowMs: now() });

  const rank = (list: List): Promise<Ranked[]> => {
    const query = { type: list.type.uid, locale: list.locale, limit: list.limit + spare };
    if (!list.range) return ranking.rankTotals(query);
    const weights = list.kind === 'trending' ? { halfLifeHours: list.halfLifeHours } : {};
    return ranking.rank({ ...query, ...spanNow(list.range), ...weights });
  };

  return {
    /**
     * Reads which list a query asks for.
     * @param shaping further parameters that the caller reads itself
     * @throws ValidationError that names the parameter that is wrong
     */
    async read(
      kind: List['kind'],
      query: Query,
      { shaping = [], lengths = onPage }: { shaping?: readonly string[]; lengths?: Lengths } = {},
    ): Promise<List> {
      checkNames(query, ['type', 'locale', 'limit', ...parametersOf[kind], ...shaping]);
      checkNoNul(query, shaping);
      const context = await createParameterContext(tracker, query);
      const type = readType(query, context);
      const locale = readLocale(query, type, context);
      const limit = readNumber(query, 'limit', lengths.usual, [1, lengths.max]);
      if (kind === 'mostViewed') {
        const isOwnRange = query.from !== undefined || query.to !== undefined;
        return { kind, type, locale, limit, range: readPeriod(query, context), isOwnRange };
      }
      const halfLifeHours = readHalfLife(query);
      const range = lastHours(tracedHalfLives * halfLifeHours, context.nowMs);
      return { kind, type, locale, limit, range, halfLifeHours };
    },

    /**
     * Ranks the documents. Of short lists each is ranked once a minute, for all instances. Lists that differ in their
     * length only are parts of one, so that they agree. Ranges of a caller's own are remembered here alone: there may be
     * any number of them.
     */
    async find(list: List): Promise<Ranked[]> {
      if (list.limit > maxOnPage) return rank(list);
      const whole: List = { ...list, limit: list.limit <= short ? short : maxOnPage };
      const span = list.range && spanNow(list.range);
      const key = JSON.stringify({ ...whole, type: list.type.uid, range: span });
      const find = list.kind === 'mostViewed' && list.isOwnRange ? remembered : stored;
      return (await find(key, () => rank(whole))).slice(0, list.limit + spare);
    },

    /** The views of these documents in a range. Documents without a view are left out. */
    async countsIn(
      { type, locale }: Pick<List, 'type' | 'locale'>,
      range: TimeRange,
      documentIds: string[],
    ): Promise<ReadonlyMap<string, Counts>> {
      if (documentIds.length === 0) return new Map();
      const sums = await ranking.sum({ type: type.uid, locale, ...spanNow(range) }, documentIds);
      return new Map(sums.map(({ documentId, views, uniqueViews }) => [documentId, { views, uniqueViews }]));
    },
  };
};

export type Lists = ReturnType<typeof createLists>;

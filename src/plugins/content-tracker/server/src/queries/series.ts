import { dayMs, hourMs, minuteMs } from 'newsroom-plugin-kit/durations';
import type { Counts, Interval, Series, SeriesPoint, TypeViews } from '../../../shared/answers';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { refuseParameter } from '../http/errors';
import {
  checkNames,
  createParameterContext,
  readInterval,
  readLocale,
  readPath,
  readPeriod,
  readRange,
  readTimeZone,
  readType,
  type TimeRange,
} from '../http/parameters';
import type { Query } from '../http/request-context';
import { allDocuments } from '../ledger/tables';
import type { ReadWithUnfolded } from '../ledger/unfolded';
import { createCache } from '../time/cache';
import { startOfDay, startsOf, sumInto, type Sample } from '../time/calendar';
import type { Tracker } from '../tracker';
import type { SeriesQueries } from './series.sql';
import { isoOf, lastHours, periodOf, rangeBefore, spanOf } from './span';

/** The views that a series is of: of one document, or of all documents of a type, in one locale. */
interface Scope {
  readonly type: TrackedType;
  /** The ledger's name for all documents, or a document's id. */
  readonly documentId: string;
  readonly locale: string;
}

/** The points of a series on the axis of time. */
interface Axis {
  readonly range: TimeRange;
  readonly interval: Interval;
  /** When each interval begins, in milliseconds since the epoch. */
  readonly starts: readonly number[];
}

/** A series that a caller asks for. */
export interface SeriesRequest extends Scope {
  readonly timeZone: string;
  readonly interval: Interval | undefined;
  /** undefined: all of time, whose axis depends on the first view. */
  readonly axis: Axis | undefined;
}

const cacheMs = 60_000;
const maxPoints = 1000;
const defaultHours = 30 * 24;

/** The interval at which a chart of usual width can show each point. */
const intervalFor = ({ fromMs, toMs }: TimeRange, mayBeFolded: boolean): Interval => {
  const length = toMs - fromMs;
  if (length <= 2 * dayMs && !mayBeFolded) return 'hour';
  if (length <= 92 * dayMs) return 'day';
  return length <= 400 * dayMs ? 'week' : 'month';
};

const startsIn = ({ fromMs, toMs }: TimeRange, interval: Interval, timeZone: string): number[] => {
  try {
    return startsOf(fromMs, toMs, interval, timeZone, maxPoints);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuseParameter(
      'interval',
      `"${interval}" gives more than ${maxPoints} points between from and to; choose a longer interval or a shorter period`,
    );
  }
};

const sum = (samples: readonly Counts[]): Counts => ({
  views: samples.reduce((total, { views }) => total + views, 0),
  uniqueViews: samples.reduce((total, { uniqueViews }) => total + uniqueViews, 0),
});

const pointsOf = ({ starts }: Axis, samples: readonly Sample[]): SeriesPoint[] =>
  sumInto(starts, samples).map(({ atMs, ...counts }) => ({ start: isoOf(atMs), ...counts }));

/** The series that can be asked for: the views of one document, and those of a whole type. */
export const createSeries = (
  tracker: Tracker,
  queries: SeriesQueries,
  readWithUnfolded: ReadWithUnfolded,
) => {
  const { config, now } = tracker;
  const cache = createCache<Sample[]>({ ttlMs: cacheMs, most: 200, now });
  const spanNow = (range: TimeRange) => spanOf(range, { ...config, nowMs: now() });
  const keyOf = ({ type, documentId, locale }: Scope) => ({ type: type.uid, documentId, locale });

  /** @throws ValidationError where the interval is too short for the range */
  const axisOf = (range: TimeRange, requested: Interval | undefined, timeZone: string): Axis => {
    const mayBeFolded = spanNow(range).days !== undefined;
    const interval = requested ?? intervalFor(range, mayBeFolded);
    if (interval === 'hour' && mayBeFolded) {
      refuseParameter(
        'interval',
        `must not be hour for what is older than ${config.hourlyRetentionDays} days`,
      );
    }
    return { range, interval, starts: startsIn(range, interval, timeZone) };
  };

  const allOfTime = async (scope: Scope): Promise<TimeRange> => {
    const { hour, day } = await queries.earliest(keyOf(scope));
    const { fromMs, toMs } = lastHours(24, now());
    const firstMs = [
      ...(hour === undefined ? [] : [hour * hourMs]),
      ...(day === undefined ? [] : [startOfDay(day, config.timeZone)]),
    ];
    return { fromMs: Math.min(fromMs, ...firstMs), toMs };
  };

  /** The samples of a document, with its views of the last second or so. */
  const withUnfolded = async (scope: Scope, range: TimeRange, read: () => Promise<Sample[]>) => {
    const { counts, unfolded } = await readWithUnfolded(keyOf(scope), read);
    const { fromHour, toHour } = spanNow(range);
    const added = unfolded.filter(({ minute }) => minute >= fromHour * 60 && minute < toHour * 60);
    return [...counts, ...added.map((one) => ({ ...one, atMs: one.minute * minuteMs }))];
  };

  const samplesIn = (scope: Scope, range: TimeRange): Promise<Sample[]> => {
    const read = () =>
      queries.samples(keyOf(scope), spanNow(range), (day) =>
        // The first day may begin before the range.
        Math.max(startOfDay(day, config.timeZone), range.fromMs),
      );
    // A whole type has many more rows to sum than a document: its samples are remembered for a minute.
    return scope.documentId === allDocuments
      ? cache(JSON.stringify([keyOf(scope), range]), read)
      : withUnfolded(scope, range, read);
  };

  /** Reads the series of a document or of a type, with its sums. */
  const find = async (request: SeriesRequest): Promise<Series> => {
    const { timeZone, interval } = request;
    const axis = request.axis ?? axisOf(await allOfTime(request), interval, timeZone);
    const series = pointsOf(axis, await samplesIn(request, axis.range));
    return { interval: axis.interval, timeZone, ...periodOf(axis.range), ...sum(series), series };
  };

  return {
    find,

    /**
     * Reads which series of one document is asked for.
     * @throws ValidationError that names the parameter that is wrong, NotFoundError for an unknown type
     */
    async readOfDocument(params: Readonly<Record<string, string>>, query: Query): Promise<SeriesRequest> {
      checkNames(query, ['locale', 'from', 'to', 'interval', 'timeZone']);
      const context = await createParameterContext(tracker, query);
      const { type, documentId } = readPath(params, context);
      const locale = readLocale(query, type, context);
      const timeZone = readTimeZone(query, context);
      const interval = readInterval(query) ?? 'day';
      const axis = axisOf(readRange(query, timeZone, defaultHours, context), interval, timeZone);
      return { type, documentId, locale, timeZone, interval, axis };
    },

    /**
     * Reads which series of a whole type is asked for.
     * @throws ValidationError that names the parameter that is wrong
     */
    async readOfType(query: Query): Promise<SeriesRequest> {
      checkNames(query, ['type', 'locale', 'period', 'from', 'to', 'interval']);
      const context = await createParameterContext(tracker, query);
      const type = readType(query, context);
      const locale = readLocale(query, type, context);
      const { timeZone } = context;
      const range = readPeriod(query, context);
      const interval = readInterval(query);
      const axis = range && axisOf(range, interval, timeZone);
      return { type, documentId: allDocuments, locale, timeZone, interval, axis };
    },

    /** The series of a whole type, beside the period before and the imported views. */
    async findOfType(request: SeriesRequest): Promise<TypeViews> {
      const { type, locale, axis } = request;
      const series = await find(request);
      const before = axis ? sum(await samplesIn(request, rangeBefore(axis.range))) : null;
      // Imported views belong to no day: only all of time has them.
      const importedViews = axis ? 0 : await queries.importedOfType({ type: type.uid, locale });
      return { ...series, importedViews, before };
    },

    /** All views of a document; imported ones are part of `views`. */
    async totalOf(type: TrackedType, ref: DocumentRef): Promise<Counts & { importedViews: number }> {
      const scope = { type: type.uid, ...ref };
      const { counts, unfolded } = await readWithUnfolded(scope, () => queries.total(scope));
      return { ...counts, ...sum([counts, ...unfolded]) };
    },
  };
};

export type SeriesReader = ReturnType<typeof createSeries>;

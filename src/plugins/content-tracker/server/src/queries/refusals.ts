import { dayMs } from 'newsroom-plugin-kit/durations';
import type { Period, RefusalCount } from '../../../shared/answers';
import type { TrackedType } from '../content/tracked';
import { checkNames, createParameterContext, readPeriod, readType, type TimeRange } from '../http/parameters';
import type { Query } from '../http/request-context';
import { dayOf } from '../time/calendar';
import type { Tracker } from '../tracker';
import type { SeriesQueries } from './series.sql';
import { isoOf, periodOf } from './span';

/** Refusals that a caller asks for. */
export interface RefusalsRequest {
  /** undefined: all types. */
  readonly type: TrackedType | undefined;
  readonly range: TimeRange;
}

/** Documents ranked beyond those that are shown: an editor may not be allowed to read all of them. */
const mostFloods = 100;

/** What can be asked about views that were refused. */
export const createRefusals = (tracker: Tracker, queries: SeriesQueries) => {
  const { timeZone } = tracker.config;
  const daysIn = ({ fromMs, toMs }: TimeRange) => ({
    from: dayOf(fromMs, timeZone),
    to: dayOf(toMs - 1, timeZone) + 1,
  });
  const metaOf = (range: TimeRange) => ({ ...periodOf(range), timeZone });

  return {
    /** @throws ValidationError that names the parameter that is wrong */
    async read(query: Query): Promise<RefusalsRequest> {
      checkNames(query, ['type', 'period', 'from', 'to']);
      const context = await createParameterContext(tracker, query);
      const type = query.type === undefined ? undefined : readType(query, context);
      const range = readPeriod(query, context, '30d') ?? { fromMs: 0, toMs: context.nowMs + 1 };
      return { type, range };
    },

    /** Refused views by day and reason. */
    async find({ type, range }: RefusalsRequest): Promise<{
      readonly data: RefusalCount[];
      readonly meta: Period & { readonly timeZone: string };
    }> {
      const rows = await queries.refusals({ ...daysIn(range), type: type?.uid });
      return {
        data: rows.map((row) => ({ ...row, day: isoOf(row.day * dayMs).slice(0, 10) })),
        meta: metaOf(range),
      };
    },

    /** The documents of a type with the most views that were refused as floods, and how many. */
    findFloods: (type: TrackedType, range: TimeRange) =>
      queries.floods({ ...daysIn(range), type: type.uid }, mostFloods),

    metaOf,
  };
};

export type RefusalsReader = ReturnType<typeof createRefusals>;

import { fromWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import type { TextId } from '../texts';
import { reasonProblem } from './reason';

/** The fields of the form. */
export interface Draft {
  /** Times on the clock of the site's zone: `2016-10-07T11:00`. */
  readonly from: string;
  readonly to: string;
  /** As it is typed; empty for all. */
  readonly views: string;
  readonly reason: string;
}

export type FieldName = keyof Draft;

const hourMs = 3_600_000;

export interface Hours {
  readonly from: string;
  readonly to: string;
}

const isWholeHour = (at: Date | undefined): at is Date => at !== undefined && at.getTime() % hourMs === 0;

/** The time between two clock times, in ISO 8601; `undefined` where that is none of whole hours. */
export const hoursIn = (draft: Pick<Draft, 'from' | 'to'>, timeZone: string): Hours | undefined => {
  const [from, to] = [fromWallClock(draft.from, timeZone), fromWallClock(draft.to, timeZone)];
  if (!isWholeHour(from) || !isWholeHour(to) || from >= to) return undefined;
  return { from: from.toISOString(), to: to.toISOString() };
};

const fromProblem = (from: string, timeZone: string): TextId | undefined =>
  isWholeHour(fromWallClock(from, timeZone)) ? undefined : 'takeOff.wholeHour';

const toProblem = ({ from, to }: Draft, timeZone: string, now: number): TextId | undefined => {
  const end = fromWallClock(to, timeZone);
  if (!isWholeHour(end)) return 'takeOff.wholeHour';
  if (end.getTime() > (Math.floor(now / hourMs) + 1) * hourMs) return 'takeOff.future';
  const start = fromWallClock(from, timeZone);
  return start && end <= start ? 'takeOff.order' : undefined;
};

const viewsProblem = (views: string, counted: number | undefined): TextId | undefined => {
  if (counted === undefined) return undefined;
  if (counted === 0) return 'takeOff.none';
  if (views === '') return undefined;
  return /^\d+$/.test(views) && Number(views) >= 1 && Number(views) <= counted
    ? undefined
    : 'takeOff.tooMany';
};

/**
 * The server's rules, checked here too, so that the form shows a problem before anything is sent.
 * @param counted views that were counted between the two times; undefined while that is not known
 */
export const problemsIn = (
  draft: Draft,
  { timeZone, now, counted }: { timeZone: string; now: number; counted: number | undefined },
): Partial<Record<FieldName, TextId>> => {
  const problems = {
    from: fromProblem(draft.from, timeZone),
    to: toProblem(draft, timeZone, now),
    views: viewsProblem(draft.views, counted),
    reason: reasonProblem(draft.reason),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem));
};

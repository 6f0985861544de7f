import { fromWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import type { TextId } from '../texts';
import { reasonProblem } from './reason';

/** The fields of the form. */
interface Draft {
  /** A time on the clock of the site's zone: `2016-10-07T11:35`. */
  readonly wallClock: string;
  readonly reason: string;
}

export type FieldName = 'firstPublishedAt' | 'reason';

interface Context {
  readonly timeZone: string;
  readonly lastPublishedAt: string;
  readonly now: Date;
}

const earliest = Date.UTC(1600, 0, 1);

const dateProblem = (at: Date | undefined, { lastPublishedAt, now }: Context): TextId | undefined => {
  if (!at) return 'backdate.needsDate';
  if (at.getTime() < earliest) return 'backdate.tooEarly';
  if (at > now) return 'backdate.future';
  return at > new Date(lastPublishedAt) ? 'backdate.afterLast' : undefined;
};

/** The server's rules, checked here too, so that the form shows a problem before anything is sent. */
export const problemsIn = (
  { wallClock, reason }: Draft,
  context: Context,
): Partial<Record<FieldName, TextId>> => {
  const date = dateProblem(fromWallClock(wallClock, context.timeZone), context);
  const reasonText = reasonProblem(reason);
  return { ...(date && { firstPublishedAt: date }), ...(reasonText && { reason: reasonText }) };
};

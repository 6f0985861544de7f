import { fromWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import type { TextId } from '../texts';

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

export const maxReasonLength = 500;
const earliest = Date.UTC(1600, 0, 1);

const dateProblem = (at: Date | undefined, { lastPublishedAt, now }: Context): TextId | undefined => {
  if (!at) return 'backdate.needsDate';
  if (at.getTime() < earliest) return 'backdate.tooEarly';
  if (at > now) return 'backdate.future';
  return at > new Date(lastPublishedAt) ? 'backdate.afterLast' : undefined;
};

const reasonProblem = (reason: string): TextId | undefined => {
  if (reason.trim() === '') return 'backdate.needsReason';
  return reason.trim().length > maxReasonLength ? 'backdate.longReason' : undefined;
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

/** The server's messages by field of the form. Messages that belong to no field of it are under `''`. */
export const serverMessages = (error: unknown): Record<string, string> => {
  const { message = '', details } = (error ?? {}) as {
    message?: string;
    details?: { errors?: readonly { path?: readonly string[]; message: string }[] };
  };
  const errors = details?.errors ?? [];
  if (errors.length === 0) return { '': message };
  return Object.fromEntries(
    errors.map(({ path, message: text }) => {
      const field = path?.[0] ?? '';
      return [['firstPublishedAt', 'reason'].includes(field) ? field : '', text];
    }),
  );
};

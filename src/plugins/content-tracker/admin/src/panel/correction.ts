import type { TextId } from '../texts';
import { fromWallClock } from '../zone';

/** What an editor has put into the dialog. */
export interface Draft {
  /** As the zone's clock shows it: `2016-10-07T11:35`. */
  readonly wallClock: string;
  readonly reason: string;
}

export interface Problems {
  readonly firstPublishedAt?: TextId;
  readonly reason?: TextId;
}

interface Against {
  readonly timeZone: string;
  readonly lastPublishedAt: string;
  readonly now: Date;
}

export const mostReasonCharacters = 500;
const earliest = Date.UTC(1600, 0, 1);

const problemWithDate = (at: Date | undefined, { lastPublishedAt, now }: Against): TextId | undefined => {
  if (!at) return 'correct.needsDate';
  if (at.getTime() < earliest) return 'correct.tooEarly';
  if (at > now) return 'correct.future';
  return at > new Date(lastPublishedAt) ? 'correct.afterLast' : undefined;
};

/** The server's own rules, so that an editor hears of them while typing. */
export const problemsWith = ({ wallClock, reason }: Draft, against: Against): Problems => {
  const date = problemWithDate(fromWallClock(wallClock, against.timeZone), against);
  const isReason = reason.trim() !== '' && reason.trim().length <= mostReasonCharacters;
  return {
    ...(date && { firstPublishedAt: date }),
    ...(!isReason && { reason: reason.trim() === '' ? 'correct.needsReason' : 'correct.longReason' }),
  };
};

/** What the server found wrong, by field; under `''` what belongs to none of the dialog's. */
export const refusalsOf = (error: unknown): Record<string, string> => {
  const { message = '', details } = (error ?? {}) as {
    message?: string;
    details?: { errors?: readonly { path?: readonly string[]; message: string }[] };
  };
  const known = details?.errors ?? [];
  if (known.length === 0) return { '': message };
  return Object.fromEntries(
    known.map((one) => {
      const field = one.path?.[0] ?? '';
      return [['firstPublishedAt', 'reason'].includes(field) ? field : '', one.message];
    }),
  );
};

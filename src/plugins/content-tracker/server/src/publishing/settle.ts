import {
  datesAfter,
  isAbsent,
  isSameMoment,
  noDates,
  type Action,
  type Actor,
  type Dates,
  type LogEntry,
} from './log';

/** What the rows of a document say in one locale. */
export interface CurrentState {
  readonly dates: Dates;
  /** The oldest moment at which a row was created or published. */
  readonly oldest: Date;
  /** Whether all rows have the same `firstPublishedAt`. */
  readonly datesAgree: boolean;
  readonly title: string;
}

/** What happened to a document in one locale since its last entry. */
export interface Happened {
  /** A published row was inserted: readers got a new version. */
  readonly isPublishedAnew: boolean;
  /** Readers see a change of a field that is shared with another language. */
  readonly isSharedFieldChanged: boolean;
  /** The document's dates come from another system. */
  readonly isImport: boolean;
}

/** Who and when: the part of an entry that does not depend on the document. */
export interface Occasion {
  readonly actor: Actor;
  readonly at: Date;
  /** When it was scheduled; null where it was not. */
  readonly scheduledAt: Date | null;
  /** Whether the tracker is starting and compares the log with rows that were written without it. */
  readonly isBoot: boolean;
}

/**
 * The dates that the rows should have. `firstPublishedAt` is, in this order: the rows' own; the one of the last log
 * entry; at boot the oldest date known, as Strapi overwrites `publishedAt`; else the date of this publication.
 */
const intendedDates = ({ dates, oldest }: CurrentState, before: Dates, isBoot: boolean): Dates => ({
  publishedAt: dates.publishedAt,
  firstPublishedAt:
    dates.firstPublishedAt ??
    before.firstPublishedAt ??
    (dates.publishedAt && (isBoot ? oldest : dates.publishedAt)),
});

/** The intended `firstPublishedAt`, unless all rows have it. */
const dateToWrite = ({ datesAgree, dates }: CurrentState, { firstPublishedAt }: Dates): Date | undefined =>
  datesAgree && isSameMoment(dates.firstPublishedAt, firstPublishedAt)
    ? undefined
    : (firstPublishedAt ?? undefined);

/** What decides which action an entry records. */
interface Situation {
  readonly last: Pick<LogEntry, 'action' | 'after'> | undefined;
  /** The document's dates; undefined where no row is left. */
  readonly now: Dates | undefined;
  readonly isPublishedAnew: boolean;
  readonly isSharedFieldChanged?: boolean;
  /** Whether the change comes from another system, or from a time before the log. */
  readonly isImport: boolean;
}

const actionWhilePublished = (
  before: Dates,
  now: Dates,
  { last, isPublishedAnew, isSharedFieldChanged, isImport }: Situation,
): Action | undefined => {
  const isBackdated = !isSameMoment(before.firstPublishedAt, now.firstPublishedAt);
  const isNewVersion = isPublishedAnew || !isSameMoment(before.publishedAt, now.publishedAt);
  if (isBackdated && (isImport || !isNewVersion)) return 'imported';
  if (!isNewVersion) return isSharedFieldChanged ? 'updated' : undefined;
  return isAbsent(last) ? 'published' : 'republished';
};

const actionWhileUnpublished = (before: Dates, now: Dates): Action | undefined => {
  if (before.publishedAt !== null) return 'unpublished';
  return isSameMoment(before.firstPublishedAt, now.firstPublishedAt) ? undefined : 'imported';
};

/** The action that leads from the last entry to the document as it is now; undefined where nothing happened. */
export const actionOf = (situation: Situation): Action | undefined => {
  const { last, now } = situation;
  if (now === undefined) return isAbsent(last) ? undefined : 'deleted';
  const before = datesAfter(last);
  return now.publishedAt === null
    ? actionWhileUnpublished(before, now)
    : actionWhilePublished(before, now, situation);
};

/** What makes rows and log agree. */
export interface Settlement {
  /** The `firstPublishedAt` that has to be written to all rows; undefined where they have it. */
  readonly firstPublishedAt: Date | undefined;
  /** The entry that has to be appended to the log; undefined where nothing happened. */
  readonly entry: LogEntry | undefined;
}

/**
 * Compares a document with its last log entry, in one locale.
 * @param state undefined where no row is left
 */
export const settle = (
  state: CurrentState | undefined,
  last: Pick<LogEntry, 'action' | 'after' | 'title'> | undefined,
  { isPublishedAnew, isSharedFieldChanged, isImport }: Happened,
  { actor, at, scheduledAt, isBoot }: Occasion,
): Settlement => {
  const before = datesAfter(last);
  const intended = state && intendedDates(state, before, isBoot);
  const isFromElsewhere = isImport || isBoot;
  const action = actionOf({
    last,
    now: intended,
    isPublishedAnew,
    isSharedFieldChanged,
    isImport: isFromElsewhere,
  });
  return {
    firstPublishedAt: state && intended && dateToWrite(state, intended),
    entry: action && {
      at,
      action,
      actor: isImport ? { ...actor, kind: 'import' } : actor,
      title: (state ?? last)?.title ?? '',
      before,
      after: intended ?? noDates,
      scheduledAt,
      reason: null,
      takenOff: null,
    },
  };
};

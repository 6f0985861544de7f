/** What became of a document in one locale, or of its dates. */
export const actions = [
  'published',
  'republished',
  /** What is shared with another language was changed there. */
  'updated',
  'unpublished',
  'backdated',
  'imported',
  'deleted',
] as const;
export type Action = (typeof actions)[number];

/** Who did it, by the name of that day. Programs and the system have one too, people may leave. */
export interface Actor {
  readonly kind: 'admin' | 'api-token' | 'api-user' | 'import' | 'system';
  readonly id: string | null;
  readonly name: string | null;
}

export interface Dates {
  /** When readers could first see it. */
  readonly firstPublishedAt: Date | null;
  /** When readers got the version that they see; `null`: they see none. */
  readonly publishedAt: Date | null;
}

export const noDates: Dates = { firstPublishedAt: null, publishedAt: null };

/** A line of the log. It is never changed or deleted, and outlives the document. */
export interface Entry {
  readonly at: Date;
  readonly action: Action;
  readonly actor: Actor;
  /** The document's title then. */
  readonly title: string;
  readonly before: Dates;
  readonly after: Dates;
  /** What was given for a correction. */
  readonly reason: string | null;
}

/** A document's dates in one locale, as its log tells them. */
export interface Timeline {
  readonly firstPublishedAt: Date | null;
  readonly lastPublishedAt: Date | null;
  /** When it was taken from the readers; `null` while they see it, and before they first did. */
  readonly unpublishedAt: Date | null;
  readonly timesPublished: number;
}

const isSame = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

const isPublication = ({ before, after }: Pick<Entry, 'before' | 'after'>): boolean =>
  after.publishedAt !== null && !isSame(before.publishedAt, after.publishedAt);

const nothing: Timeline = {
  firstPublishedAt: null,
  lastPublishedAt: null,
  unpublishedAt: null,
  timesPublished: 0,
};

const withEntry = (
  so: Timeline,
  { at, action, before, after }: Omit<Entry, 'actor' | 'title' | 'reason'>,
) => {
  const isTakenAway = before.publishedAt !== null && after.publishedAt === null;
  return {
    // What was deleted keeps its dates.
    firstPublishedAt: action === 'deleted' ? so.firstPublishedAt : after.firstPublishedAt,
    lastPublishedAt: after.publishedAt ?? so.lastPublishedAt,
    unpublishedAt: after.publishedAt ? null : isTakenAway ? at : so.unpublishedAt,
    timesPublished: so.timesPublished + Number(isPublication({ before, after })),
  };
};

/**
 * A document's dates from its entries in one locale, oldest first. What was deleted and made anew under
 * the same id begins anew.
 */
export const timelineOf = (entries: readonly Omit<Entry, 'actor' | 'title' | 'reason'>[]): Timeline =>
  entries.reduce(
    (so, entry, index) => withEntry(entries[index - 1]?.action === 'deleted' ? nothing : so, entry),
    nothing,
  );

/** Nothing has been written yet, or what was has been deleted. */
const isOver = (last: Pick<Entry, 'action'> | undefined): boolean =>
  last === undefined || last.action === 'deleted';

/** The dates that an entry left behind. */
export const datesAfter = (last: Pick<Entry, 'action' | 'after'> | undefined): Dates =>
  last === undefined || isOver(last) ? noDates : last.after;

/** What is known of a document in one locale when a transaction is about to commit, or at start. */
export interface Situation {
  /** Its last entry. */
  readonly last: Pick<Entry, 'action' | 'after'> | undefined;
  /** Its dates as its rows have them; `undefined` where no row is left. */
  readonly now: Dates | undefined;
  /** Whether a published row was written in this transaction. */
  readonly isWritten: boolean;
  /** Whether readers see something else, without a publication in this language. */
  readonly isUpdated?: boolean;
  /** Whether the change comes from another system, or from before the log. */
  readonly isImport: boolean;
}

const actionWhileVisible = (
  before: Dates,
  now: Dates,
  { last, isWritten, isUpdated, isImport }: Situation,
): Action | undefined => {
  const isCorrected = !isSame(before.firstPublishedAt, now.firstPublishedAt);
  const isNewVersion = isWritten || !isSame(before.publishedAt, now.publishedAt);
  if (isCorrected && (isImport || !isNewVersion)) return 'imported';
  if (!isNewVersion) return isUpdated ? 'updated' : undefined;
  return isOver(last) ? 'published' : 'republished';
};

const actionWhileHidden = (before: Dates, now: Dates): Action | undefined => {
  if (before.publishedAt !== null) return 'unpublished';
  return isSame(before.firstPublishedAt, now.firstPublishedAt) ? undefined : 'imported';
};

/** The action that explains how a document came from its last entry to what it is now, if anything happened. */
export const actionOf = (situation: Situation): Action | undefined => {
  const { last, now } = situation;
  if (now === undefined) return isOver(last) ? undefined : 'deleted';
  const before = datesAfter(last);
  return now.publishedAt === null
    ? actionWhileHidden(before, now)
    : actionWhileVisible(before, now, situation);
};

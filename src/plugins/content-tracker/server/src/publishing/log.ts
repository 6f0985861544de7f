import type * as answers from '../../../shared/answers';

export type Action = answers.Action;
export type Actor = answers.Actor;
export type Dates = answers.Dates<Date>;
export type Timeline = answers.Timeline<Date>;

/** A line of the log. It is never changed or deleted, and it outlives the document. */
export interface LogEntry extends answers.LogEntry<Date> {
  readonly title: string;
}

/** A timeline with the entries that it was read from, oldest first. */
export type History = Timeline & { readonly entries: readonly LogEntry[] };

export const noDates: Dates = { firstPublishedAt: null, publishedAt: null };

export const emptyHistory: History = {
  firstPublishedAt: null,
  lastPublishedAt: null,
  unpublishedAt: null,
  timesPublished: 0,
  entries: [],
};

type DatedEntry = Pick<LogEntry, 'at' | 'action' | 'before' | 'after'>;

export const isSameMoment = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

const isPublication = ({ before, after }: Pick<LogEntry, 'before' | 'after'>): boolean =>
  after.publishedAt !== null && !isSameMoment(before.publishedAt, after.publishedAt);

const emptyTimeline: Timeline = {
  firstPublishedAt: null,
  lastPublishedAt: null,
  unpublishedAt: null,
  timesPublished: 0,
};

const addEntry = (timeline: Timeline, { at, action, before, after }: DatedEntry): Timeline => {
  const isUnpublication = before.publishedAt !== null && after.publishedAt === null;
  return {
    // A deleted document keeps its date in the timeline.
    firstPublishedAt: action === 'deleted' ? timeline.firstPublishedAt : after.firstPublishedAt,
    lastPublishedAt: after.publishedAt ?? timeline.lastPublishedAt,
    unpublishedAt: after.publishedAt ? null : isUnpublication ? at : timeline.unpublishedAt,
    timesPublished: timeline.timesPublished + Number(isPublication({ before, after })),
  };
};

/**
 * A document's dates from its entries in one locale, oldest first. A document that was deleted and then created again
 * under the same id starts with an empty timeline.
 */
export const timelineOf = (entries: readonly DatedEntry[]): Timeline =>
  entries.reduce(
    (timeline, entry, index) =>
      addEntry(entries[index - 1]?.action === 'deleted' ? emptyTimeline : timeline, entry),
    emptyTimeline,
  );

/** Whether the log knows of no document that exists: it has no entry, or the last one is a deletion. */
export const isAbsent = (last: Pick<LogEntry, 'action'> | undefined): boolean =>
  last === undefined || last.action === 'deleted';

/** The dates that the last entry left. */
export const datesAfter = (last: Pick<LogEntry, 'action' | 'after'> | undefined): Dates =>
  last === undefined || isAbsent(last) ? noDates : last.after;

import type { Dates } from './log';

/** An editor's correction of `firstPublishedAt`. */
export interface Correction {
  readonly firstPublishedAt: Date;
  readonly reason: string;
}

export interface Refused {
  readonly path: string[];
  readonly message: string;
}

const mostReasonCharacters = 500;
/** No newspaper is older; and the databases hold it. */
const earliest = Date.UTC(1600, 0, 1);

const refuse = (name: string, message: string): Refused => ({ path: [name], message: `${name} ${message}` });

/** Date.parse takes February 30 for March 1. */
const isOfCalendar = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** ISO 8601 with its offset: without one, nobody could say which moment is meant. */
const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  isOfCalendar(text.slice(0, 10));

/** PostgreSQL holds every character but one. */
const isReason = (text: string): boolean =>
  text.trim() !== '' && text.length <= mostReasonCharacters && !text.includes('\0');

/** Reads the body of a correction. */
export const readCorrection = (given: Readonly<Record<string, unknown>>): Correction | Refused => {
  const { firstPublishedAt, reason } = given;
  if (typeof firstPublishedAt !== 'string' || !isMoment(firstPublishedAt)) {
    return refuse('firstPublishedAt', 'must be a moment such as 2016-10-07T11:35:00+07:00');
  }
  return {
    firstPublishedAt: new Date(firstPublishedAt),
    reason: typeof reason === 'string' ? reason.trim() : '',
  };
};

/** Why a correction cannot be made to a document with these dates, if it cannot. */
export const problemWith = (
  { firstPublishedAt, reason }: Correction,
  dates: Dates,
  now: Date,
): Refused | undefined => {
  if (!isReason(reason)) {
    return refuse('reason', `must be a text of 1 to ${mostReasonCharacters} characters`);
  }
  if (dates.publishedAt === null) {
    return { path: ['documentId'], message: 'only a published document has a publication date to correct' };
  }
  if (!(firstPublishedAt.getTime() >= earliest)) return refuse('firstPublishedAt', 'must not be before 1600');
  if (firstPublishedAt > now) return refuse('firstPublishedAt', 'must not be in the future');
  if (firstPublishedAt > dates.publishedAt) {
    const last = dates.publishedAt.toISOString();
    return refuse('firstPublishedAt', `must not be after the last publication, ${last}`);
  }
  return undefined;
};

export const isRefused = (read: Correction | Refused): read is Refused => 'message' in read;

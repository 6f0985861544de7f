import { isSameMoment, type Dates, type LogEntry } from './log';

/** A new `firstPublishedAt`, and why. */
export interface Backdate {
  readonly firstPublishedAt: Date;
  readonly reason: string;
}

/** Why a backdate is refused. */
export interface BackdateProblem {
  /** The field that is wrong. */
  readonly path: string[];
  readonly message: string;
}

const maxReasonCharacters = 500;
/** No newspaper is older, and every database holds the date. */
const earliest = Date.UTC(1600, 0, 1);

const problem = (field: string, message: string): BackdateProblem => ({
  path: [field],
  message: `${field} ${message}`,
});

/** Whether a day such as `2026-02-30` exists. `Date.parse` takes it for March 2. */
const isCalendarDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** ISO 8601 with an offset: without it, the moment would depend on the reader's time zone. */
const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  isCalendarDay(text.slice(0, 10));

/** PostgreSQL cannot store a NUL character. */
const isReason = (text: string): boolean =>
  text.trim() !== '' && text.length <= maxReasonCharacters && !text.includes('\0');

/** Reads `{ firstPublishedAt, reason }` as a request sends it. */
export const readBackdate = (given: Readonly<Record<string, unknown>>): Backdate | BackdateProblem => {
  const { firstPublishedAt, reason } = given;
  if (typeof firstPublishedAt !== 'string' || !isMoment(firstPublishedAt)) {
    return problem('firstPublishedAt', 'must be a moment such as 2016-10-07T11:35:00+07:00');
  }
  return {
    firstPublishedAt: new Date(firstPublishedAt),
    reason: typeof reason === 'string' ? reason.trim() : '',
  };
};

export const isProblem = (read: Backdate | BackdateProblem): read is BackdateProblem => 'message' in read;

/** Why a document with these dates cannot be backdated so; undefined where it can. */
export const problemWith = (
  { firstPublishedAt, reason }: Backdate,
  dates: Dates,
  now: Date,
): BackdateProblem | undefined => {
  if (!isReason(reason)) {
    return problem('reason', `must be a text of 1 to ${maxReasonCharacters} characters`);
  }
  if (dates.publishedAt === null) {
    return { path: ['documentId'], message: 'only a published document has a publication date to correct' };
  }
  if (!(firstPublishedAt.getTime() >= earliest)) {
    return problem('firstPublishedAt', 'must not be before 1600');
  }
  if (firstPublishedAt > now) return problem('firstPublishedAt', 'must not be in the future');
  if (firstPublishedAt > dates.publishedAt) {
    const last = dates.publishedAt.toISOString();
    return problem('firstPublishedAt', `must not be after the last publication, ${last}`);
  }
  return undefined;
};

/**
 * Whether a backdate outlives an import that gives the document another date. It does where the editor has backdated
 * since the last import, and this import gives the same date as that one.
 */
export const outlivesImport = (
  entries: readonly Pick<LogEntry, 'action' | 'after'>[],
  importedDate: Date,
): boolean => {
  const lastImport = entries.findLastIndex(({ action }) => action === 'imported');
  const isBackdated = entries.slice(lastImport + 1).some(({ action }) => action === 'backdated');
  return isBackdated && isSameMoment(entries[lastImport]?.after.firstPublishedAt ?? null, importedDate);
};

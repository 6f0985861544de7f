import { isProblem, problem, readMoment, readReason, reasonProblem, type FieldProblem } from './fields';
import { isSameMoment, type Dates, type LogEntry } from './log';

/** A new `firstPublishedAt`, and why. */
export interface Backdate {
  readonly firstPublishedAt: Date;
  readonly reason: string;
}

/** No newspaper is older, and every database holds the date. */
const earliest = Date.UTC(1600, 0, 1);

/** Reads `{ firstPublishedAt, reason }` as a request sends it. */
export const readBackdate = (given: Readonly<Record<string, unknown>>): Backdate | FieldProblem => {
  const { firstPublishedAt, reason } = given;
  const at = readMoment('firstPublishedAt', firstPublishedAt, '2016-10-07T11:35:00+07:00');
  if (isProblem(at)) return at;
  return {
    firstPublishedAt: at,
    reason: readReason(reason),
  };
};

/** Why a document with these dates cannot be backdated so; undefined where it can. */
export const problemWith = (
  { firstPublishedAt, reason }: Backdate,
  dates: Dates,
  now: Date,
): FieldProblem | undefined => {
  const wrongReason = reasonProblem(reason);
  if (wrongReason) return wrongReason;
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

/** Why a request is refused. */
export interface FieldProblem {
  /** The field that is wrong. */
  readonly path: string[];
  readonly message: string;
}

const maxReasonCharacters = 500;

export const problem = (field: string, message: string): FieldProblem => ({
  path: [field],
  message: `${field} ${message}`,
});

export const isProblem = (read: object): read is FieldProblem => 'message' in read;

/** Whether a day such as `2026-02-30` exists. `Date.parse` takes it for March 2. */
const isCalendarDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** ISO 8601 with an offset: without it, the moment would depend on the reader's time zone. */
const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  isCalendarDay(text.slice(0, 10));

/** @param example a moment that the sentence names, and what else may follow it */
export const readMoment = (field: string, value: unknown, example: string): Date | FieldProblem =>
  typeof value === 'string' && isMoment(value)
    ? new Date(value)
    : problem(field, `must be a moment such as ${example}`);

export const readReason = (reason: unknown): string => (typeof reason === 'string' ? reason.trim() : '');

/** What is wrong with a reason. PostgreSQL cannot store a NUL character. */
export const reasonProblem = (reason: string): FieldProblem | undefined =>
  reason.trim() !== '' && reason.length <= maxReasonCharacters && !reason.includes('\0')
    ? undefined
    : problem('reason', `must be a text of 1 to ${maxReasonCharacters} characters`);

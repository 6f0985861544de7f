import {
  isConnectionLost,
  isDiskFull,
  isReadOnly,
  outcomeUnknown,
  type DatabaseError,
} from '../plugins/kit/src/database-errors';

/** The problems that a request may have with the database, the worst first. */
const problems = ['outcome unknown', 'disk full', 'read-only', 'away'] as const;
export type Problem = (typeof problems)[number];

/** The problem that an error reveals; `undefined` where the error is about the statement. */
export const problemOf = (error: DatabaseError): Problem | undefined => {
  if (error.code === outcomeUnknown) return 'outcome unknown';
  if (isDiskFull(error)) return 'disk full';
  if (isReadOnly(error)) return 'read-only';
  return isConnectionLost(error) ? 'away' : undefined;
};

export const worse = (a: Problem | undefined, b: Problem): Problem =>
  a !== undefined && problems.indexOf(a) < problems.indexOf(b) ? a : b;

/** An answer in the shape of Strapi's errors. */
interface Answer {
  readonly status: number;
  readonly name: string;
  /** `apiError.` and this message are the key of its translation in `src/admin/translations/vi.json`. */
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const retryAfterSeconds = 5;
const unavailable = { status: 503, name: 'ServiceUnavailableError', retryAfterSeconds };

/** An unknown outcome is answered with 500, not 503: programs repeat a request after 503 without looking. */
export const answers: Record<Problem, Answer> = {
  'outcome unknown': {
    status: 500,
    name: 'OutcomeUnknownError',
    message:
      'The connection to the database was lost while the change was being saved. It may or may not be stored: look before you send it again.',
  },
  'disk full': {
    ...unavailable,
    message: 'The disk of the database is full, so nothing can be saved. Tell whoever runs the server.',
  },
  'read-only': {
    ...unavailable,
    message: 'The database takes no changes at the moment. Try again later.',
  },
  away: {
    ...unavailable,
    message: 'The database does not answer at the moment. Try again in some seconds.',
  },
};

import {
  isConnectionLost,
  isDiskFull,
  isReadOnly,
  outcomeUnknown,
  type DatabaseError,
} from '../plugins/kit/src/database-errors';

/** What the state of the database has done to a request, the worst first. */
const problems = ['outcome unknown', 'disk full', 'read-only', 'away'] as const;
export type Problem = (typeof problems)[number];

/** What an error says about the state of the database; `undefined` where it is about the statement. */
export const problemOf = (error: DatabaseError): Problem | undefined => {
  if (error.code === outcomeUnknown) return 'outcome unknown';
  if (isDiskFull(error)) return 'disk full';
  if (isReadOnly(error)) return 'read-only';
  return isConnectionLost(error) ? 'away' : undefined;
};

export const worse = (a: Problem | undefined, b: Problem): Problem =>
  a !== undefined && problems.indexOf(a) < problems.indexOf(b) ? a : b;

/** What is answered in Strapi's error shape. */
interface Answer {
  readonly status: number;
  readonly name: string;
  /** Also, behind `apiError.`, the key of its translation in `src/admin/translations/vi.json`. */
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const retryAfterSeconds = 5;
const unavailable = { status: 503, name: 'ServiceUnavailableError', retryAfterSeconds };

/** A change whose outcome is unknown is no 503: programs would send it again without looking. */
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

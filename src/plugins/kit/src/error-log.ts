import { isOutage, type DatabaseError } from './database-errors';

interface Options {
  /** Writes one entry to the log. */
  readonly write: (text: string) => void;
  /** For this time after an error was written, the same error is only counted. */
  readonly everyMs?: number;
}

interface Repeated {
  times: number;
  readonly timer: NodeJS.Timeout;
}

/** Removes the statement, with all its values, that Knex puts before the message. */
const reasonOf = (message: string): string =>
  message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '');

const describe = (error: unknown): { reason: string; details: string } => {
  if (!(error instanceof Error)) return { reason: String(error), details: '' };
  const { code } = error as DatabaseError;
  const reason = `${reasonOf(error.message)}${code === undefined ? '' : ` (${code})`}`;
  // In an outage of the database the stack adds nothing to the reason.
  return { reason, details: isOutage(error) ? '' : `\n${error.stack ?? ''}` };
};

/**
 * Makes a log that writes each error once and then only counts it for a while: an outage must not fill the disk. Two
 * errors with the same `what` and the same reason are the same error.
 * @returns a function that writes an error; `what` says in a few words what failed
 */
export const createErrorLog = ({
  write,
  everyMs = 10_000,
}: Options): ((what: string, error: unknown) => void) => {
  const known = new Map<string, Repeated>();

  const close = (key: string): void => {
    const repeated = known.get(key);
    known.delete(key);
    if (!repeated || repeated.times === 0) return;
    write(`${key}: ${repeated.times} more times within ${everyMs / 1000} s`);
    open(key);
  };
  const open = (key: string): void => {
    known.set(key, { times: 0, timer: setTimeout(() => close(key), everyMs).unref() });
  };

  return (what, error) => {
    const { reason, details } = describe(error);
    const key = `${what}: ${reason}`;
    const repeated = known.get(key);
    if (repeated) {
      repeated.times += 1;
      return;
    }
    write(`${key}${details}`);
    open(key);
  };
};

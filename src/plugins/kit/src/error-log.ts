import { isOutage, type DatabaseError } from './database-errors';

interface Options {
  /** Writes one entry to the log. */
  readonly write: (text: string) => void;
  /** How long the same error is only counted after it was written. */
  readonly everyMs?: number;
}

interface Repeated {
  times: number;
  readonly timer: NodeJS.Timeout;
}

/** Knex puts the whole statement in front, with all its values. */
const reasonOf = (message: string): string =>
  message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '');

const describe = (error: unknown): { reason: string; details: string } => {
  if (!(error instanceof Error)) return { reason: String(error), details: '' };
  const { code } = error as DatabaseError;
  const reason = `${reasonOf(error.message)}${code === undefined ? '' : ` (${code})`}`;
  // Where the database is away, a stack tells nothing that the reason does not.
  return { reason, details: isOutage(error) ? '' : `\n${error.stack ?? ''}` };
};

/**
 * Makes a log of errors that says each one once and counts it from then on: an outage must not fill the disk.
 * The same error is one with the same `what` and the same reason.
 * @returns writes an error down; `what` failed, in a few words
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

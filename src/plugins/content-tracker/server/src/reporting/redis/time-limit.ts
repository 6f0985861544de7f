export interface TimeLimit {
  /** Settles as `answer` does, or rejects once it is too late. */
  <T>(answer: Promise<T>): Promise<T>;
}

interface Waiting {
  dueAt: number;
  readonly giveUp: () => void;
}

/** Where the timer is later than this, the process or the machine stood still, and answers come a moment later. */
const standstillMs = 5;
const momentMs = 10;

/**
 * Makes a limit of time for many answers with one timer for all of them. The time counts from the end of the current
 * turn of the event loop, which is when commands are written.
 * @param now milliseconds since the epoch
 */
export const createTimeLimit = (limitMs: number, now: () => number): TimeLimit => {
  /** In the order in which they are due. */
  const waiting = new Set<Waiting>();
  let unsent: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const sweepIn = (ms: number, isSecondLook = false): void => {
    const wakesAt = now() + ms;
    // Answers may have come that this process has not read yet: it reads them first.
    timer = setTimeout(() => setImmediate(sweep, wakesAt, isSecondLook), ms).unref();
  };
  const sweep = (wokenAt: number, isSecondLook: boolean): void => {
    if (now() - wokenAt > standstillMs && !isSecondLook) return sweepIn(momentMs, true);
    timer = undefined;
    for (const one of waiting) {
      if (one.dueAt > now()) break;
      waiting.delete(one);
      one.giveUp();
    }
    setTimer();
  };
  const setTimer = (): void => {
    const [first] = waiting;
    if (timer || !first || first.dueAt === Infinity) return;
    sweepIn(Math.max(0, first.dueAt - now()));
  };
  const begin = (): void => {
    const dueAt = now() + limitMs;
    for (const one of unsent) one.dueAt = dueAt;
    unsent = [];
    setTimer();
  };

  return (answer) =>
    new Promise((resolve, reject) => {
      const one: Waiting = {
        dueAt: Infinity,
        giveUp: () => reject(new Error(`no answer within ${limitMs} ms`)),
      };
      waiting.add(one);
      if (unsent.push(one) === 1) setImmediate(begin);
      answer.then(
        (value) => {
          waiting.delete(one);
          resolve(value);
        },
        (error: unknown) => {
          waiting.delete(one);
          reject(error as Error);
        },
      );
    });
};

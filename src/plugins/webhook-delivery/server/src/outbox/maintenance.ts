import type { Knex } from 'knex';
import type { Endpoints } from '../endpoints/endpoints.sql';
import type { Log } from '../admin-api/log.sql';

interface Options {
  readonly db: () => Knex;
  readonly endpoints: Endpoints;
  readonly log: Log;
  readonly now: () => number;
  readonly retentionMs: number;
  readonly retentionMessages: number;
  readonly onError: (what: string, error: unknown) => void;
}

const everyMs = 10 * 60_000;

/** Keeps the log at its size. What is still to be sent is never touched. */
export const createUpkeep = ({
  db,
  endpoints,
  log,
  now,
  retentionMs,
  retentionMessages,
  onError,
}: Options) => {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let isOpen = false;

  const tidy = async (): Promise<void> => {
    await endpoints.tidy(db());
    while (isOpen) {
      const finished = await log.finished(db(), now() - retentionMs, retentionMessages);
      if (finished.length === 0) return;
      await db().transaction((trx) => log.remove(trx, finished));
    }
  };

  const run = (): Promise<void> => {
    underWay = underWay.then(tidy).catch((error: unknown) => onError('tidying the log', error));
    return underWay;
  };

  return {
    run,
    start(): void {
      isOpen = true;
      timer = setInterval(() => void run(), everyMs).unref();
      void run();
    },
    async stop(): Promise<void> {
      isOpen = false;
      clearInterval(timer);
      await underWay;
    },
  };
};

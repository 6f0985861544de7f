import type { Knex } from 'knex';
import type { Endpoints } from '../endpoints/endpoints.sql';
import type { Retention } from './retention.sql';

interface Options {
  readonly db: Knex;
  readonly endpoints: Endpoints;
  readonly retention: Retention;
  readonly now: () => number;
  readonly retentionMs: number;
  readonly retentionMessages: number;
  readonly onError: (what: string, error: unknown) => void;
}

const everyMs = 10 * 60_000;

/** Removes old finished messages and endpoints of deleted webhooks, every ten minutes. Pending messages are kept. */
export const createMaintenance = ({
  db,
  endpoints,
  retention,
  now,
  retentionMs,
  retentionMessages,
  onError,
}: Options) => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isOpen = false;

  const prune = async (): Promise<void> => {
    await endpoints.prune(db);
    while (isOpen) {
      const finished = await retention.finished(db, now() - retentionMs, retentionMessages);
      if (finished.length === 0) return;
      await db.transaction((trx) => retention.remove(trx, finished));
    }
  };

  const run = (): Promise<void> => {
    running = running.then(prune).catch((error: unknown) => onError('removing old messages', error));
    return running;
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
      await running;
    },
  };
};

export type Maintenance = ReturnType<typeof createMaintenance>;

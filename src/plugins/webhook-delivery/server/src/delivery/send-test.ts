import type { Knex } from 'knex';
import type { Endpoints } from '../endpoints/endpoints.sql';
import type { Secrets } from '../signing/secrets';
import type { Attempts } from './attempt';
import { endpointOf } from './endpoint';
import type { Queue } from './queue.sql';
import type { SendResult } from './send';

interface Options {
  readonly db: Knex;
  readonly endpoints: Endpoints;
  readonly queue: Queue;
  readonly secrets: Secrets;
  readonly attempts: Attempts;
  readonly now: () => number;
}

/** An endpoint by its own key, or by the row of its webhook in Settings → Webhooks. */
type Which = { readonly key: number } | { readonly webhook: number };

/** Sends tests at once, past the queue: the person who sends one waits for the response. */
export const createSendTest = ({ db, endpoints, queue, secrets, attempts, now }: Options) => {
  const event = 'trigger-test';

  /** @returns `undefined` if there is no such endpoint */
  return async (which: Which): Promise<SendResult | undefined> => {
    await endpoints.ensure(db);
    const [column, number] = 'key' in which ? ['key', which.key] : ['webhook', which.webhook];
    const row = (await queue.endpoints(db)).find((found) => Number(found[column]) === number);
    if (!row) return undefined;
    const body = JSON.stringify({ event, createdAt: new Date(now()) });
    const message = { messageId: `msg_test_${now()}`, event, body };
    return attempts.send(endpointOf(row, secrets), message, new AbortController().signal);
  };
};

export type SendTest = ReturnType<typeof createSendTest>;

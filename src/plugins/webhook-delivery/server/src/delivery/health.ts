import type { Knex } from 'knex';
import type { DeliveryResult } from './attempt';
import type { Queue } from './queue.sql';
import { isDelivered, isGone } from './retry-policy';

interface Options {
  readonly queue: Pick<Queue, 'setFailingSince' | 'switchOff'>;
  readonly switchOffAfterMs: number;
  readonly warn: (text: string) => void;
}

/**
 * The result of each endpoint that says how it is: its last one, or its first 410, which says that it wants no more
 * messages. They are sorted by endpoint, so that two instances lock rows in the same order and cannot deadlock.
 */
export const decisiveResults = (results: readonly DeliveryResult[]): DeliveryResult[] => {
  const byEndpoint = new Map<number, DeliveryResult>();
  for (const result of results) {
    const { endpoint } = result.delivery;
    const known = byEndpoint.get(endpoint);
    if (!known || !isGone(known.sent)) byEndpoint.set(endpoint, result);
  }
  return [...byEndpoint.values()].sort((a, b) => a.delivery.endpoint - b.delivery.endpoint);
};

/** Knows which endpoints are failing, and switches an endpoint off that answers 410 or has been failing for too long. */
export const createHealth = ({ queue, switchOffAfterMs, warn }: Options) => {
  /** Endpoints that have failed in this process since they last worked: their row has to be reset when they work. */
  const failing = new Set<number>();

  const update = async (trx: Knex, { delivery, wasFailing, sent, at }: DeliveryResult): Promise<void> => {
    const { endpoint } = delivery;
    const isWell = isDelivered(sent);
    if (isWell && !wasFailing && !failing.has(endpoint)) return;
    const since = await queue.setFailingSince(trx, endpoint, isWell ? null : at);
    if (isWell) failing.delete(endpoint);
    else failing.add(endpoint);
    const hasRefused = isGone(sent);
    if (!hasRefused && (since === null || at - since < switchOffAfterMs)) return;
    await queue.switchOff(trx, endpoint, hasRefused ? 'gone' : 'failing', at);
    warn(
      `switched endpoint ${endpoint} off, because it ${hasRefused ? 'answered 410' : 'has been failing for too long'}`,
    );
  };

  return {
    /** @param trx the transaction that also stores the results */
    async update(trx: Knex, results: readonly DeliveryResult[]): Promise<void> {
      for (const result of decisiveResults(results)) await update(trx, result);
    },
  };
};

export type Health = ReturnType<typeof createHealth>;

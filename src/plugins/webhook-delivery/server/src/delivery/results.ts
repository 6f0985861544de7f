import type { Knex } from 'knex';
import { createTrigger } from 'newsroom-plugin-kit/coalesce';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { Result } from './attempt';
import type { Queue } from './queue.sql';
import { isDelivered } from './retry-policy';

interface Options {
  readonly db: () => Knex;
  readonly queue: Queue;
  readonly switchOffAfterMs: number;
  readonly warn: (text: string) => void;
}

interface Waiting {
  readonly result: Result;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const mostAtOnce = 100;
/** Results of so long are written down together. */
const gatherMs = 100;

/** Writes results down: those of a moment in one transaction. */
export const createRecorder = ({ db, queue, switchOffAfterMs, warn }: Options) => {
  const waiting: Waiting[] = [];
  /** Endpoints that have failed here since they last worked. */
  const failing = new Set<number>();

  /** The last result of an endpoint says whether it works, and a 410 among them that it wants no more. */
  const noteHealth = async (trx: Knex, { delivery, wasFailing, answer, at }: Result): Promise<void> => {
    const { endpoint } = delivery;
    const isWell = isDelivered(answer);
    if (isWell && !wasFailing && !failing.has(endpoint)) return;
    const since = await queue.noteHealth(trx, endpoint, isWell, at);
    if (isWell) failing.delete(endpoint);
    else failing.add(endpoint);
    const isGone = answer.status === 410;
    if (!isGone && (since === null || at - since < switchOffAfterMs)) return;
    await queue.switchOff(trx, endpoint, isGone ? 'gone' : 'failing', at);
    const because = isGone ? 'it answered 410' : 'it has been failing for too long';
    warn(`webhook-delivery: switched endpoint ${endpoint} off, ${because}`);
  };

  const write = (results: readonly Result[]): Promise<void> =>
    db().transaction(async (trx) => {
      await queue.record(trx, results);
      const telling = new Map<number, Result>();
      for (const result of results) {
        const { endpoint } = result.delivery;
        if (telling.get(endpoint)?.answer.status !== 410) telling.set(endpoint, result);
      }
      // In one order on all instances, so that none waits for another in a circle.
      const inOrder = [...telling.values()].sort((a, b) => a.delivery.endpoint - b.delivery.endpoint);
      for (const result of inOrder) await noteHealth(trx, result);
    });

  const settle = async (some: readonly Waiting[]): Promise<void> => {
    try {
      await write(some.map(({ result }) => result));
      for (const { resolve } of some) resolve();
    } catch (error) {
      // Once more, each alone: one that cannot be written has none of the others sent again.
      if (some.length > 1) for (const one of some) await settle([one]);
      else for (const { reject } of some) reject(error);
    }
  };

  const writings = createTrigger(async () => {
    for (const some of inChunks(waiting.splice(0), mostAtOnce)) await settle(some);
  }, gatherMs);

  /** Resolves once the result is committed. */
  return (result: Result): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ result, resolve, reject });
      writings.triggerSoon();
    });
};

export type Recorder = ReturnType<typeof createRecorder>;

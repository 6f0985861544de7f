import { createTrigger } from 'newsroom-plugin-kit/coalesce';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { DeliveryResult } from './attempt';

interface Waiting {
  readonly result: DeliveryResult;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const mostPerTransaction = 100;
const gatherMs = 100;

/**
 * Gathers the results of attempts for a moment, and writes them together: a transaction for each would cost more than
 * the attempts.
 * @param write writes results in one transaction; if it throws, none of them is stored
 * @returns a function that resolves once its result is committed
 */
export const createResultWriter = (
  write: (results: readonly DeliveryResult[]) => Promise<void>,
): ((result: DeliveryResult) => Promise<void>) => {
  const queue: Waiting[] = [];

  /** If a batch cannot be written, each result is written alone: one bad result does not make the others be sent again. */
  const writeBatch = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await write(batch.map(({ result }) => result));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length > 1) for (const waiting of batch) await writeBatch([waiting]);
      else for (const { reject } of batch) reject(error);
    }
  };

  const writing = createTrigger(async () => {
    for (const batch of inChunks(queue.splice(0), mostPerTransaction)) await writeBatch(batch);
  }, gatherMs);

  return (result) =>
    new Promise((resolve, reject) => {
      queue.push({ result, resolve, reject });
      writing.triggerSoon();
    });
};

export type ResultWriter = ReturnType<typeof createResultWriter>;

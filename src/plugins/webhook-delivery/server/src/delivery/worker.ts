import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Secrets } from '../signing/secrets';
import { endpointOf, type Deliverer, type Delivery, type Endpoint } from './deliver';
import type { Queue } from './queue.sql';
import type { Recorder } from './record';

interface Options {
  readonly db: () => Knex;
  readonly queue: Queue;
  readonly secrets: Secrets;
  readonly deliverer: Deliverer;
  readonly record: Recorder;
  readonly now: () => number;
  readonly timeoutMs: number;
  readonly parallel: number;
  readonly parallelPerEndpoint: number;
  readonly onError: (what: string, error: unknown) => void;
}

const pollMs = 1_000;
/** Beyond the time limit, for writing down what came of it. */
const leaseSpareMs = 15_000;
/** How long a stop waits for messages that are on their way. */
const stopMs = 5_000;

/** Sends what is due: a queue for each endpoint, so that a dead one delays nobody. */
export const createWorker = (options: Options) => {
  const { db, queue, secrets, deliverer, record, now, onError } = options;
  /** Messages on their way, by endpoint. */
  const underWay = new Map<number, number>();
  const sendings = new Set<Promise<void>>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let passing: Promise<void> | undefined;
  let isWoken = false;
  let isOpen = false;

  /** One that is failing is tried with one message at a time. */
  const roomFor = ({ id, isFailing }: Endpoint): number => {
    const most = isFailing ? 1 : options.parallelPerEndpoint;
    return Math.min(most - (underWay.get(id) ?? 0), options.parallel - sendings.size);
  };

  const send = async (endpoint: Endpoint, delivery: Delivery): Promise<void> => {
    try {
      await record(await deliverer.deliver(endpoint, delivery, stopping.signal));
    } catch (error) {
      // Whatever it was, its lease runs out and it is sent again.
      if (stopping.signal.aborted) await queue.release(db(), delivery.id, now());
      else onError(`delivery ${delivery.id}`, error);
    }
  };

  const begin = (endpoint: Endpoint, delivery: Delivery): void => {
    underWay.set(endpoint.id, (underWay.get(endpoint.id) ?? 0) + 1);
    const sending = send(endpoint, delivery)
      .catch((error: unknown) => onError(`giving delivery ${delivery.id} back`, error))
      .finally(() => {
        underWay.set(endpoint.id, (underWay.get(endpoint.id) ?? 1) - 1);
        sendings.delete(sending);
        wake();
      });
    sendings.add(sending);
  };

  const serve = async (endpoint: Endpoint): Promise<void> => {
    const limit = roomFor(endpoint);
    if (limit <= 0) return;
    const nowMs = now();
    const leaseUntil = nowMs + options.timeoutMs + leaseSpareMs;
    const claiming = { nowMs, leaseUntil, claim: randomUUID(), limit };
    for (const delivery of await queue.claim(db(), endpoint.id, claiming)) begin(endpoint, delivery);
  };

  /** Endpoints that something may be sent to. */
  const endpoints = async (): Promise<Endpoint[]> => {
    const rows = await queue.endpoints(db());
    const enabled = rows.filter((row) => row.enabled);
    if (enabled.every((row) => row.secret)) return enabled.map((row) => endpointOf(row, secrets));
    await secrets.ensure(db());
    return endpoints();
  };

  const pass = async (): Promise<void> => {
    if (!(await queue.isAnyDue(db(), now()))) return;
    const some = await endpoints();
    await Promise.all(
      some.map(async (endpoint) => {
        if (endpoint.wasSwitchedOff) await queue.beginAnew(db(), endpoint.id);
        if (isOpen) await serve(endpoint);
      }),
    );
  };

  const passes = async (): Promise<void> => {
    while (isWoken && isOpen) {
      isWoken = false;
      // The next one comes within a second.
      await pass().catch((error: unknown) => onError('looking for due messages', error));
    }
    passing = undefined;
  };

  /** Has the queues looked at now. */
  const wake = (): void => {
    isWoken = true;
    if (isOpen) passing ??= passes();
  };

  return {
    wake,
    start(): void {
      isOpen = true;
      timer = setInterval(wake, pollMs).unref();
      wake();
    },
    /** Takes nothing more on, waits a little for what is on its way, and gives back the rest. */
    async stop(): Promise<void> {
      isOpen = false;
      clearInterval(timer);
      await passing;
      const patience = setTimeout(() => stopping.abort(new Error('stopping')), stopMs);
      await Promise.all(sendings);
      clearTimeout(patience);
    },
  };
};

export type Worker = ReturnType<typeof createWorker>;

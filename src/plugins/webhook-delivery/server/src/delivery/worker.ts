import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Knex } from 'knex';
import type { Secrets } from '../signing/secrets';
import { endpointOf, type Deliverer, type Delivery, type Endpoint, type Result } from './deliver';
import type { Queue } from './queue.sql';
import type { Recorder } from './record';
import { createRepeat } from './repeat';
import { isDelivered } from './schedule';

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
/** Whoever has just published gets an answer first, and what comes at the same time is taken together. */
const pauseMs = 100;
/** How long an endpoint is left alone after a failure: a long queue of what it does not take must not keep us busy. */
const restMs = 200;
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
  // One for each message that is on its way.
  setMaxListeners(options.parallel, stopping.signal);
  /** Until when endpoints that have failed are left alone. */
  const resting = new Map<number, number>();
  /** Endpoints of which the last pass may have left something, for want of room. */
  let crowded = new Set<number>();
  let passNumber = 0;
  let timer: NodeJS.Timeout | undefined;

  const underWayTo = (endpoint: number): number => underWay.get(endpoint) ?? 0;

  /**
   * How many messages each endpoint may be sent now; one that is failing is tried with one at a time. Each
   * pass begins with another endpoint: none is always the last to get a place.
   */
  const roomsOf = (endpoints: readonly Endpoint[]): Map<number, number> => {
    const first = passNumber % Math.max(endpoints.length, 1);
    const inTurn = [...endpoints.slice(first), ...endpoints.slice(0, first)];
    return new Map(
      inTurn.map(({ id, isFailing }) => {
        const isResting = (resting.get(id) ?? 0) > now();
        const most = isResting ? 0 : isFailing ? 1 : options.parallelPerEndpoint;
        return [id, Math.max(0, most - underWayTo(id))];
      }),
    );
  };

  const rest = ({ id }: Endpoint): void => {
    resting.set(id, now() + restMs);
    setTimeout(passes.now, restMs).unref();
  };

  /** Where more waits for this endpoint, it is taken when half of the places are free: some at a time. */
  const freePlace = ({ id }: Endpoint): void => {
    underWay.set(id, underWayTo(id) - 1);
    if (crowded.has(id) && underWayTo(id) <= options.parallelPerEndpoint / 2) passes.now();
  };

  const deliver = async (endpoint: Endpoint, delivery: Delivery): Promise<Result> => {
    try {
      const result = await deliverer.deliver(endpoint, delivery, stopping.signal);
      if (!isDelivered(result.answer)) rest(endpoint);
      return result;
    } finally {
      freePlace(endpoint);
    }
  };

  const send = async (endpoint: Endpoint, delivery: Delivery): Promise<void> => {
    try {
      await record(await deliver(endpoint, delivery));
      // Something may wait in order behind this one.
      passes.soon();
    } catch (error) {
      // Whatever it was, its lease runs out and it is sent again.
      if (stopping.signal.aborted) await queue.release(db(), delivery.id, now());
      else onError('writing down what became of a delivery', error);
    }
  };

  const begin = (endpoint: Endpoint, delivery: Delivery): void => {
    underWay.set(endpoint.id, underWayTo(endpoint.id) + 1);
    const sending = send(endpoint, delivery)
      .catch((error: unknown) => onError('giving a delivery back', error))
      .finally(() => sendings.delete(sending));
    sendings.add(sending);
  };

  /** Endpoints that something may be sent to. */
  const endpointsNow = async (trx: Knex): Promise<Endpoint[]> => {
    const enabled = (await queue.endpoints(trx)).filter((row) => row.enabled);
    if (enabled.every((row) => row.secret)) return enabled.map((row) => endpointOf(row, secrets));
    await secrets.ensure(trx);
    return endpointsNow(trx);
  };

  /** In one transaction: where there is one connection only, as with SQLite, each statement waits for all others. */
  const pass = async (): Promise<void> => {
    passNumber += 1;
    const limit = options.parallel - [...underWay.values()].reduce((sum, one) => sum + one, 0);
    const { endpoints, rooms, taken, due } = await db().transaction(async (trx) => {
      const endpoints = await endpointsNow(trx);
      const anew = endpoints.filter(({ wasSwitchedOff }) => wasSwitchedOff);
      if (anew.length > 0) {
        await queue.beginAnew(
          trx,
          anew.map(({ id }) => id),
        );
      }
      const nowMs = now();
      const leaseUntil = nowMs + options.timeoutMs + leaseSpareMs;
      const rooms = roomsOf(endpoints);
      const claimed = await queue.claim(trx, rooms, { nowMs, leaseUntil, claim: randomUUID(), limit });
      return { endpoints: new Map(endpoints.map((endpoint) => [endpoint.id, endpoint])), rooms, ...claimed };
    });
    const dueTo = (id: number): number => due.filter((endpoint) => endpoint === id).length;
    const isFull = due.length >= limit;
    crowded = new Set([...rooms].flatMap(([id, room]) => (isFull || dueTo(id) >= room ? [id] : [])));
    // Another instance was quicker: what it left is looked for in a moment.
    if (taken.length < due.length) passes.soon();
    for (const delivery of taken) begin(endpoints.get(delivery.endpoint) as Endpoint, delivery);
  };

  // Where one fails, the next comes within a second.
  const passes = createRepeat(
    () => pass().catch((error: unknown) => onError('taking due messages', error)),
    pauseMs,
  );

  /** For what is due again, and for what other instances have stored. */
  const poll = async (): Promise<void> => {
    try {
      if (await queue.isAnyDue(db(), now())) passes.now();
    } catch (error) {
      onError('looking for due messages', error);
    }
  };

  return {
    start(): void {
      timer = setInterval(() => void poll(), pollMs).unref();
      passes.now();
    },
    /** Messages have been stored: has the queues looked at in a moment. */
    wake(): void {
      if (timer) passes.soon();
    },
    /** Takes nothing more on, waits a little for what is on its way, and gives back the rest. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await passes.stop();
      const patience = setTimeout(() => stopping.abort(new Error('stopping')), stopMs);
      await Promise.all(sendings);
      clearTimeout(patience);
    },
  };
};

export type Worker = ReturnType<typeof createWorker>;

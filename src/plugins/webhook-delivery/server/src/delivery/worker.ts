import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Knex } from 'knex';
import { createTrigger } from 'newsroom-plugin-kit/coalesce';
import type { Endpoints } from '../endpoints/endpoints.sql';
import type { Secrets } from '../signing/secrets';
import { endpointOf, type Deliverer, type Delivery, type Endpoint, type Result } from './attempt';
import type { Queue } from './queue.sql';
import type { Recorder } from './results';
import { isDelivered } from './retry-policy';
import type { Sending } from './sending-switch';

interface Options {
  readonly db: () => Knex;
  readonly queue: Queue;
  readonly endpoints: Endpoints;
  readonly sending: Pick<Sending, 'isOn'>;
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
  const { db, queue, endpoints, sending, secrets, deliverer, record, now, onError } = options;
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
      inTurn.map(({ key, isFailing }) => {
        const isResting = (resting.get(key) ?? 0) > now();
        const most = isResting ? 0 : isFailing ? 1 : options.parallelPerEndpoint;
        return [key, Math.max(0, most - underWayTo(key))];
      }),
    );
  };

  const rest = ({ key }: Endpoint): void => {
    resting.set(key, now() + restMs);
    setTimeout(passes.trigger, restMs).unref();
  };

  /** Where more waits for this endpoint, it is taken when half of the places are free: some at a time. */
  const freePlace = ({ key }: Endpoint): void => {
    underWay.set(key, underWayTo(key) - 1);
    if (crowded.has(key) && underWayTo(key) <= options.parallelPerEndpoint / 2) passes.trigger();
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
      passes.triggerSoon();
    } catch (error) {
      // Whatever it was, its lease runs out and it is sent again.
      if (stopping.signal.aborted) await queue.release(db(), delivery.id, now());
      else onError('writing down what became of a delivery', error);
    }
  };

  const begin = (endpoint: Endpoint, delivery: Delivery): void => {
    underWay.set(endpoint.key, underWayTo(endpoint.key) + 1);
    const sending = send(endpoint, delivery)
      .catch((error: unknown) => onError('giving a delivery back', error))
      .finally(() => sendings.delete(sending));
    sendings.add(sending);
  };

  /** Endpoints that something may be sent to. */
  const endpointsNow = async (trx: Knex): Promise<Endpoint[]> => {
    const rows = await queue.endpoints(trx);
    if (rows.some((row) => row.key === null)) {
      await endpoints.ensure(trx);
      return endpointsNow(trx);
    }
    return rows.filter((row) => row.enabled && !row.held).map((row) => endpointOf(row, secrets));
  };

  /** In one transaction: where there is one connection only, as with SQLite, each statement waits for all others. */
  const pass = async (): Promise<void> => {
    if (!(await sending.isOn())) return;
    passNumber += 1;
    const limit = options.parallel - [...underWay.values()].reduce((sum, one) => sum + one, 0);
    const { openByKey, rooms, taken, due } = await db().transaction(async (trx) => {
      const open = await endpointsNow(trx);
      const anew = open.filter(({ wasSwitchedOff }) => wasSwitchedOff);
      if (anew.length > 0) {
        await queue.beginAnew(
          trx,
          anew.map(({ key }) => key),
        );
      }
      const nowMs = now();
      const leaseUntil = nowMs + options.timeoutMs + leaseSpareMs;
      const rooms = roomsOf(open);
      const claimed = await queue.claim(trx, rooms, { nowMs, leaseUntil, claim: randomUUID(), limit });
      return { openByKey: new Map(open.map((endpoint) => [endpoint.key, endpoint])), rooms, ...claimed };
    });
    const dueTo = (key: number): number => due.filter((endpoint) => endpoint === key).length;
    const isFull = due.length >= limit;
    crowded = new Set([...rooms].flatMap(([key, room]) => (isFull || dueTo(key) >= room ? [key] : [])));
    // Another instance was quicker: what it left is looked for in a moment.
    if (taken.length < due.length) passes.triggerSoon();
    for (const delivery of taken) begin(openByKey.get(delivery.endpoint) as Endpoint, delivery);
  };

  // Where one fails, the next comes within a second.
  const passes = createTrigger(
    () => pass().catch((error: unknown) => onError('taking due messages', error)),
    pauseMs,
  );

  /** For what is due again, and for what other instances have stored. */
  const poll = async (): Promise<void> => {
    try {
      if ((await sending.isOn()) && (await queue.isAnyDue(db(), now()))) passes.trigger();
    } catch (error) {
      onError('looking for due messages', error);
    }
  };

  return {
    start(): void {
      timer = setInterval(() => void poll(), pollMs).unref();
      passes.trigger();
    },
    /** Messages have been stored: has the queues looked at in a moment. */
    wake(): void {
      if (timer) passes.triggerSoon();
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

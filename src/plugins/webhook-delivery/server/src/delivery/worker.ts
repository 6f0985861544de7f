import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Knex } from 'knex';
import { createTrigger } from 'newsroom-plugin-kit/coalesce';
import type { Attempts, Delivery, DeliveryResult } from './attempt';
import type { Endpoint } from './endpoint';
import type { Queue } from './queue.sql';
import type { ResultWriter } from './results';
import { isDelivered } from './retry-policy';
import type { SendingSwitch } from './sending-switch';
import {
  freeSlots,
  freeSlotsInAll,
  idle,
  inTurn,
  isWorthPass,
  withMore,
  type EndpointState,
  type Limits,
} from './slots';

interface Options {
  readonly db: Knex;
  readonly queue: Queue;
  readonly openEndpoints: (trx: Knex) => Promise<Endpoint[]>;
  readonly sendingSwitch: Pick<SendingSwitch, 'isOn'>;
  readonly attempts: Attempts;
  readonly writeResult: ResultWriter;
  readonly now: () => number;
  readonly timeoutMs: number;
  readonly limits: Limits;
  readonly onError: (what: string, error: unknown) => void;
}

const pollMs = 1_000;
/** Delay before a pass: the editor's response goes first, and messages committed together are sent together. */
const wakeMs = 100;
/** Pause of an endpoint after a failure: a long queue for a dead endpoint must not keep the instance busy. */
const pauseAfterFailureMs = 200;
/** How long a lease outlasts the time limit of an attempt: the result has to be written within this time. */
const leaseSpareMs = 15_000;
/** How long `stop` waits for attempts that are in flight. */
const stopMs = 5_000;

/** A signal that each attempt in flight listens to. */
const createStopping = ({ parallel }: Limits): AbortController => {
  const stopping = new AbortController();
  setMaxListeners(parallel, stopping.signal);
  return stopping;
};

/**
 * Sends due messages, with a queue for each endpoint, so that a dead endpoint does not delay the others.
 *
 * - NOT STARTED: before `start`, and in commands such as `strapi export`. `wake` does nothing.
 * - POLLING: from `start` on, one query each second looks for due deliveries: retries, and messages that another
 *   instance has stored. If there are any, a pass follows.
 * - PASS: one transaction reads the endpoints and claims as many due deliveries as there are free slots. Then their
 *   attempts begin. A pass is caused by `start`, by a poll, by `wake`, by the end of an endpoint's pause, by a slot that
 *   became free at an endpoint with more due messages, and by a written result: the next message about the same subject
 *   waited for it. Two passes never run at the same time.
 * - IN FLIGHT: an attempt runs outside of any transaction, beside other attempts and passes. Its slot is free as soon as
 *   the response is there; the result is written after that.
 * - SILENT: while sending is switched off, polls and passes end before they look at the queue.
 * - STOPPING: after `stop` there are no passes. Attempts in flight get five seconds; then they are aborted, and their
 *   deliveries are released.
 */
export const createWorker = (options: Options) => {
  const { db, queue, openEndpoints, sendingSwitch, attempts, writeResult, limits, now, onError } = options;
  const states = new Map<number, EndpointState>();
  const inFlight = new Set<Promise<void>>();
  const stopping = createStopping(limits);
  let passNumber = 0;
  let timer: NodeJS.Timeout | undefined;

  const stateOf = (key: number): EndpointState => states.get(key) ?? idle;
  const change = (key: number, changed: Partial<EndpointState>): EndpointState => {
    const state = { ...stateOf(key), ...changed };
    states.set(key, state);
    return state;
  };

  const pause = (key: number): void => {
    change(key, { pausedUntil: now() + pauseAfterFailureMs });
    setTimeout(passes.trigger, pauseAfterFailureMs).unref();
  };

  const releaseSlot = (key: number): void => {
    const state = change(key, { inFlight: stateOf(key).inFlight - 1 });
    if (isWorthPass(state, limits)) passes.trigger();
  };

  const attempt = async (endpoint: Endpoint, delivery: Delivery): Promise<DeliveryResult> => {
    try {
      const result = await attempts.attempt(endpoint, delivery, stopping.signal);
      if (!isDelivered(result.sent)) pause(endpoint.key);
      return result;
    } finally {
      releaseSlot(endpoint.key);
    }
  };

  const send = async (endpoint: Endpoint, delivery: Delivery): Promise<void> => {
    try {
      await writeResult(await attempt(endpoint, delivery));
      // The next message about the same subject may have waited for this one.
      passes.triggerSoon();
    } catch (error) {
      // Without a stored result the lease runs out, and the message is sent again.
      if (stopping.signal.aborted) await queue.release(db, delivery.id, now());
      else onError('storing the result of a delivery', error);
    }
  };

  const begin = (endpoint: Endpoint, delivery: Delivery): void => {
    change(endpoint.key, { inFlight: stateOf(endpoint.key).inFlight + 1 });
    const sending = send(endpoint, delivery)
      .catch((error: unknown) => onError('releasing a delivery', error))
      .finally(() => inFlight.delete(sending));
    inFlight.add(sending);
  };

  /** Keeps what this pass has read of each open endpoint, so that `states` has all of them. @returns their free slots */
  const refreshSlots = (open: readonly Endpoint[]): Map<number, number> => {
    const nowMs = now();
    return new Map(
      inTurn(open, passNumber).map(({ key, isFailing }) => {
        return [key, freeSlots(change(key, { isFailing }), limits, nowMs)];
      }),
    );
  };

  /** Claims in one transaction: with a single connection, as SQLite has it, each statement would wait for all others. */
  const claim = (limit: number) =>
    db.transaction(async (trx) => {
      const open = await openEndpoints(trx);
      const switchedOn = open.filter(({ wasSwitchedOff }) => wasSwitchedOff);
      await queue.resetHealth(
        trx,
        switchedOn.map(({ key }) => key),
      );
      const nowMs = now();
      const leaseUntil = nowMs + options.timeoutMs + leaseSpareMs;
      const slots = refreshSlots(open);
      const found = await queue.claim(trx, slots, { nowMs, leaseUntil, claim: randomUUID(), limit });
      return { open, slots, ...found };
    });

  const pass = async (): Promise<void> => {
    if (!(await sendingSwitch.isOn())) return;
    passNumber += 1;
    const limit = freeSlotsInAll(states.values(), limits);
    const { open, slots, claimed, due } = await claim(limit);
    const more = withMore(slots, due, limit);
    for (const key of states.keys()) change(key, { mayHaveMore: more.has(key) });
    // Another instance has claimed some of them: whatever it left is claimed in the next pass.
    if (claimed.length < due.length) passes.triggerSoon();
    const byKey = new Map(open.map((endpoint) => [endpoint.key, endpoint]));
    for (const delivery of claimed) begin(byKey.get(delivery.endpoint) as Endpoint, delivery);
  };

  // After a pass that failed the next poll tries again.
  const passes = createTrigger(
    () => pass().catch((error: unknown) => onError('claiming due messages', error)),
    wakeMs,
  );

  const poll = async (): Promise<void> => {
    try {
      if ((await sendingSwitch.isOn()) && (await queue.isAnyDue(db, now()))) passes.trigger();
    } catch (error) {
      onError('looking for due messages', error);
    }
  };

  return {
    start(): void {
      timer = setInterval(() => void poll(), pollMs).unref();
      passes.trigger();
    },
    /** To be called when messages have been stored: a pass follows in a moment. */
    wake(): void {
      if (timer) passes.triggerSoon();
    },
    /** Claims nothing more, waits for attempts in flight, and releases those that take too long. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await passes.stop();
      const patience = setTimeout(() => stopping.abort(new Error('stopping')), stopMs);
      await Promise.all(inFlight);
      clearTimeout(patience);
    },
  };
};

export type Worker = ReturnType<typeof createWorker>;

/** What a worker knows of one endpoint between two passes. */
export interface EndpointState {
  /** How many messages this instance is sending to it. */
  readonly inFlight: number;
  /** Nothing is sent to it before this moment, in milliseconds since the epoch. A failure causes a short pause. */
  readonly pausedUntil: number;
  /** Whether the last pass may have left due messages because no slot was free. */
  readonly mayHaveMore: boolean;
  /** Whether its newest attempts failed, as the last pass read it from the database. */
  readonly isFailing: boolean;
}

export const idle: EndpointState = { inFlight: 0, pausedUntil: 0, mayHaveMore: false, isFailing: false };

/** How many messages an instance sends at the same time. */
export interface Limits {
  readonly parallel: number;
  readonly parallelPerEndpoint: number;
}

/** How many more messages may be sent to an endpoint now. A failing endpoint gets one message at a time. */
export const freeSlots = (
  { inFlight, pausedUntil, isFailing }: EndpointState,
  { parallelPerEndpoint }: Limits,
  nowMs: number,
): number => {
  if (pausedUntil > nowMs) return 0;
  return Math.max(0, (isFailing ? 1 : parallelPerEndpoint) - inFlight);
};

/** How many more messages the instance may send now, to all endpoints together. */
export const freeSlotsInAll = (states: Iterable<EndpointState>, { parallel }: Limits): number =>
  [...states].reduce((free, { inFlight }) => free - inFlight, parallel);

/**
 * The order in which endpoints get slots in a pass. The start rotates, so that no endpoint is always served last.
 * @param passNumber counts passes
 */
export const inTurn = <T>(endpoints: readonly T[], passNumber: number): T[] => {
  const first = passNumber % Math.max(endpoints.length, 1);
  return [...endpoints.slice(first), ...endpoints.slice(0, first)];
};

/**
 * Endpoints that may have more due messages than a pass has found.
 * @param slots how many messages of each endpoint, by its key, the pass asked for
 * @param due the endpoint of each message that the pass has found due
 * @param limit how many messages the pass asked for in all
 */
export const withMore = (
  slots: ReadonlyMap<number, number>,
  due: readonly number[],
  limit: number,
): Set<number> => {
  const isFull = due.length >= limit;
  const dueTo = (key: number): number => due.filter((endpoint) => endpoint === key).length;
  return new Set([...slots].flatMap(([key, free]) => (isFull || dueTo(key) >= free ? [key] : [])));
};

/** Whether a slot that became free is worth a pass: once half of the endpoint's slots are free, not for each one. */
export const isWorthPass = (
  { inFlight, mayHaveMore }: EndpointState,
  { parallelPerEndpoint }: Limits,
): boolean => mayHaveMore && inFlight <= parallelPerEndpoint / 2;

/** The commit is not possible now. Nothing of it was counted, and the same view may be reported again. */
export class Unavailable extends Error {}

/** Items with the same key, counted together. */
export interface Group<T> {
  readonly item: T;
  views: number;
  uniqueViews: number;
}

/**
 * Called once: whether the document was there to be counted, or the error `Unavailable` where the commit failed, too many
 * are waiting, commits stall, or the collector has stopped.
 */
type OnCommit = (error: Unavailable | null, isThere: boolean) => void;

interface WaitingGroup<T> extends Group<T> {
  readonly waiting: OnCommit[];
}

export interface Collector<T> {
  /** Counts `item` once; `onCommit` is called after the commit. */
  add(item: T, isUnique: boolean, onCommit: OnCommit): void;
  /** Accepts nothing more and waits for the running commit. */
  stop(): Promise<void>;
}

interface CollectorOptions<T> {
  /** Items with the same key are counted together. */
  readonly keyOf: (item: T) => string;
  /** Writes all groups or, throwing, none; returns the keys of the items that do not exist. */
  readonly commit: (groups: Group<T>[]) => Promise<Set<string>>;
  /** A number that grows while readers are on their way: connections that were accepted so far. */
  readonly arrivals: () => number;
  /** Views that may wait at one time. */
  readonly maxWaiting: number;
  /** After this time a commit counts as stalled, and new items are refused with Unavailable. */
  readonly stalledAfterMs: number;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/** How long a commit waits for views that are on their way. */
const gatheringMs = 2;

/** Resolves after the events of this turn, and from then on after those of the next one. */
const turnIsOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Group commit: while one commit is running, new items are gathered for the next. All who wait share the cost of a
 * commit, which follows the number of documents, not of views.
 */
export const createCollector = <T>(options: CollectorOptions<T>): Collector<T> => {
  const { keyOf, commit, arrivals, maxWaiting, stalledAfterMs, now, onFailure } = options;
  let gathering = new Map<string, WaitingGroup<T>>();
  let waiting = 0;
  let running: Promise<void> | undefined;
  let commitBegan = Infinity;
  let hasStopped = false;

  const commitOne = async (batch: Map<string, WaitingGroup<T>>): Promise<void> => {
    commitBegan = now();
    let missing: Set<string> | undefined;
    try {
      missing = await commit([...batch.values()]);
    } catch (error) {
      onFailure(error);
    }
    commitBegan = Infinity;
    for (const { views } of batch.values()) waiting -= views;
    const error = missing ? null : new Unavailable();
    for (const [key, group] of batch) {
      const isThere = missing !== undefined && !missing.has(key);
      for (const onCommit of group.waiting) {
        try {
          onCommit(error, isThere);
        } catch (thrown) {
          // The others wait for their answers.
          onFailure(thrown);
        }
      }
    }
  };

  /**
   * Waits while each turn of the event loop brings something, two milliseconds at most. A server accepts one connection
   * in a turn: to commit after each would group nothing where every report comes with a connection of its own.
   */
  const gather = async (): Promise<void> => {
    const end = now() + gatheringMs;
    await turnIsOver();
    for (;;) {
      const [views, connections] = [waiting, arrivals()];
      await turnIsOver();
      if ((waiting === views && arrivals() === connections) || now() >= end) return;
    }
  };

  const commitAll = async (): Promise<void> => {
    while (gathering.size > 0) {
      await gather();
      const batch = gathering;
      gathering = new Map();
      await commitOne(batch);
    }
    running = undefined;
  };

  const groupOf = (item: T): WaitingGroup<T> => {
    const key = keyOf(item);
    const known = gathering.get(key);
    if (known) return known;
    const group: WaitingGroup<T> = { item, views: 0, uniqueViews: 0, waiting: [] };
    gathering.set(key, group);
    return group;
  };

  const isClosed = (): boolean => hasStopped || waiting >= maxWaiting || now() - commitBegan > stalledAfterMs;

  return {
    add(item, isUnique, onCommit) {
      if (isClosed()) return onCommit(new Unavailable(), false);
      const group = groupOf(item);
      group.views += 1;
      if (isUnique) group.uniqueViews += 1;
      group.waiting.push(onCommit);
      waiting += 1;
      running ??= commitAll();
    },
    async stop() {
      hasStopped = true;
      await running;
    },
  };
};

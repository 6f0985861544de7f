/** The commit is not possible now. Nothing of it was counted, and the same view may be reported again. */
export class Unavailable extends Error {}

/** Items with the same key, counted together. */
export interface Group<T> {
  readonly item: T;
  views: number;
  uniqueViews: number;
}

interface WaitingGroup<T> extends Group<T> {
  readonly waiting: { resolve: (isThere: boolean) => void; reject: (error: Error) => void }[];
}

export interface Collector<T> {
  /**
   * Counts `item` once and waits for the commit.
   * @returns whether the document was there to be counted
   * @throws Unavailable when the commit failed, too many are waiting, commits stall, or the collector has stopped
   */
  add(item: T, isUnique: boolean): Promise<boolean>;
  /** Accepts nothing more and waits for the running commit. */
  stop(): Promise<void>;
}

interface CollectorOptions<T> {
  /** Items with the same key are counted together. */
  readonly keyOf: (item: T) => string;
  /** Writes all groups or, throwing, none; returns the keys of the items that do not exist. */
  readonly commit: (groups: Group<T>[]) => Promise<Set<string>>;
  /** Views that may wait at one time. */
  readonly maxWaiting: number;
  /** After this time a commit counts as stalled, and new items are refused with Unavailable. */
  readonly stalledAfterMs: number;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Group commit: while one commit is running, new items are gathered for the next. All who wait share the cost of a
 * commit, which follows the number of documents, not of views.
 */
export const createCollector = <T>(options: CollectorOptions<T>): Collector<T> => {
  const { keyOf, commit, maxWaiting, stalledAfterMs, now, onFailure } = options;
  let gathering = new Map<string, WaitingGroup<T>>();
  let waiting = 0;
  let running: Promise<void> | undefined;
  let commitBegan = Infinity;
  let hasStopped = false;

  const commitOne = async (batch: Map<string, WaitingGroup<T>>): Promise<void> => {
    const groups = [...batch.entries()];
    commitBegan = now();
    try {
      const missing = await commit(
        groups.map(([, { item, views, uniqueViews }]) => ({ item, views, uniqueViews })),
      );
      for (const [key, group] of groups) for (const { resolve } of group.waiting) resolve(!missing.has(key));
    } catch (error) {
      onFailure(error);
      for (const [, group] of groups) for (const { reject } of group.waiting) reject(new Unavailable());
    } finally {
      commitBegan = Infinity;
      for (const [, group] of groups) waiting -= group.views;
    }
  };

  const commitAll = async (): Promise<void> => {
    // Waits until the current turn of the event loop is over: its reports belong to one commit.
    await new Promise(setImmediate);
    while (gathering.size > 0) {
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
    add(item, isUnique) {
      if (isClosed()) return Promise.reject(new Unavailable());
      const group = groupOf(item);
      group.views += 1;
      group.uniqueViews += Number(isUnique);
      waiting += 1;
      running ??= commitAll();
      return new Promise((resolve, reject) => group.waiting.push({ resolve, reject }));
    },
    async stop() {
      hasStopped = true;
      await running;
    },
  };
};

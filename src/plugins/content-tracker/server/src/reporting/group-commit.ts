/** The commit is not possible now: nothing of it was counted, and the same view may be reported again. */
export class Unavailable extends Error {}

/** How often an item was reported, how often of them as unique, and who waits for the commit. */
interface Gathered<T> {
  readonly item: T;
  hits: number;
  uniques: number;
  readonly waiting: { resolve: (found: boolean) => void; reject: (error: Error) => void }[];
}

export type Hits<T> = Pick<Gathered<T>, 'item' | 'hits' | 'uniques'>;

export interface Collector<T> {
  /**
   * Counts `item` once and waits for the commit.
   * @returns whether the document was there to be counted
   * @throws Unavailable when the commit failed, too many are waiting, commits stall, or it has stopped
   */
  add(item: T, isUnique: boolean): Promise<boolean>;
  /** Takes in nothing more and waits for the commit that is under way. */
  stop(): Promise<void>;
}

interface Options<T> {
  /** Items with the same key are counted together. */
  readonly keyOf: (item: T) => string;
  /** Writes all or, throwing, nothing; returns the keys of the items that do not exist. */
  readonly commit: (batch: Hits<T>[]) => Promise<Set<string>>;
  /** Views that may wait at one time. */
  readonly maxWaiting: number;
  /** A commit that takes longer lets nobody join the queue behind it. */
  readonly stalledAfterMs: number;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Group commit: while one commit is under way, what arrives is gathered for the next, so that the cost
 * of a commit is shared by all who wait for it and follows the number of documents, not of views.
 */
export const createCollector = <T>(options: Options<T>): Collector<T> => {
  const { keyOf, commit, maxWaiting, stalledAfterMs, now, onFailure } = options;
  let gathering = new Map<string, Gathered<T>>();
  let waiting = 0;
  let underWay: Promise<void> | undefined;
  let commitBegan = Infinity;
  let hasStopped = false;

  const commitOne = async (batch: Map<string, Gathered<T>>): Promise<void> => {
    const all = [...batch.entries()];
    commitBegan = now();
    try {
      const missing = await commit(all.map(([, { item, hits, uniques }]) => ({ item, hits, uniques })));
      for (const [key, entry] of all) for (const one of entry.waiting) one.resolve(!missing.has(key));
    } catch (error) {
      onFailure(error);
      for (const [, entry] of all) for (const one of entry.waiting) one.reject(new Unavailable());
    } finally {
      commitBegan = Infinity;
      for (const [, entry] of all) waiting -= entry.hits;
    }
  };

  const commitAll = async (): Promise<void> => {
    // Leaves the current turn first: what arrives in the same one belongs to the same commit.
    await new Promise(setImmediate);
    while (gathering.size > 0) {
      const batch = gathering;
      gathering = new Map();
      await commitOne(batch);
    }
    underWay = undefined;
  };

  const gather = (item: T): Gathered<T> => {
    const key = keyOf(item);
    const known = gathering.get(key);
    if (known) return known;
    const fresh: Gathered<T> = { item, hits: 0, uniques: 0, waiting: [] };
    gathering.set(key, fresh);
    return fresh;
  };

  const isClosed = (): boolean => hasStopped || waiting >= maxWaiting || now() - commitBegan > stalledAfterMs;

  return {
    add(item, isUnique) {
      if (isClosed()) return Promise.reject(new Unavailable());
      const entry = gather(item);
      entry.hits += 1;
      entry.uniques += Number(isUnique);
      waiting += 1;
      underWay ??= commitAll();
      return new Promise((resolve, reject) => entry.waiting.push({ resolve, reject }));
    },
    async stop() {
      hasStopped = true;
      await underWay;
    },
  };
};

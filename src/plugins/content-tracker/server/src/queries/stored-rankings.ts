import type { Ranked } from './ranking.sql';
import type { RankingRows } from './stored-rankings.sql';

interface Options {
  readonly rows: RankingRows;
  /** How long a ranking is the answer. */
  readonly ttlMs: number;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

interface Remembered {
  readonly documents: Promise<Ranked[]>;
  expiresAt: number;
}

const mostRemembered = 500;
/** How long an instance answers without looking at what is stored. */
const rememberedMs = 1_000;
const lookEveryMs = 50;
/** How long an instance waits for the one that is ranking, before it ranks by itself. */
const longestWaitMs = 5_000;

/**
 * Makes the function that answers rankings: one instance computes each once in `ttlMs` and stores it, so that all
 * instances answer the same, until the same moment. What is stored is remembered here for a second.
 */
export const createStoredRankings = ({ rows, ttlMs, now, wait }: Options) => {
  const remembered = new Map<string, Remembered>();

  /** @param isOurs whether this instance has claimed the ranking */
  const computeAndStore = async (
    key: string,
    compute: () => Promise<Ranked[]>,
    isOurs: boolean,
  ): Promise<Ranked[]> => {
    try {
      const documents = await compute();
      await rows.store(key, documents).catch(() => undefined);
      return documents;
    } catch (error) {
      if (isOurs) await rows.release(key).catch(() => undefined);
      throw error;
    }
  };

  /** @param setEnd is told until when this ranking is the answer */
  const find = async (
    key: string,
    compute: () => Promise<Ranked[]>,
    setEnd: (atMs: number) => void,
  ): Promise<Ranked[]> => {
    const giveUpAt = now() + longestWaitMs;
    for (;;) {
      const stored = await rows.find(key);
      if (stored && stored.ageMs < ttlMs) {
        setEnd(now() + Math.min(rememberedMs, ttlMs - stored.ageMs));
        return stored.documents;
      }
      // A database that takes no changes still answers: then each instance ranks by itself.
      const isOurs = await rows.claim(key, ttlMs).catch(() => true);
      if (isOurs || now() >= giveUpAt) {
        const documents = await computeAndStore(key, compute, isOurs);
        setEnd(now() + rememberedMs);
        return documents;
      }
      await wait(lookEveryMs);
    }
  };

  return (key: string, compute: () => Promise<Ranked[]>): Promise<Ranked[]> => {
    const known = remembered.get(key);
    if (known && now() < known.expiresAt) return known.documents;
    const entry: Remembered = {
      // Until it is known how old it is, callers share it.
      expiresAt: Infinity,
      documents: find(key, compute, (atMs) => {
        entry.expiresAt = atMs;
      }),
    };
    remembered.delete(key);
    remembered.set(key, entry);
    entry.documents.catch(() => remembered.delete(key));
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
    return entry.documents;
  };
};

export type StoredRankings = ReturnType<typeof createStoredRankings>;

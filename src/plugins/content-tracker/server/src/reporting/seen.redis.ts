import { dayMs } from 'newsroom-plugin-kit/durations';
import type { Link } from './redis/link';
import { forgetScript, openScript } from './redis/scripts';
import type { FloodLimits } from './flood-limits';
import type { Remembered, Seen, Sighting, Verdict } from './seen';
import type { SeenInMemory } from './seen.memory';
import type { Key, VisitorKeys } from './visitor';

interface Options {
  /** Answers while Redis does not. */
  readonly memory: SeenInMemory;
  readonly link: Pick<Link, 'isThere' | 'thereSince' | 'ask' | 'tell'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Makes a token that no other open has, at most six letters and digits long. */
  readonly newToken: () => string;
  /** Begins the names of keys. */
  readonly prefix: string;
}

const nothing: Remembered = { lastOpenedAt: 0, countedHour: 0 };

/** Reads a value of `openScript`. */
const read = (value: string): Remembered => {
  if (value === '') return nothing;
  const [lastOpenedAt = 0, countedHour = 0] = value.split(' ').map(Number);
  return { lastOpenedAt, countedHour };
};

const write = ({ lastOpenedAt, countedHour }: Remembered): string =>
  lastOpenedAt === 0 ? '' : `${lastOpenedAt} ${countedHour} -`;

const verdicts: readonly Verdict[] = ['repeat', 'counted', 'unique', 'flood'];

const nameOf = ([high, low]: Key): string => `${high.toString(36)}.${low.toString(36)}`;

/**
 * Keeps sightings in Redis, for several instances together: one round trip for each open. What Redis answers is
 * remembered in this process too. While Redis is away, this memory decides at once.
 *
 * So that an outage counts as little as possible twice, what was remembered here before Redis came back is given to
 * it with the next open of that visitor: Redis may have lost it, or was not asked. Later opens are in Redis already.
 * Of households each process knows its own share then, and Redis what it was asked: an outage lets through a household's
 * limit once more for each process.
 */
export const createSeenInRedis = ({ memory, link, now, newToken, prefix }: Options): Seen => {
  /** The keys that a script is about: the visitor's, and the household's, which holds counts by document. */
  const keysOf = ({ visitor, household, tag = 0 }: VisitorKeys): string[] => {
    const start = `${prefix}{${tag.toString(36)}}`;
    return [start + nameOf(visitor), `${start}h${nameOf(household)}`];
  };

  const recallUnshared = (visitor: Key): Remembered => {
    const known = memory.recall(visitor);
    return known.lastOpenedAt <= link.thereSince() ? known : nothing;
  };

  const openInRedis = async (opened: VisitorKeys, atMs: number, limits: FloodLimits): Promise<Sighting> => {
    const { visitor } = opened;
    const keys = keysOf(opened);
    const document = nameOf(opened.householdAndDocument);
    const token = newToken();
    const unshared = recallUnshared(visitor);
    const nowMs = now();
    // The keys were made with the salt of today.
    const goneAt = (Math.floor(nowMs / dayMs) + 1) * dayMs;
    const { documentMinute, documentDay, minute, day } = limits;
    const numbers = [atMs, nowMs, goneAt, unshared.lastOpenedAt, unshared.countedHour];
    const args = [...numbers, documentMinute, documentDay, minute, day].map(String);
    try {
      const answer = await link.ask(openScript, keys, [token, document, ...args]);
      const [code, before, after] = answer as [number, string, string];
      const verdict = verdicts[code] as Verdict;
      const isCounted = verdict === 'counted' || verdict === 'unique';
      if (verdict !== 'flood') memory.remember(visitor, read(after));
      if (isCounted) memory.households.add(opened, atMs);
      return {
        verdict,
        forget() {
          if (verdict === 'flood') return;
          memory.remember(visitor, read(before));
          if (isCounted) memory.households.takeBack(opened, atMs);
          link.tell(forgetScript, keys, [isCounted ? token : after, before, document, String(atMs)]);
        },
      };
    } catch {
      const sighting = memory.open(opened, atMs, limits);
      return {
        ...sighting,
        forget() {
          sighting.forget();
          // Redis may have got the open all the same.
          link.tell(forgetScript, keys, [token, write(unshared), document, String(atMs)]);
        },
      };
    }
  };

  return {
    open: (keys, atMs, limits) =>
      link.isThere() ? openInRedis(keys, atMs, limits) : memory.open(keys, atMs, limits),
  };
};

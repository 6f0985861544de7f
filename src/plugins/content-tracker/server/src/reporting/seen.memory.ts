import { hourOf } from '../time/hours';
import type { FloodLimits } from './flood-limits';
import { createHouseholds, type Households } from './households.memory';
import { repeatWindowMs, type Remembered, type Seen, type Sighting, type Verdict } from './seen';
import type { Key, VisitorKeys } from './visitor';

const flood: Sighting = { verdict: 'flood', forget() {} };

/** Slots in which a visitor may be kept. Where all are in use, the oldest of them is overwritten. */
const setSize = 16;

/** Households are kept in fewer slots than visitors: those with the fewest views make room for others. */
const visitorsPerHousehold = 8;

export interface SeenInMemory extends Seen {
  open(keys: VisitorKeys, atMs: number, limits: FloodLimits): Sighting;
  recall(visitor: Key): Remembered;
  /** Puts something else in the place of what was remembered. */
  remember(visitor: Key, remembered: Remembered): void;
  readonly households: Households;
}

/**
 * Keeps sightings in this process: 20 bytes each and 3 for households, in typed arrays that are made once, so that memory does not grow
 * with the number of visitors. It is set-associative, like a processor's cache: the visitor key leads to one set of
 * sixteen slots. Entries that have expired are overwritten first, because they are the oldest.
 * @param capacity entries that are remembered for certain while visitor keys are spread evenly
 */
export const createSeenInMemory = (capacity: number): SeenInMemory => {
  const sets = 2 ** Math.ceil(Math.log2(Math.max(1, (capacity * 2) / setSize)));
  const size = sets * setSize;
  const highs = new Uint32Array(size);
  const lows = new Uint32Array(size);
  /** When the visitor last opened the document, in ms since the epoch; 0 in an empty slot. */
  const openedAt = new Float64Array(size);
  /** The last hour in which an open by the visitor was counted. */
  const countedIn = new Uint32Array(size);

  /** The slot of the visitor, or the slot to overwrite. */
  const slotOf = (high: number, low: number): number => {
    const first = (high & (sets - 1)) * setSize;
    let oldest = first;
    for (let slot = first; slot < first + setSize; slot += 1) {
      if (lows[slot] === low && highs[slot] === high && openedAt[slot] !== 0) return slot;
      if ((openedAt[slot] as number) < (openedAt[oldest] as number)) oldest = slot;
    }
    return oldest;
  };

  const holds = (slot: number, high: number, low: number): boolean =>
    openedAt[slot] !== 0 && lows[slot] === low && highs[slot] === high;

  const households = createHouseholds(capacity / visitorsPerHousehold);

  return {
    households,
    open(keys, atMs, limits) {
      const [high, low] = keys.visitor;
      const slot = slotOf(high, low);
      const isKnown = holds(slot, high, low);
      const before = isKnown ? (openedAt[slot] as number) : 0;
      const countedBefore = isKnown ? (countedIn[slot] as number) : 0;
      const isRepeat = isKnown && Math.abs(atMs - before) <= repeatWindowMs;
      if (!isRepeat) {
        if (households.isFlood(keys, atMs, limits)) return flood;
        households.add(keys, atMs);
      }
      const counted: Verdict = countedBefore === hourOf(atMs) ? 'counted' : 'unique';

      highs[slot] = high;
      lows[slot] = low;
      // A server may report an earlier open from its log: that does not turn time back.
      openedAt[slot] = Math.max(before, atMs);
      countedIn[slot] = isRepeat ? countedBefore : Math.max(countedBefore, hourOf(atMs));

      return {
        verdict: isRepeat ? 'repeat' : counted,
        forget() {
          if (!isRepeat) households.takeBack(keys, atMs);
          // Another visitor may have taken the slot meanwhile.
          if (lows[slot] !== low || highs[slot] !== high) return;
          openedAt[slot] = before;
          countedIn[slot] = countedBefore;
        },
      };
    },
    recall([high, low]) {
      const slot = slotOf(high, low);
      return holds(slot, high, low)
        ? { lastOpenedAt: openedAt[slot] as number, countedHour: countedIn[slot] as number }
        : { lastOpenedAt: 0, countedHour: 0 };
    },
    remember([high, low], { lastOpenedAt, countedHour }) {
      const slot = slotOf(high, low);
      // Nothing about somebody unknown: no reason to overwrite another visitor.
      if (lastOpenedAt === 0 && !holds(slot, high, low)) return;
      highs[slot] = high;
      lows[slot] = low;
      openedAt[slot] = lastOpenedAt;
      countedIn[slot] = countedHour;
    },
  };
};

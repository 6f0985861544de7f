import { hourOf } from '../time/hours';
import { repeatWindowMs, type Seen, type Sighting } from './seen';

/** Slots in which a visitor may be kept. Where all are in use, the oldest of them is overwritten. */
const setSize = 16;

/**
 * Keeps sightings in this process: 20 bytes each, in typed arrays that are made once, so that memory does not grow
 * with the number of visitors. It is set-associative, like a processor's cache: the visitor key leads to one set of
 * sixteen slots. Entries that have expired are overwritten first, because they are the oldest.
 * @param capacity entries that are remembered for certain while visitor keys are spread evenly
 */
export const createSeenInMemory = (capacity: number): Seen => {
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

  return {
    open([high, low], atMs): Sighting {
      const slot = slotOf(high, low);
      const isKnown = openedAt[slot] !== 0 && lows[slot] === low && highs[slot] === high;
      const before = isKnown ? (openedAt[slot] as number) : 0;
      const countedBefore = isKnown ? (countedIn[slot] as number) : 0;
      const isRepeat = isKnown && Math.abs(atMs - before) <= repeatWindowMs;
      const isUnique = !isRepeat && countedBefore !== hourOf(atMs);

      highs[slot] = high;
      lows[slot] = low;
      // A server may report an earlier open from its log: that does not turn time back.
      openedAt[slot] = Math.max(before, atMs);
      countedIn[slot] = isRepeat ? countedBefore : Math.max(countedBefore, hourOf(atMs));

      return {
        isRepeat,
        isUnique,
        forget() {
          // Another visitor may have taken the slot meanwhile.
          if (lows[slot] !== low || highs[slot] !== high) return;
          openedAt[slot] = before;
          countedIn[slot] = countedBefore;
        },
      };
    },
  };
};

import { repeatWindowMs, type Seen, type Sighting } from './seen';
import { hourOf } from '../time/hours';

/** Places in which an entry may lie, and among which the oldest gives way. */
const waySize = 16;

/**
 * Keeps sightings in this process: 20 bytes each, in typed arrays that are made once, so that memory does
 * not grow with the number of visitors. Set-associative, as a processor's cache: an entry's place is one
 * of sixteen that its trace leads to, an entry that says nothing any more is written over first, and where
 * all still speak, the oldest is.
 * @param capacity entries that are remembered for certain while traces are spread evenly
 */
export const createSeenInMemory = (capacity: number): Seen => {
  const sets = 2 ** Math.ceil(Math.log2(Math.max(1, (capacity * 2) / waySize)));
  const size = sets * waySize;
  const highs = new Uint32Array(size);
  const lows = new Uint32Array(size);
  /** When it was last opened, in ms since the epoch; 0: an empty place. */
  const openedAt = new Float64Array(size);
  /** The last hour in which an open of it was counted. */
  const countedIn = new Uint32Array(size);

  /** The place of the trace, or of the entry that is to give way to it. */
  const placeOf = (high: number, low: number): number => {
    const first = (high & (sets - 1)) * waySize;
    let oldest = first;
    for (let place = first; place < first + waySize; place += 1) {
      if (lows[place] === low && highs[place] === high && openedAt[place] !== 0) return place;
      if ((openedAt[place] as number) < (openedAt[oldest] as number)) oldest = place;
    }
    return oldest;
  };

  return {
    open([high, low], atMs): Sighting {
      const place = placeOf(high, low);
      const isKnown = openedAt[place] !== 0 && lows[place] === low && highs[place] === high;
      const before = isKnown ? (openedAt[place] as number) : 0;
      const countedBefore = isKnown ? (countedIn[place] as number) : 0;
      const isRepeat = isKnown && Math.abs(atMs - before) <= repeatWindowMs;
      const isUnique = !isRepeat && countedBefore !== hourOf(atMs);

      highs[place] = high;
      lows[place] = low;
      // A report of an earlier open, from a server's log, does not turn time back.
      openedAt[place] = Math.max(before, atMs);
      countedIn[place] = isRepeat ? countedBefore : Math.max(countedBefore, hourOf(atMs));

      return {
        isRepeat,
        isUnique,
        forget() {
          // Unless another visitor has taken the place meanwhile.
          if (lows[place] !== low || highs[place] !== high) return;
          openedAt[place] = before;
          countedIn[place] = countedBefore;
        },
      };
    },
  };
};

import { dayMs, minuteMs } from 'newsroom-plugin-kit/durations';
import type { FloodLimits } from './flood-limits';
import type { Key, VisitorKeys } from './visitor';

const minutesInDay = dayMs / minuteMs;
const dayOfMinute = (minute: number): number => Math.floor(minute / minutesInDay);

/** Slots in which a household may be kept. Where all are in use, the one with the fewest views is overwritten. */
const setSize = 16;

/** Counts the views of households, alone and with each document, to find those that have too many. */
export interface Households {
  isFlood(keys: VisitorKeys, atMs: number, limits: FloodLimits): boolean;
  add(keys: VisitorKeys, atMs: number): void;
  /** Takes back what `add` added. */
  takeBack(keys: VisitorKeys, atMs: number): void;
}

/**
 * Keeps the counts in this process: 24 bytes each, in typed arrays that are made once. A key leads to one set of sixteen
 * slots. There, the fewest views of the day are overwritten first: so whoever makes many is remembered, however many
 * others come.
 *
 * A slot holds the minute and the day of the last view, and the views in each. A view of another minute or day, as
 * servers may report late, begins anew: that counts too many views rather than too few.
 * @param capacity keys that are remembered for certain while they are spread evenly
 */
export const createHouseholds = (capacity: number): Households => {
  const sets = 2 ** Math.ceil(Math.log2(Math.max(1, (capacity * 2) / setSize)));
  const size = sets * setSize;
  const highs = new Uint32Array(size);
  const lows = new Uint32Array(size);
  /** Minutes and days since the epoch, UTC. */
  const minutes = new Uint32Array(size);
  const days = new Uint32Array(size);
  const inMinute = new Uint32Array(size);
  const inDay = new Uint32Array(size);

  const find = ([high, low]: Key): number | undefined => {
    const first = (high & (sets - 1)) * setSize;
    for (let slot = first; slot < first + setSize; slot += 1) {
      if (lows[slot] === low && highs[slot] === high) return slot;
    }
    return undefined;
  };

  /** The slot with the fewest views on this day. */
  const leastUsed = ([high]: Key, day: number): number => {
    const first = (high & (sets - 1)) * setSize;
    let least = first;
    let fewest = Infinity;
    for (let slot = first; slot < first + setSize; slot += 1) {
      const views = days[slot] === day ? (inDay[slot] as number) : 0;
      if (views < fewest) [least, fewest] = [slot, views];
    }
    return least;
  };

  const isFull = (key: Key, minute: number, mostInMinute: number, mostInDay: number): boolean => {
    const slot = find(key);
    if (slot === undefined) return false;
    if (minutes[slot] === minute && (inMinute[slot] as number) >= mostInMinute) return true;
    return days[slot] === dayOfMinute(minute) && (inDay[slot] as number) >= mostInDay;
  };

  const addTo = (key: Key, minute: number): void => {
    const day = dayOfMinute(minute);
    const known = find(key);
    const slot = known ?? leastUsed(key, day);
    if (known === undefined) {
      [highs[slot], lows[slot]] = key;
      days[slot] = 0;
      minutes[slot] = 0;
    }
    inMinute[slot] = minutes[slot] === minute ? (inMinute[slot] as number) + 1 : 1;
    inDay[slot] = days[slot] === day ? (inDay[slot] as number) + 1 : 1;
    minutes[slot] = minute;
    days[slot] = day;
  };

  const takeFrom = (key: Key, minute: number): void => {
    const slot = find(key);
    if (slot === undefined) return;
    const isInMinute = minutes[slot] === minute;
    if (isInMinute && (inMinute[slot] as number) > 0) inMinute[slot] = (inMinute[slot] as number) - 1;
    const isInDay = days[slot] === dayOfMinute(minute);
    if (isInDay && (inDay[slot] as number) > 0) inDay[slot] = (inDay[slot] as number) - 1;
  };

  return {
    isFlood({ household, householdAndDocument }, atMs, limits) {
      const minute = Math.floor(atMs / minuteMs);
      return (
        isFull(householdAndDocument, minute, limits.documentMinute, limits.documentDay) ||
        isFull(household, minute, limits.minute, limits.day)
      );
    },
    add({ household, householdAndDocument }, atMs) {
      const minute = Math.floor(atMs / minuteMs);
      addTo(householdAndDocument, minute);
      addTo(household, minute);
    },
    takeBack({ household, householdAndDocument }, atMs) {
      const minute = Math.floor(atMs / minuteMs);
      takeFrom(householdAndDocument, minute);
      takeFrom(household, minute);
    },
  };
};

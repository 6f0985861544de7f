const without = <T>(items: readonly T[], from: number, count: number): T[] => [
  ...items.slice(0, from),
  ...items.slice(from + count),
];

/** The first of the lists with `count` items less that still fails. */
const shorten = async <T>(
  items: readonly T[],
  count: number,
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> => {
  for (let from = items.length - count; from >= 0; from -= 1) {
    const shorter = without(items, from, count);
    if (await fails(shorter)) return shorter;
  }
  return undefined;
};

/**
 * Takes items away while what is left still fails: half of them at first, in the end one at a time.
 * @returns a list of which no single item can be taken away; the given one where that fails by chance only
 */
export const shrink = async <T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> => {
  let shortest = items;
  let count = Math.max(1, Math.floor(items.length / 2));
  while (count >= 1 && shortest.length > 0) {
    const shorter = await shorten(shortest, Math.min(count, shortest.length), fails);
    if (shorter) shortest = shorter;
    else count = Math.floor(count / 2);
  }
  return shortest;
};

import { createLowWater, pauseAfter } from '../../../src/plugins/content-tracker/server/src/ledger/fold-pace';

describe('the pause between two folds', () => {
  it.each([
    ['is foldSeconds where folds are quick', 1000, 20, 1000],
    ['is still so where a fold takes a quarter of it', 1000, 250, 1000],
    ['is four times as long as the last fold', 1000, 600, 2400],
    ['is ten seconds at most', 1000, 9000, 10_000],
    ['is foldSeconds where that is longer', 60_000, 9000, 60_000],
  ])('%s', (_, usualMs, lastFoldMs, pauseMs) => {
    expect(pauseAfter(usualMs, lastFoldMs)).toBe(pauseMs);
  });
});

describe('the id from which on increments are looked for', () => {
  const began = Date.UTC(2026, 0, 1);

  /** Looks at each second; what comes is taken at once: `ids` tells the highest id by the second. */
  const look = (seconds: number, ids: Readonly<Record<number, number>>): number[] => {
    const lowWater = createLowWater();
    return Array.from({ length: seconds }, (_, second) => {
      const after = lowWater.after(began + second * 1000);
      if (ids[second] !== undefined) lowWater.taken(ids[second]);
      return after;
    });
  };

  it('is that of what was taken ten seconds ago or more', () => {
    const looked = look(35, { 0: 100, 5: 200, 30: 300 });
    expect(looked.slice(0, 11)).toEqual(Array(11).fill(0));
    expect(looked[11]).toBe(100);
    expect(looked.slice(21, 35)).toEqual(Array(14).fill(200));
  });

  it('never goes back where an id comes late', () => {
    const looked = look(40, { 0: 100, 20: 90 });
    expect(looked[39]).toBe(100);
  });

  it('is none once a minute: everything is looked through', () => {
    const looked = look(130, { 0: 100 });
    expect([looked[0], looked[59], looked[60], looked[61], looked[119], looked[120]]).toEqual([
      0, 100, 0, 100, 100, 0,
    ]);
  });
});

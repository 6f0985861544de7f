import { labelledBars, roundUp } from '../../../src/plugins/content-tracker/admin/src/chart/axis';

describe('a chart', () => {
  it.each([
    [0, 2],
    [1, 2],
    [3, 4],
    [11, 12],
    [13, 16],
    [106, 120],
    [1712, 2000],
    [98_765, 100_000],
  ])('of at most %i views goes up to %i', (most, top) => {
    expect(roundUp(most)).toBe(top);
  });

  it('names no more bars than there is room for', () => {
    expect(labelledBars(30, 1000, 54)).toHaveLength(15);
    expect(labelledBars(30, 180, 54)).toEqual([0, 10, 20]);
    expect(labelledBars(1, 180, 54)).toEqual([0]);
  });
});

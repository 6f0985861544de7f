import { labelledBars, roundUp } from '../../../src/plugins/content-tracker/admin/src/chart/axis';

describe('the axes of the chart', () => {
  it.each([
    [0, 2],
    [1, 2],
    [3, 4],
    [11, 12],
    [13, 16],
    [106, 120],
    [1712, 2000],
    [98_765, 100_000],
  ])('the axis of %i views ends at the round number %i', (most, top) => {
    expect(roundUp(most)).toBe(top);
  });

  it('labels only as many bars as there is room for', () => {
    expect(labelledBars(30, 1000, 54)).toHaveLength(15);
    expect(labelledBars(30, 180, 54)).toEqual([0, 10, 20]);
    expect(labelledBars(1, 180, 54)).toEqual([0]);
  });
});

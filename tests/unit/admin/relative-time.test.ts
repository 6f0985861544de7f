import { relativeTo } from '../../../src/plugins/webhook-delivery/admin/src/relative';

describe('relative times on the page of deliveries', () => {
  it.each([
    [0, 0, 'second'],
    [-999, 0, 'second'],
    [-59_999, -59, 'second'],
    [60_000, 1, 'minute'],
    [-3_599_999, -59, 'minute'],
    [7_200_000, 2, 'hour'],
    [-86_400_000, -1, 'day'],
  ])('a moment %i ms away is shown as %i %ss', (ms, value, unit) => {
    expect(relativeTo(1e12 + ms, 1e12)).toEqual({ value, unit });
  });
});

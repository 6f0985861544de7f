import {
  createLimitsOf,
  defaultFloodLimits,
} from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';

describe('how many views of one household are counted', () => {
  const limitsOf = createLimitsOf(
    { documentMinute: 10, minute: 50 },
    { '203.0.113.0/24': 20, '203.0.113.7': 100, '2001:db8::/32': 2.5 },
  );

  it('is as configured, and by default where a limit is left out', () => {
    expect(limitsOf('198.51.100.1')).toEqual({ ...defaultFloodLimits, documentMinute: 10, minute: 50 });
    expect(createLimitsOf({}, {})('198.51.100.1')).toEqual(defaultFloodLimits);
  });

  it.each([
    ['203.0.113.1', 200],
    ['::ffff:203.0.113.1', 200],
    ['203.0.113.7', 200],
    ['2001:db8:1::1', 25],
    ['2001:db9::1', 10],
    ['unknown', 10],
  ])('is a multiple for an address that many share: %s has %d', (address, documentMinute) => {
    expect(limitsOf(address).documentMinute).toBe(documentMinute);
  });
});

import { householdOf } from '../../../src/plugins/content-tracker/server/src/reporting/address';

describe('the household of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '8193:3512:1:2'],
    ['2001:db8:1:2::1', '8193:3512:1:2'],
    ['nonsense', 'nonsense'],
  ])('%s belongs to the household %s', (address, household) => expect(householdOf(address)).toBe(household));
});

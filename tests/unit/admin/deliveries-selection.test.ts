import {
  readSelection,
  writeSelection,
} from '../../../src/plugins/webhook-delivery/admin/src/deliveries/selection';

describe('the filters of the list of deliveries, in the address', () => {
  it('are the same after being written to the address and read from it', () => {
    const view = {
      endpoint: 3,
      state: 'failed',
      event: 'entry.publish',
      page: 4,
      pageSize: 50,
      delivery: 12,
    } as const;
    expect(readSelection(writeSelection(view))).toEqual(view);
  });

  it.each(['', 'endpoint=x&state=lost&page=0&pageSize=7&delivery=-1', 'endpoint=1e3&page=1.5'])(
    'show everything where the address has nothing valid: %p',
    (address) => {
      expect(readSelection(new URLSearchParams(address))).toEqual({ page: 1, pageSize: 25 });
    },
  );
});

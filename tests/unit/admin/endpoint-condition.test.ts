import { conditionOf } from '../../../src/plugins/webhook-delivery/admin/src/endpoints/condition';

describe('the condition of an endpoint as the page shows it', () => {
  const since = '2026-01-31T08:00:00.000Z';
  const well = {
    isEnabled: true,
    failingSince: null,
    switchedOffAt: null,
    switchedOffBecause: null,
    delivered: 1,
  };
  it.each([
    [{ delivered: 0 }, { kind: 'ready' }],
    [{}, { kind: 'working' }],
    [{ failingSince: since }, { kind: 'failing', since }],
    [{ isEnabled: false }, { kind: 'off' }],
    [{ isEnabled: false, failingSince: since }, { kind: 'off' }],
    [
      { isEnabled: false, switchedOffAt: since, switchedOffBecause: 'failing' as const },
      { kind: 'givenUp', since },
    ],
    [
      { isEnabled: false, switchedOffAt: since, switchedOffBecause: 'gone' as const },
      { kind: 'gone', since },
    ],
  ])('of %j is %j', (change, expected) => {
    expect(conditionOf({ ...well, ...change } as never)).toEqual(expected);
  });
});

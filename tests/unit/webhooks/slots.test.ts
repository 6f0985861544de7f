import {
  freeSlots,
  freeSlotsInAll,
  idle,
  inTurn,
  isWorthPass,
  withMore,
  type EndpointState,
} from '../../../src/plugins/webhook-delivery/server/src/delivery/slots';

const limits = { parallel: 64, parallelPerEndpoint: 8 };
const nowMs = 10_000;
const state = (changed: Partial<EndpointState>): EndpointState => ({ ...idle, ...changed });

describe('the free slots of an endpoint', () => {
  it.each<[string, Partial<EndpointState>, number]>([
    ['all, if nothing is in flight', {}, 8],
    ['the rest, beside messages in flight', { inFlight: 3 }, 5],
    ['none, if all are taken', { inFlight: 8 }, 0],
    ['one, while it is failing', { isFailing: true }, 1],
    ['none, while it is failing and one message is in flight', { isFailing: true, inFlight: 1 }, 0],
    ['never less than none, if it began to fail with many in flight', { isFailing: true, inFlight: 5 }, 0],
    ['none, during the pause after a failure', { pausedUntil: nowMs + 1 }, 0],
    ['all, at the end of the pause', { pausedUntil: nowMs }, 8],
  ])('are %s', (_, changed, free) => {
    expect(freeSlots(state(changed), limits, nowMs)).toBe(free);
  });
});

describe('the free slots of an instance', () => {
  it('are what the messages in flight to all endpoints leave', () => {
    const states = [state({ inFlight: 8 }), state({}), state({ inFlight: 5 })];
    expect(freeSlotsInAll(states, limits)).toBe(51);
  });
});

describe('the turn of endpoints', () => {
  it('begins with another endpoint in each pass', () => {
    expect([0, 1, 2, 3].map((pass) => inTurn(['a', 'b', 'c'], pass).join(''))).toEqual([
      'abc',
      'bca',
      'cab',
      'abc',
    ]);
  });

  it('is empty without endpoints', () => expect(inTurn([], 7)).toEqual([]));
});

describe('after a pass, an endpoint may have more messages', () => {
  const slots = new Map([
    [1, 2],
    [2, 2],
    [3, 0],
  ]);

  it('if it filled its slots, or had none', () => {
    expect([...withMore(slots, [1, 1, 2], 64)]).toEqual([1, 3]);
  });

  it('if the instance had no slot left, whatever the endpoint filled', () => {
    expect([...withMore(slots, [1, 1, 2], 3)]).toEqual([1, 2, 3]);
  });

  it('and not if it was asked for more than it had', () => {
    expect([...withMore(new Map([[1, 8]]), [1], 64)]).toEqual([]);
  });
});

describe('a slot that became free', () => {
  it.each([
    ['is worth a pass, if half of the slots are free and there may be more messages', 4, true, true],
    ['is not worth a pass, while fewer are free', 5, true, false],
    ['is not worth a pass, if there are no more messages', 0, false, false],
  ])('%s', (_, inFlight, mayHaveMore, isWorth) => {
    expect(isWorthPass(state({ inFlight, mayHaveMore }), limits)).toBe(isWorth);
  });
});

import { complete, defaults, validator } from '../../../src/plugins/webhook-delivery/server/src/config';

describe('the configuration of webhook-delivery', () => {
  it('accepts its own defaults', () => expect(() => validator({ ...defaults })).not.toThrow());

  it('replaces the default retry delays with the given ones', () => {
    expect(complete({ retryDelaysSeconds: [1, 2] }).retryDelaysSeconds).toEqual([1, 2]);
  });

  it.each([
    [{ parallel: 0 }, 'webhook-delivery: parallel must be a whole number from 1 to 256, got 0'],
    [{ timeoutSeconds: 61 }, 'webhook-delivery: timeoutSeconds must be a number from 1 to 60, got 61'],
    [{ retentionMessages: 999 }, 'retentionMessages must be a whole number from 1000 to 100000000, got 999'],
    [{ retryDelaysSeconds: [-1] }, 'retryDelaysSeconds must be a list of at most 20 pauses'],
    [{ retryDelaysSeconds: [null] }, 'retryDelaysSeconds must be a list of at most 20 pauses'],
    [{ allowedAddresses: ['10.0.0.0/33'] }, 'allowedAddresses must be a list'],
    [{ allowedAddresses: ['example.org'] }, 'allowedAddresses must be a list'],
    [{ retries: 3 }, 'webhook-delivery: retries is not an option; the options are'],
  ])('refuses %j with the name of the option and its limits', (options, message) => {
    expect(() => validator({ ...defaults, ...options })).toThrow(message);
  });
});

import { createCache } from '../../../src/plugins/content-tracker/server/src/time/cache';

describe('the cache', () => {
  it('calls the query once within its time, for simultaneous callers too, and does not keep failures', async () => {
    const clock = { now: 0 };
    const cache = createCache<number>({ ttlMs: 60, most: 2, now: () => clock.now });
    let asked = 0;
    const ask = async () => (asked += 1);
    expect(await Promise.all([cache('a', ask), cache('a', ask)])).toEqual([1, 1]);
    clock.now = 59;
    expect(await cache('a', ask)).toBe(1);
    clock.now = 60;
    expect(await cache('a', ask)).toBe(2);
    await expect(cache('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache('b', ask)).toBe(3);
    await cache('c', ask);
    expect(await cache('a', ask)).toBe(5);
  });
});

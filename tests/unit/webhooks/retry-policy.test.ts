import { complete } from '../../../src/plugins/webhook-delivery/server/src/config';
import {
  afterAttempt,
  retryAfterMs,
} from '../../../src/plugins/webhook-delivery/server/src/delivery/retry-policy';

const nowMs = Date.UTC(2026, 0, 31, 8);

describe('what happens to a delivery after an attempt', () => {
  const { retryDelaysSeconds } = complete({});
  const retryDelaysMs = retryDelaysSeconds.map((seconds) => seconds * 1000);
  const outcome = (status: number | null, retryAfter: string | null = null) => ({
    status,
    problem: status === null ? 'ECONNRESET' : null,
    retryAfter,
  });
  const fate = (status: number | null, attempts: number, random = 0.5, retryAfter: string | null = null) =>
    afterAttempt(outcome(status, retryAfter), { attempts, retryDelaysMs, nowMs, random });

  it.each([200, 201, 202, 204, 299])('is delivered after the status %d', (status) => {
    expect(fate(status, 1)).toEqual({ state: 'delivered' });
  });

  it.each([null, 199, 301, 302, 307, 400, 401, 404, 429, 500, 503])(
    'is tried again after the status %s',
    (status) => {
      expect(fate(status, 1)).toEqual({ state: 'pending', dueAt: nowMs + 5_000 });
    },
  );

  it('is tried at most ten times, at 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h', () => {
    const delays = retryDelaysMs.map((_, i) => (fate(500, i + 1) as { dueAt: number }).dueAt - nowMs);
    const hour = 3_600_000;
    expect(delays).toEqual([
      5_000,
      300_000,
      1_800_000,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
    ]);
    expect(fate(500, 10)).toEqual({ state: 'failed' });
  });

  it.each([
    [0, 4_500],
    [0.999999, 5_500],
  ])('the delay varies by a tenth: the random number %d gives %d ms', (random, ms) => {
    expect(fate(500, 1, random)).toEqual({ state: 'pending', dueAt: nowMs + ms });
  });

  it('fails for good after the status 410', () => {
    expect(fate(410, 1)).toEqual({ state: 'failed' });
  });

  it.each([
    ['60', 60_000],
    ['1', 5_000],
    ['Sat, 31 Jan 2026 08:10:00 GMT', 600_000],
    ['9999999', 24 * 3_600_000],
    ['soon', 5_000],
  ])('is not tried before Retry-After: %s', (retryAfter, ms) => {
    expect(fate(503, 1, 0.5, retryAfter)).toEqual({ state: 'pending', dueAt: nowMs + ms });
  });

  it.each([
    ['Sat, 31 Jan 2026 07:00:00 GMT', 0],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    [null, undefined],
  ])('reads Retry-After %s as %s', (value, ms) => {
    expect(retryAfterMs(value, nowMs)).toBe(ms);
  });
});

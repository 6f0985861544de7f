import {
  isComplete,
  queryParametersFor,
  readSelection,
  writeSelection,
} from '../../../src/plugins/content-tracker/admin/src/insights/selection';
import { rangeBefore } from '../../../src/plugins/content-tracker/server/src/queries/span';

describe('the period and filters of the Insights page', () => {
  const known = {
    types: [
      { name: 'article', isLocalized: true },
      { name: 'page', isLocalized: false },
    ],
    locales: [{ code: 'vi' }, { code: 'en' }],
    defaultLocale: 'vi',
  };
  const at = { timeZone: 'Asia/Ho_Chi_Minh', nowMs: Date.parse('2026-11-24T01:00:00Z') };
  const asked = (address: string) =>
    queryParametersFor(readSelection(new URLSearchParams(address), known), at);

  it.each([
    ['', { type: 'article', locale: 'vi', from: '2026-11-18' }],
    ['type=article&locale=en&period=24h', { type: 'article', locale: 'en', period: '24h' }],
    ['period=30d', { type: 'article', locale: 'vi', from: '2026-10-26' }],
    ['period=all', { type: 'article', locale: 'vi', period: 'all' }],
    ['type=page&locale=en&period=365d', { type: 'page', locale: undefined, from: '2025-11-25' }],
    [
      'period=custom&from=2026-01-31&to=2026-02-28',
      { type: 'article', locale: 'vi', from: '2026-01-31', to: '2026-02-28' },
    ],
    ['type=nothing&locale=xx&period=ever', { type: 'article', locale: 'vi', from: '2026-11-18' }],
  ])('the address "%s" becomes the right request, with defaults for unknown values', (address, expected) => {
    expect(asked(address)).toEqual(expected);
  });

  it('writing them to the address gives the address they were read from', () => {
    const address = 'type=article&locale=en&period=custom&from=2026-01-01&to=2026-01-31';
    expect(
      new URLSearchParams(writeSelection(readSelection(new URLSearchParams(address), known))).toString(),
    ).toBe(address);
  });

  it.each([
    ['2026-01-01', '2026-01-01', true],
    ['2026-01-02', '2026-01-01', false],
    ['1999-12-31', '2026-01-01', false],
    ['', '2026-01-01', false],
  ])('a custom period from %s to %s is complete: %s', (from, to, expected) => {
    expect(isComplete({ period: 'custom', from, to })).toBe(expected);
  });

  it('a period is compared with the period of the same length before it', () => {
    expect(rangeBefore({ fromMs: 100, toMs: 130 })).toEqual({ fromMs: 70, toMs: 100 });
  });
});

import { labelled, roundUp } from '../../../src/plugins/content-tracker/admin/src/chart/scale';
import {
  askedFor,
  isWhole,
  readView,
  writeView,
} from '../../../src/plugins/content-tracker/admin/src/insights/period';
import { problemsWith, refusalsOf } from '../../../src/plugins/content-tracker/admin/src/panel/correction';
import en from '../../../src/plugins/content-tracker/admin/src/translations/en.json';
import vi from '../../../src/plugins/content-tracker/admin/src/translations/vi.json';
import { dayIn, fromWallClock, toWallClock } from '../../../src/plugins/content-tracker/admin/src/zone';
import { toCsv } from '../../../src/plugins/content-tracker/server/src/queries/csv';
import { periodBefore } from '../../../src/plugins/content-tracker/server/src/queries/insights';

describe('the clock of a zone', () => {
  it.each([
    ['2016-10-07T11:35', 'Asia/Ho_Chi_Minh', '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T00:00', 'Asia/Ho_Chi_Minh', '2016-10-06T17:00:00.000Z'],
    ['2026-01-31T12:00', 'Europe/Paris', '2026-01-31T11:00:00.000Z'],
    ['2026-07-31T12:00', 'Europe/Paris', '2026-07-31T10:00:00.000Z'],
    ['2026-03-29T01:59', 'Europe/Paris', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
    // Shown twice: the first time is meant.
    ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
    ['2026-01-01T05:45', 'Asia/Kathmandu', '2026-01-01T00:00:00.000Z'],
  ])('shows %s in %s at %s', (wallClock, zone, moment) => {
    expect(fromWallClock(wallClock, zone)?.toISOString()).toBe(moment);
    expect(toWallClock(moment, zone)).toBe(wallClock);
  });

  it('takes an hour that it leaves out for the one after', () => {
    expect(fromWallClock('2026-03-29T02:30', 'Europe/Paris')?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('knows no moment without a day or a time', () => {
    expect(fromWallClock('', 'UTC')).toBeUndefined();
    expect(fromWallClock('2026-01-01', 'UTC')).toBeUndefined();
  });

  it.each([
    [0, '2026-11-24'],
    [6, '2026-11-18'],
    [29, '2026-10-26'],
  ])('%i days before 23:30 UTC is %s in Viet Nam', (daysBefore, day) => {
    expect(dayIn(Date.parse('2026-11-23T23:30:00Z'), 'Asia/Ho_Chi_Minh', daysBefore)).toBe(day);
  });
});

describe('what Insights asks', () => {
  const known = {
    types: [
      { name: 'article', isLocalized: true },
      { name: 'page', isLocalized: false },
    ],
    locales: [{ code: 'vi' }, { code: 'en' }],
    defaultLocale: 'vi',
  };
  const at = { timeZone: 'Asia/Ho_Chi_Minh', nowMs: Date.parse('2026-11-24T01:00:00Z') };
  const asked = (address: string) => askedFor(readView(new URLSearchParams(address), known), at);

  it.each([
    ['', { type: 'article', locale: 'vi', from: '2026-11-18' }],
    ['type=article&locale=en&period=24h', { type: 'article', locale: 'en', period: '24h' }],
    ['period=30d', { type: 'article', locale: 'vi', from: '2026-10-26' }],
    ['period=all', { type: 'article', locale: 'vi', period: 'all' }],
    ['type=page&locale=en&period=365d', { type: 'page', locale: undefined, from: '2025-11-25' }],
    [
      'period=own&from=2026-01-31&to=2026-02-28',
      { type: 'article', locale: 'vi', from: '2026-01-31', to: '2026-02-28' },
    ],
    ['type=nothing&locale=xx&period=ever', { type: 'article', locale: 'vi', from: '2026-11-18' }],
  ])('of the address "%s"', (address, expected) => {
    expect(asked(address)).toEqual(expected);
  });

  it('is in the address that it was read from', () => {
    const address = 'type=article&locale=en&period=own&from=2026-01-01&to=2026-01-31';
    expect(new URLSearchParams(writeView(readView(new URLSearchParams(address), known))).toString()).toBe(
      address,
    );
  });

  it.each([
    ['2026-01-01', '2026-01-01', true],
    ['2026-01-02', '2026-01-01', false],
    ['1999-12-31', '2026-01-01', false],
    ['', '2026-01-01', false],
  ])('from %s to %s: %s', (from, to, expected) => {
    expect(isWhole({ period: 'own', from, to })).toBe(expected);
  });

  it('compares with as long a time before', () => {
    expect(periodBefore({ fromMs: 100, toMs: 130 })).toEqual({ fromMs: 70, toMs: 100 });
  });
});

describe('the correction of a date', () => {
  const against = {
    timeZone: 'Asia/Ho_Chi_Minh',
    lastPublishedAt: '2026-11-20T00:00:00Z',
    now: new Date('2026-11-24T00:00:00Z'),
  };
  it.each([
    ['2016-10-07T11:35', 'In báo', {}],
    ['2026-11-20T07:00', 'In báo', {}],
    ['2026-11-20T07:01', 'In báo', { firstPublishedAt: 'correct.afterLast' }],
    ['2026-11-24T07:01', 'In báo', { firstPublishedAt: 'correct.future' }],
    ['1599-12-31T12:00', 'In báo', { firstPublishedAt: 'correct.tooEarly' }],
    ['', ' ', { firstPublishedAt: 'correct.needsDate', reason: 'correct.needsReason' }],
    ['2016-10-07T11:35', 'x'.repeat(501), { reason: 'correct.longReason' }],
  ])('to %s because of "%.10s"', (wallClock, reason, problems) => {
    expect(problemsWith({ wallClock, reason }, against)).toEqual(problems);
  });

  it('puts what the server refuses to its field, or below the form', () => {
    const error = (path: string[]) => ({ details: { errors: [{ path, message: 'no' }] } });
    expect(refusalsOf(error(['reason']))).toEqual({ reason: 'no' });
    expect(refusalsOf(error(['documentId']))).toEqual({ '': 'no' });
    expect(refusalsOf({ message: 'Forbidden' })).toEqual({ '': 'Forbidden' });
  });
});

describe('a chart', () => {
  it.each([
    [0, 2],
    [1, 2],
    [3, 4],
    [11, 12],
    [13, 16],
    [106, 120],
    [1712, 2000],
    [98_765, 100_000],
  ])('of at most %i views goes up to %i', (most, top) => {
    expect(roundUp(most)).toBe(top);
  });

  it('names no more bars than there is room for', () => {
    expect(labelled(30, 1000, 54)).toHaveLength(15);
    expect(labelled(30, 180, 54)).toEqual([0, 10, 20]);
    expect(labelled(1, 180, 54)).toEqual([0]);
  });
});

it('a spreadsheet takes no title for a formula', () => {
  expect(toCsv(['title'], [['=1+1'], ['a "b", c'], [-3]])).toBe(
    `\ufefftitle\r\n'=1+1\r\n"a ""b"", c"\r\n-3\r\n`,
  );
});

it('English and Vietnamese say the same things of the same values', () => {
  expect(Object.keys(vi)).toEqual(Object.keys(en));
  const valuesOf = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort();
  for (const [id, text] of Object.entries(en)) {
    expect([id, valuesOf(vi[id as keyof typeof vi])]).toEqual([id, valuesOf(text)]);
  }
});

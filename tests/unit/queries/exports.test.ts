import type { Period } from '../../../src/plugins/content-tracker/shared/answers';
import {
  listExport,
  refusalsExport,
  seriesExport,
  toFile,
} from '../../../src/plugins/content-tracker/server/src/queries/csv';

const timeZone = 'Asia/Ho_Chi_Minh';
const meta = { type: 'article', uid: 'api::article.article', locale: 'vi', asOf: '2026-11-25T20:30:00.000Z' };
const week: Period = { from: '2026-11-18T17:00:00.000Z', to: '2026-11-25T17:00:00.000Z' };
const allOfTime: Period = { from: null, to: null };
const document = {
  documentId: 'a',
  title: 'Đường sắt',
  firstPublishedAt: '2016-10-07T04:35:00.000Z',
  views: 8297,
  uniqueViews: 5000,
  viewsBefore: null,
};
const series = {
  interval: 'week',
  timeZone,
  views: 3,
  uniqueViews: 2,
  importedViews: 0,
  before: null,
} as const;

it('a list is exported with ranks and with dates on the clock of the site', () => {
  const { columns, rows } = listExport(
    'most-viewed',
    { data: [document], meta: { ...meta, ...week } },
    timeZone,
  );
  expect(columns).toEqual([
    'rank',
    'title',
    'documentId',
    'firstPublishedAt',
    'views',
    'uniqueViews',
    'viewsBefore',
  ]);
  expect(rows).toEqual([[1, 'Đường sắt', 'a', '2016-10-07 11:35', 8297, 5000, null]]);
});

it.each([
  ['week', '2026-11-19'],
  ['hour', '2026-11-19 00:00'],
] as const)('a series by the %s names its points %s', (interval, start) => {
  const points = [{ start: '2026-11-18T17:00:00.000Z', views: 3, uniqueViews: 2 }];
  const { columns, rows } = seriesExport({ data: { ...series, ...week, interval, series: points }, meta });
  expect([columns, rows]).toEqual([[interval, 'views', 'uniqueViews'], [[start, 3, 2]]]);
});

describe('the name of a file', () => {
  const list = (period: Period | { halfLife: number }, locale: string | null = 'vi') =>
    listExport('name', { data: [], meta: { ...meta, locale, ...period } }, timeZone);

  it.each([
    ['has the first and the last day of its period', list(week), 'name-article-vi-2026-11-19_2026-11-25.csv'],
    ['says so where it is of all time', list(allOfTime), 'name-article-vi-all.csv'],
    ['has the day of today where it is of a trend', list({ halfLife: 24 }), 'name-article-vi-2026-11-26.csv'],
    ['has no language where the type has none', list(allOfTime, null), 'name-article-all.csv'],
    [
      'has the type of refusals, if one was asked for',
      refusalsExport({ data: [], meta: { ...meta, ...week, timeZone } }, 'article'),
      'refusals-article-2026-11-19_2026-11-25.csv',
    ],
    [
      'has no type of refusals of all types',
      refusalsExport({ data: [], meta: { ...meta, ...week, timeZone } }, undefined),
      'refusals-2026-11-19_2026-11-25.csv',
    ],
  ])('%s', (_, table, fileName) => {
    expect(toFile(table, { language: undefined, timeZone }).fileName).toBe(fileName);
  });
});

it.each([
  ['vi', 'Ngày,Lý do,Lượt xem'],
  ['en', 'Day,Reason,Views'],
  [undefined, 'day,reason,views'],
] as const)('columns are named in the language %s', (language, header) => {
  const table = refusalsExport({ data: [], meta: { ...meta, ...week, timeZone } }, undefined);
  expect(toFile(table, { language, timeZone }).text).toBe(`\ufeff${header}\r\n`);
});

import { DateTime } from 'luxon';
import type { Answer, Period, Refusals, TypeMeta, TypeViews } from '../../../shared/answers';
import type { ListAnswer } from './editor-lists';

/** The characters that begin a formula. Some spreadsheets begin one after a semicolon, tab or line break, too. */
const formula = /(^|[;\t\r\n])(?=[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])|^(?=[\t\r])/g;

/** A cell that no spreadsheet takes for a formula: an apostrophe in front makes it a text. */
const toCell = (value: unknown): string => {
  const text = String(value ?? '');
  const harmless = typeof value === 'string' ? text.replace(formula, "$1'") : text;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
};

/** A table in the form of RFC 4180; the names of the columns are its first row. */
export const toCsv = (columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  // Without a byte-order mark, spreadsheets do not read the file as UTF-8.
  `\ufeff${[columns, ...rows].map((row) => row.map(toCell).join(',')).join('\r\n')}\r\n`;

/** The columns, by the name that programs read. */
const columnNames = {
  rank: { en: 'Rank', vi: 'Hạng' },
  title: { en: 'Title', vi: 'Tiêu đề' },
  documentId: { en: 'Document', vi: 'Mã nội dung' },
  firstPublishedAt: { en: 'First published', vi: 'Xuất bản lần đầu' },
  views: { en: 'Views', vi: 'Lượt xem' },
  uniqueViews: { en: 'Unique views', vi: 'Lượt xem không trùng lặp' },
  viewsBefore: { en: 'Views in the period before', vi: 'Lượt xem kỳ trước' },
  hour: { en: 'Hour', vi: 'Giờ' },
  day: { en: 'Day', vi: 'Ngày' },
  week: { en: 'Week from', vi: 'Tuần từ' },
  month: { en: 'Month from', vi: 'Tháng từ' },
  reason: { en: 'Reason', vi: 'Lý do' },
} as const;

type Column = keyof typeof columnNames;

export const languages = ['en', 'vi'] as const;
type Language = (typeof languages)[number];

/** A table that is exported. */
export interface Export {
  /** What the file is called, without its period: `most-viewed-article-vi`. */
  readonly name: string;
  readonly period: Period;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A moment on a zone's clock, in a form that spreadsheets take for a date: `2026-11-25` or `2026-11-25 08:00`. */
const localTime = (iso: string, timeZone: string, precision: 'day' | 'minute'): string =>
  DateTime.fromISO(iso, { zone: timeZone }).toFormat(precision === 'day' ? 'yyyy-MM-dd' : 'yyyy-MM-dd HH:mm');

/** The first and the last day, `2026-11-19_2026-11-25`, or the day where both are the same. */
const daysOf = ({ from, to }: Period, timeZone: string): string => {
  if (!from || !to) return 'all';
  const last = new Date(Date.parse(to) - 1).toISOString();
  return [...new Set([from, last].map((moment) => localTime(moment, timeZone, 'day')))].join('_');
};

/**
 * The file in which a table is sent.
 * @param language of the columns' names; undefined: the names that programs read
 */
export const toFile = (
  { name, period, columns, rows }: Export,
  { language, timeZone }: { readonly language: Language | undefined; readonly timeZone: string },
): { readonly fileName: string; readonly text: string } => ({
  fileName: `${name}-${daysOf(period, timeZone)}.csv`,
  text: toCsv(
    columns.map((column) => (language ? columnNames[column][language] : column)),
    rows,
  ),
});

/** `most-viewed-article-vi` */
const fileNameOf = (what: string, { type, locale }: Pick<TypeMeta, 'type' | 'locale'>): string =>
  [what, type, ...(locale ? [locale] : [])].join('-');

export const listExport = (name: string, { data, meta }: ListAnswer, timeZone: string): Export => ({
  name: fileNameOf(name, meta),
  period: 'from' in meta ? meta : { from: meta.asOf, to: meta.asOf },
  columns: ['rank', 'title', 'documentId', 'firstPublishedAt', 'views', 'uniqueViews', 'viewsBefore'],
  rows: data.map(({ documentId, title, firstPublishedAt, views, uniqueViews, viewsBefore }, index) => {
    const date = firstPublishedAt && localTime(firstPublishedAt, timeZone, 'minute');
    return [index + 1, title, documentId, date, views, uniqueViews, viewsBefore];
  }),
});

export const seriesExport = ({ data, meta }: Answer<TypeViews, TypeMeta>): Export => {
  const { interval, timeZone, series } = data;
  const precision = interval === 'hour' ? 'minute' : 'day';
  return {
    name: fileNameOf('views', meta),
    period: data,
    columns: [interval, 'views', 'uniqueViews'],
    rows: series.map(({ start, views, uniqueViews }) => [
      localTime(start, timeZone, precision),
      views,
      uniqueViews,
    ]),
  };
};

/** @param type singular name of the type that was asked for, if one was */
export const refusalsExport = ({ data, meta }: Refusals, type: unknown): Export => ({
  name: ['refusals', ...(type ? [String(type)] : [])].join('-'),
  period: meta,
  columns: ['day', 'reason', 'views'],
  rows: data.map(({ day, reason, views }) => [day, reason, views]),
});

import { DateTime } from 'luxon';
import { toCsv } from './csv';

/** Names of columns as programs read them. */
const names = {
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

export type Column = keyof typeof names;

export const languages = ['en', 'vi'] as const;
export type Language = (typeof languages)[number];

export interface Export {
  /** What the file is of, `most-viewed-article-vi`, and its period. */
  readonly name: string;
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A moment on the site's clock, in a form that spreadsheets take for a date: `2026-11-25`, `2026-11-25 08:00`. */
export const localTime = (iso: string, timeZone: string, isDay: boolean): string =>
  DateTime.fromISO(iso, { zone: timeZone }).toFormat(isDay ? 'yyyy-MM-dd' : 'yyyy-MM-dd HH:mm');

/** `2026-11-19_2026-11-25`: first and last day; one of them where they are the same. */
const periodOf = ({ from, to }: Export['period'], timeZone: string): string => {
  if (!from || !to) return 'all';
  const last = new Date(Date.parse(to) - 1).toISOString();
  return [...new Set([from, last].map((moment) => localTime(moment, timeZone, true)))].join('_');
};

/**
 * The file that an export is sent as.
 * @param language of the columns' names; undefined: as programs read them
 */
export const toFile = (
  { name, period, columns, rows }: Export,
  { language, timeZone }: { readonly language: Language | undefined; readonly timeZone: string },
): { readonly fileName: string; readonly text: string } => ({
  fileName: `${name}-${periodOf(period, timeZone)}.csv`,
  text: toCsv(
    columns.map((column) => (language ? names[column][language] : column)),
    rows,
  ),
});

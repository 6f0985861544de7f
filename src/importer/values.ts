import { DateTime } from 'luxon';
import { FileError } from './file-error';
import type { ReadOptions } from './imported-document';

/** The largest number that the column of `viewCount` can hold. */
export const maxViews = 2_147_483_647;
const earliestYear = 1900;

/**
 * Reads a local time in a format of Luxon, such as `07/10/2016 11:35` in `dd/MM/yyyy HH:mm`.
 * @throws FileError where the text has another form, or the time does not exist in the time zone
 */
export const parseTime = (text: string, format: string, line: number, timeZone: string): Date => {
  const time = DateTime.fromFormat(text.trim(), format, { zone: timeZone, locale: 'en' });
  if (!time.isValid || /24:\d\d$/.test(text.trim())) {
    throw new FileError(
      line,
      `"${text.trim().slice(0, 60)}" is not a time; expected ${format}, such as ${DateTime.utc(2016, 10, 7, 11, 35).toFormat(format)}`,
    );
  }
  // Luxon moves a time that was skipped when the clocks were put forward.
  if (time.toFormat(format) !== text.trim()) {
    throw new FileError(line, `${text.trim()} does not exist in ${timeZone}: the clocks were put forward`);
  }
  return time.toJSDate();
};

/** Checks that a publication time is after 1900 and not in the future. */
export const checkPublicationTime = (time: Date, line: number, { now }: ReadOptions): Date => {
  if (time > now) {
    throw new FileError(
      line,
      `the publication time ${time.toISOString()} is in the future; expected a past one`,
    );
  }
  if (time.getUTCFullYear() < earliestYear) {
    throw new FileError(
      line,
      `the publication time ${time.toISOString()} is too early; expected ${earliestYear} or later`,
    );
  }
  return time;
};

/** Reads a view count, with or without thousands separators: `8297`, `8.297`, `8 297`. */
export const parseViews = (text: string, line: number): number => {
  const digits = text.trim();
  const isGrouped = /^\d{1,3}(?:([., \u00a0\u202f])\d{3}(?:\1\d{3})*)$/.test(digits);
  const views = /^\d+$/.test(digits) || isGrouped ? Number(digits.replace(/\D/g, '')) : NaN;
  if (!(views <= maxViews)) {
    throw new FileError(
      line,
      `"${digits.slice(0, 60)}" is not a view count; expected a whole number from 0 to ${maxViews}`,
    );
  }
  return views;
};

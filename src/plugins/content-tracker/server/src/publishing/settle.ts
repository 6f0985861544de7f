import type { Deleted } from './unit-of-work';
import type { Dates } from './log';
import type { Edition } from './log.sql';

/** A row as Strapi's lifecycles give it. */
export type Data = Record<string, unknown>;

/**
 * A document's dates as they are to be. Where no row knows when it was first published, the log does, or
 * it is now; at start it is the oldest date that is known, as Strapi overwrites that of the publication.
 */
export const datesOf = ({ dates, oldest }: Edition, before: Dates, isStart: boolean): Dates => ({
  publishedAt: dates.publishedAt,
  firstPublishedAt:
    dates.firstPublishedAt ??
    before.firstPublishedAt ??
    (dates.publishedAt && (isStart ? oldest : dates.publishedAt)),
});

export const toDate = (value: unknown): Date | null => (value ? new Date(value as Date) : null);
export const toNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/**
 * What a document's rows say once a published row has taken the place of another one with the same date.
 * `undefined` where that cannot be told from the two.
 */
export const editionAfter = (titleField: string, deleted: Deleted, row: Data): Edition | undefined => {
  const dates = { publishedAt: toDate(row.publishedAt), firstPublishedAt: toDate(row.firstPublishedAt) };
  const title = row[titleField];
  const isSame = dates.firstPublishedAt?.getTime() === deleted.firstPublishedAt?.getTime();
  if (!dates.publishedAt || !dates.firstPublishedAt || !isSame || typeof title !== 'string') return undefined;
  return { dates, oldest: dates.firstPublishedAt, isAgreed: true, title };
};

/** Whether all rows have the date that they are to have. */
export const isWhole = ({ isAgreed, dates }: Edition, { firstPublishedAt }: Dates): boolean =>
  isAgreed && dates.firstPublishedAt === firstPublishedAt;

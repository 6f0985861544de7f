import { givenIn, locales, say, type Document, type Edition, type Locale, type Moment } from './model';
import type { Place, Row, Seen } from './model-newsroom';

/** What is known of the times in a sequence: what they are called in the model. */
export interface Clock {
  /** Between which two milliseconds each step took place. */
  readonly windows: readonly { readonly began: number; readonly ended: number }[];
  /** The time that each step gives as a correction. */
  readonly given: (step: number) => number;
  /**
   * `publishedAt` as Strapi wrote it, by document and language: the very millisecond counts, wherever the
   * tracker repeats it.
   */
  readonly publications: Map<string, Record<Locale, Map<number, Moment>>>;
}

export const nameOf = (step: number): Moment => `step ${step}`;

const momentOf = ({ windows, given }: Clock, time: number | null): Moment | null => {
  if (time === null) return null;
  const corrected = windows.findIndex((_, step) => given(step) === time);
  if (corrected !== -1) return givenIn(nameOf(corrected));
  const step = windows.findIndex(({ began, ended }) => began <= time && time <= ended);
  return step === -1 ? new Date(time).toISOString() : nameOf(step);
};

const keyOf = ({ documentId, locale }: Place): string => `${documentId} ${locale}`;

/** Notes when Strapi published the row that readers see: the first such row in each step says it. */
const notePublication = (clock: Clock, place: Place, time: number): void => {
  const all = clock.publications.get(place.documentId) ?? { vi: new Map(), en: new Map() };
  clock.publications.set(place.documentId, all);
  const known = all[place.locale];
  const moment = momentOf(clock, time) as Moment;
  if (!known.has(time) && ![...known.values()].includes(moment)) known.set(time, moment);
};

const publicationOf = (clock: Clock, place: Place, time: number | null): Moment | null => {
  const moment = momentOf(clock, time);
  if (time === null || moment === null || moment.startsWith(givenIn(''))) return moment;
  return clock.publications.get(place.documentId)?.[place.locale].get(time) ?? `about ${moment}`;
};

/** What is compared of a document in one locale. */
const expectedOf = (edition: Edition) => {
  const { draft, published, firstPublishedAt, views, log, timeline } = edition;
  const projected = { firstPublishedAt, viewCount: views ?? 0 };
  return {
    draft: draft && { ...draft, ...projected },
    published: published && { ...published, ...projected },
    ledger: views === null ? null : { views, uniqueViews: views, viewsByTheHour: views },
    log,
    timeline,
  };
};

type Expected = ReturnType<typeof expectedOf>;
/** The same of what was seen, or that there is too much of it. */
type Observed = { readonly [key in keyof Expected]: Expected[key] | string };

const only = <T>(rows: readonly Row[], read: (row: Row) => T): T | null | string => {
  const [first, ...more] = rows;
  return more.length > 0 ? `${rows.length} rows` : first ? read(first) : null;
};

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

const rowOf = (clock: Clock, place: Place, row: Row) => ({
  title: row.title,
  updatedAt: momentOf(clock, row.updated_at) as Moment,
  firstPublishedAt: publicationOf(clock, place, row.first_published_at),
  viewCount: Number(row.view_count),
});

const entryOf = (clock: Clock, place: Place, row: Row): string =>
  say({
    at: momentOf(clock, row.at) as Moment,
    action: row.actor_kind === 'system' ? row.action : `${row.action} by ${row.actor_kind}`,
    title: row.title,
    before: {
      first: publicationOf(clock, place, row.first_before),
      last: publicationOf(clock, place, row.published_before),
    },
    after: {
      first: publicationOf(clock, place, row.first_after),
      last: publicationOf(clock, place, row.published_after),
    },
    reason: row.reason,
  });

const isOfContent = ({ documentId, locale }: Place, row: Row): boolean =>
  row.document_id === documentId && row.locale === locale;
const isOfTracker = ({ documentId, locale }: Place, row: Row): boolean =>
  row.target_document_id === documentId && row.target_locale === locale;

const observe = (clock: Clock, seen: Seen, place: Place): Observed => {
  const rows = seen.rows.filter((row) => isOfContent(place, row));
  const hours = seen.hours.filter((row) => isOfTracker(place, row));
  const isVisible = (row: Row): boolean => row.published_at !== null;
  for (const row of rows.filter(isVisible)) notePublication(clock, place, row.published_at);
  const told = seen.timelines.find((one) => keyOf(one) === keyOf(place))?.timeline ?? null;
  return {
    draft: only(
      rows.filter((row) => !isVisible(row)),
      (row) => rowOf(clock, place, row),
    ),
    published: only(rows.filter(isVisible), (row) => ({
      ...rowOf(clock, place, row),
      publishedAt: publicationOf(clock, place, row.published_at) as Moment,
    })),
    ledger: only(
      seen.totals.filter((row) => isOfTracker(place, row)),
      (row) => ({
        views: Number(row.views),
        uniqueViews: Number(row.unique_views),
        viewsByTheHour: sum(hours, 'views'),
      }),
    ),
    log: seen.entries.filter((row) => isOfTracker(place, row)).map((row) => entryOf(clock, place, row)),
    timeline: told && {
      firstPublishedAt: publicationOf(clock, place, told.firstPublishedAt),
      lastPublishedAt: publicationOf(clock, place, told.lastPublishedAt),
      unpublishedAt: momentOf(clock, told.unpublishedAt),
      timesPublished: told.timesPublished,
    },
  };
};

/** Where two values differ, in words. */
export const differences = (path: string, expected: unknown, found: unknown): string[] => {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (!isObject(expected) || !isObject(found)) {
    const inWords = (value: unknown): string => JSON.stringify(value ?? null);
    return Object.is(expected, found)
      ? []
      : [`${path}: expected ${inWords(expected)}, found ${inWords(found)}`];
  }
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const inWords = (key: string): string => (Array.isArray(expected) ? `${Number(key) + 1}` : key);
  return keys.flatMap((key) => differences(`${path} ${inWords(key)}`, expected[key], found[key]));
};

/** How what was seen of a document differs from what the model says of it. */
export const compare = (
  clock: Clock,
  seen: Seen,
  { document, documentId, name }: { document: Document; documentId: string; name: string },
): string[] =>
  locales.flatMap((locale: Locale) =>
    differences(
      `${name} ${locale}:`,
      expectedOf(document[locale]),
      observe(clock, seen, { documentId, locale }),
    ),
  );

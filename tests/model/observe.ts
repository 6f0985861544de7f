import { givenIn, locales, say, type Document, type LocaleState, type Locale, type Moment } from './model';
import type { DocumentRef, Row, Snapshot } from './model-newsroom';

/** Translates times of a sequence into the names that the model has for them. */
export interface Clock {
  /** For each step, the two milliseconds between which it ran. */
  readonly windows: readonly { readonly began: number; readonly ended: number }[];
  /** The date that each step backdates to. */
  readonly given: (step: number) => number;
  /**
   * `publishedAt` as Strapi wrote it, by document and language. The tracker has to store the same millisecond
   * wherever it copies this date.
   */
  readonly publications: Map<string, Record<Locale, Map<number, Moment>>>;
}

export const nameOf = (step: number): Moment => `step ${step}`;

const momentOf = ({ windows, given }: Clock, time: number | null): Moment | null => {
  if (time === null) return null;
  const backdated = windows.findIndex((_, step) => given(step) === time);
  if (backdated !== -1) return givenIn(nameOf(backdated));
  const step = windows.findIndex(({ began, ended }) => began <= time && time <= ended);
  return step === -1 ? new Date(time).toISOString() : nameOf(step);
};

const keyOf = ({ documentId, locale }: DocumentRef): string => `${documentId} ${locale}`;

/** Records when Strapi published the visible row. The first such row of each step counts. */
const recordPublication = (clock: Clock, document: DocumentRef, time: number): void => {
  const all = clock.publications.get(document.documentId) ?? { vi: new Map(), en: new Map() };
  clock.publications.set(document.documentId, all);
  const known = all[document.locale];
  const moment = momentOf(clock, time) as Moment;
  if (!known.has(time) && ![...known.values()].includes(moment)) known.set(time, moment);
};

const publicationOf = (clock: Clock, document: DocumentRef, time: number | null): Moment | null => {
  const moment = momentOf(clock, time);
  if (time === null || moment === null || moment.startsWith(givenIn(''))) return moment;
  return clock.publications.get(document.documentId)?.[document.locale].get(time) ?? `about ${moment}`;
};

/** What is compared of a document in one locale. */
const expectedOf = (state: LocaleState) => {
  const { draft, published, firstPublishedAt, views, log, timeline } = state;
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
/** The same, read from the tables. A text says that there are more rows than one. */
type Observed = { readonly [key in keyof Expected]: Expected[key] | string };

const only = <T>(rows: readonly Row[], read: (row: Row) => T): T | null | string => {
  const [first, ...more] = rows;
  return more.length > 0 ? `${rows.length} rows` : first ? read(first) : null;
};

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

const rowOf = (clock: Clock, document: DocumentRef, row: Row) => ({
  title: row.title,
  updatedAt: momentOf(clock, row.updated_at) as Moment,
  firstPublishedAt: publicationOf(clock, document, row.first_published_at),
  viewCount: Number(row.view_count),
});

const entryOf = (clock: Clock, document: DocumentRef, row: Row): string =>
  say({
    at: momentOf(clock, row.at) as Moment,
    action: row.actor_kind === 'system' ? row.action : `${row.action} by ${row.actor_kind}`,
    title: row.title,
    before: {
      first: publicationOf(clock, document, row.first_before),
      last: publicationOf(clock, document, row.published_before),
    },
    after: {
      first: publicationOf(clock, document, row.first_after),
      last: publicationOf(clock, document, row.published_after),
    },
    reason: row.reason,
  });

const isOfContent = ({ documentId, locale }: DocumentRef, row: Row): boolean =>
  row.document_id === documentId && row.locale === locale;
const isOfTracker = ({ documentId, locale }: DocumentRef, row: Row): boolean =>
  row.target_document_id === documentId && row.target_locale === locale;

const observe = (clock: Clock, seen: Snapshot, document: DocumentRef): Observed => {
  const rows = seen.rows.filter((row) => isOfContent(document, row));
  const hours = seen.hours.filter((row) => isOfTracker(document, row));
  const isVisible = (row: Row): boolean => row.published_at !== null;
  for (const row of rows.filter(isVisible)) recordPublication(clock, document, row.published_at);
  const told = seen.timelines.find((one) => keyOf(one) === keyOf(document))?.timeline ?? null;
  return {
    draft: only(
      rows.filter((row) => !isVisible(row)),
      (row) => rowOf(clock, document, row),
    ),
    published: only(rows.filter(isVisible), (row) => ({
      ...rowOf(clock, document, row),
      publishedAt: publicationOf(clock, document, row.published_at) as Moment,
    })),
    ledger: only(
      seen.totals.filter((row) => isOfTracker(document, row)),
      (row) => ({
        views: Number(row.views),
        uniqueViews: Number(row.unique_views),
        viewsByTheHour: sum(hours, 'views'),
      }),
    ),
    log: seen.entries.filter((row) => isOfTracker(document, row)).map((row) => entryOf(clock, document, row)),
    timeline: told && {
      firstPublishedAt: publicationOf(clock, document, told.firstPublishedAt),
      lastPublishedAt: publicationOf(clock, document, told.lastPublishedAt),
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

/** The differences between the tables and the model, for one document. */
export const compare = (
  clock: Clock,
  seen: Snapshot,
  { document, documentId, name }: { document: Document; documentId: string; name: string },
): string[] =>
  locales.flatMap((locale: Locale) =>
    differences(
      `${name} ${locale}:`,
      expectedOf(document[locale]),
      observe(clock, seen, { documentId, locale }),
    ),
  );

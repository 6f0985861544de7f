/*
 * The answers of the admin routes and of the content API: typed once, for the server that gives them and for the
 * admin that reads them. `Moment` stands for a Date on the server; JSON makes it a text in ISO 8601.
 */

export interface Answer<Data, Meta = AsOf> {
  readonly data: Data;
  readonly meta: Meta;
}

/** When an answer was computed, in ISO 8601. */
export interface AsOf {
  readonly asOf: string;
}

export interface Counts {
  readonly views: number;
  readonly uniqueViews: number;
}

export type Interval = 'hour' | 'day' | 'week' | 'month';

/** A document in one language. `locale` is null where its type is not localized. */
export interface DocumentAddress {
  /** Singular name of the type: `article`. */
  readonly type: string;
  readonly documentId: string;
  readonly locale: string | null;
}

/** The period of an answer, in ISO 8601, `to` not included; both are null for all of time. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** `GET /content-tracker/site` */
export interface Site {
  readonly timeZone: string;
  readonly defaultLocale: string;
  readonly types: readonly SiteType[];
  readonly locales: readonly { readonly code: string; readonly name: string }[];
}
export interface SiteType {
  readonly name: string;
  readonly uid: string;
  readonly label: string;
  readonly isLocalized: boolean;
  /** A single type has one document; the Content Manager opens it by the type alone. */
  readonly isSingle: boolean;
}

/** Views over time, without gaps, and their sums. */
export interface Series extends Counts, Period {
  readonly interval: Interval;
  /** IANA name of the zone whose calendar the intervals follow. */
  readonly timeZone: string;
  readonly series: readonly SeriesPoint[];
}
export interface SeriesPoint extends Counts {
  /** Start of the interval, in ISO 8601. */
  readonly start: string;
}

/** `GET /api/content-tracker/views/:type/:documentId` */
export type DocumentSeries = DocumentAddress & Series;

/** `GET /content-tracker/views/:type/:documentId`; imported views are part of the total's views. */
export type DocumentViews = DocumentSeries & { readonly total: Counts & { readonly importedViews: number } };

/** `GET /content-tracker/views`: views of all documents of a type in one language. */
export interface TypeViews extends Series {
  /** Views from another system. They are not part of `views`, and 0 unless the period is all of time. */
  readonly importedViews: number;
  /** Views in the period of the same length before; null for all of time. */
  readonly before: Counts | null;
}

/** A type in one language, as it stands beside what is told of its documents. */
export interface TypeMeta extends AsOf {
  readonly type: string;
  readonly uid: string;
  readonly locale: string | null;
}

/** A line of `GET /content-tracker/most-viewed` and `/trending`. */
export interface ListedDocument extends Counts {
  readonly documentId: string;
  readonly title: string;
  /** In ISO 8601. */
  readonly firstPublishedAt: string | null;
  /** Views in the period of the same length before; null for all of time. */
  readonly viewsBefore: number | null;
}
export type MostViewed = Answer<readonly ListedDocument[], TypeMeta & Period>;
export type Trending = Answer<readonly ListedDocument[], TypeMeta & { readonly halfLife: number }>;

/** A line of `GET /content-tracker/home/most-viewed`, which lists all types and languages together. */
export interface HomeMostViewed extends ListedDocument, DocumentAddress {
  readonly documentId: string;
  readonly uid: string;
}

/** A line of `GET /content-tracker/home/just-published`. */
export interface HomeJustPublished extends DocumentAddress {
  readonly uid: string;
  readonly title: string;
  /** In ISO 8601. */
  readonly firstPublishedAt: string;
  readonly views: number;
}

/** A line of `GET /content-tracker/refusals`: views of one day that were refused for one reason. */
export interface RefusalCount {
  /** `2026-01-31` in the calendar of the site's time zone. */
  readonly day: string;
  readonly reason: string;
  readonly views: number;
}
export type Refusals = Answer<readonly RefusalCount[], AsOf & Period & { readonly timeZone: string }>;

/** A line of `GET /content-tracker/floods`: views of one document that were refused as floods. */
export interface FloodedDocument extends DocumentAddress {
  readonly uid: string;
  readonly title: string;
  readonly views: number;
}
export type Floods = Answer<readonly FloodedDocument[], AsOf & Period & { readonly timeZone: string }>;

/** What happened to a document in one language, or to its dates. */
export type Action =
  | 'published'
  | 'republished'
  | 'updated'
  | 'unpublished'
  | 'backdated'
  | 'imported'
  | 'views-taken-off'
  | 'deleted';

export interface Dates<Moment = string> {
  /** When readers could first see the document. */
  readonly firstPublishedAt: Moment | null;
  /** When readers got the version that they see; null while they see none. */
  readonly publishedAt: Moment | null;
}

/** Who did something. The name is copied: accounts are renamed and deleted. */
export interface Actor {
  readonly kind: 'admin' | 'api-token' | 'api-user' | 'import' | 'system';
  readonly id: string | null;
  readonly name: string | null;
}

/** An entry of the log of publications. */
export interface LogEntry<Moment = string> {
  readonly at: Moment;
  readonly action: Action;
  readonly actor: Actor;
  /** The document's title at that time; null for a role that may not read titles. */
  readonly title: string | null;
  readonly before: Dates<Moment>;
  readonly after: Dates<Moment>;
  /** When it was scheduled, for what was done at a set time; null otherwise. */
  readonly scheduledAt: Moment | null;
  /** Given by whoever backdated or took views off; null for other actions. */
  readonly reason: string | null;
  /** The views that were taken off, and the time in which they were counted; null for other actions. */
  readonly takenOff: { readonly views: number; readonly from: Moment; readonly to: Moment } | null;
}

/** The dates of a document in one language, as its log tells them. */
export interface Timeline<Moment = string> {
  readonly firstPublishedAt: Moment | null;
  readonly lastPublishedAt: Moment | null;
  /** When readers lost it; null while they see it, and before they first did. */
  readonly unpublishedAt: Moment | null;
  readonly timesPublished: number;
}

/** `GET /api/content-tracker/publishing/:type/:documentId` */
export type PublishingDates<Moment = string> = DocumentAddress & Timeline<Moment>;

/** `GET /content-tracker/publishing/:type/:documentId`: a page of the log, the newest entry first. */
export type PublishingLog<Moment = string> = Answer<
  PublishingDates<Moment> & { readonly entries: readonly LogEntry<Moment>[] },
  { readonly start: number; readonly limit: number; readonly total: number }
>;

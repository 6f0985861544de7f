import type { DocumentRef } from '../content/document-ref';
import countedEvent from './tables/counted-event.json';
import floodDay from './tables/flood-day.json';
import refusalDay from './tables/refusal-day.json';
import viewDay from './tables/view-day.json';
import viewHour from './tables/view-hour.json';
import viewTotal from './tables/view-total.json';

/** The ledger's tables as hidden content types: `strapi export` and `strapi import` include them. */
export const ledgerTypes = {
  'view-total': { schema: viewTotal },
  'view-hour': { schema: viewHour },
  'view-day': { schema: viewDay },
  'refusal-day': { schema: refusalDay },
  'flood-day': { schema: floodDay },
  'counted-event': { schema: countedEvent },
};

/** Names of the ledger's tables, with their schema where the database has one. */
export interface Tables {
  readonly totals: string;
  readonly hours: string;
  readonly days: string;
  readonly refusals: string;
  readonly floods: string;
  readonly events: string;
  /** Plain tables, which are no content types: an export leaves them out, and Strapi's schema sync leaves them alone. */
  readonly increments: string;
  readonly fold: string;
  readonly minutes: string;
  readonly rankings: string;
}

export const tablesIn = (qualified: (table: string) => string): Tables => ({
  totals: qualified(viewTotal.collectionName),
  hours: qualified(viewHour.collectionName),
  days: qualified(viewDay.collectionName),
  refusals: qualified(refusalDay.collectionName),
  floods: qualified(floodDay.collectionName),
  events: qualified(countedEvent.collectionName),
  increments: qualified('content_tracker_increments'),
  fold: qualified('content_tracker_fold'),
  minutes: qualified('content_tracker_view_minutes'),
  rankings: qualified('content_tracker_rankings'),
});

/**
 * Stands in place of a document's id, in hours and days: the sums of all documents of the type. They stay when one of
 * the documents is deleted.
 */
export const allDocuments = '*';

/** The columns by which totals, hours and days name their document. */
export const documentColumns = ['type', 'target_document_id', 'target_locale'];

/** The part of a tracked type that names its rows in the ledger. */
export interface CountedType {
  readonly uid: string;
  /** Its singular name. */
  readonly name: string;
}

/** Values of the `documentColumns`. */
export const documentValues = (type: CountedType, { documentId, locale }: DocumentRef) => ({
  type: type.uid,
  target_document_id: documentId,
  target_locale: locale,
});

/** A row's own `document_id`. It is the same on every instance, which `strapi export` and `import` rely on. */
export const rowIdOf = (type: CountedType, { documentId, locale }: DocumentRef): string =>
  `${type.name}-${documentId}${locale && `-${locale}`}`;

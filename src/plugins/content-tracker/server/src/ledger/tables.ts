import countedEvent from './tables/counted-event.json';
import refusalDay from './tables/refusal-day.json';
import viewDay from './tables/view-day.json';
import viewHour from './tables/view-hour.json';
import viewTotal from './tables/view-total.json';

/**
 * The ledger's tables. They are content types, hidden from the admin, so that `strapi export` takes them
 * along.
 */
export const ledgerTypes = {
  'view-total': { schema: viewTotal },
  'view-hour': { schema: viewHour },
  'view-day': { schema: viewDay },
  'refusal-day': { schema: refusalDay },
  'counted-event': { schema: countedEvent },
};

/** Names of the ledger's tables, with their schema where the database has one. */
export interface Tables {
  readonly totals: string;
  readonly hours: string;
  readonly days: string;
  readonly refusals: string;
  readonly events: string;
}

/**
 * In place of a document's id, in hours and days: what all documents of the type reached together. It stays
 * when one of them is deleted.
 */
export const wholeType = '*';

export const tablesIn = (qualified: (table: string) => string): Tables => ({
  totals: qualified(viewTotal.collectionName),
  hours: qualified(viewHour.collectionName),
  days: qualified(viewDay.collectionName),
  refusals: qualified(refusalDay.collectionName),
  events: qualified(countedEvent.collectionName),
});

import type { Knex } from 'knex';
import { maxInteger } from 'newsroom-plugin-kit/sql';
import type { Ledger } from '../ledger/ledger.sql';
import type { Tracker } from '../tracker';
import type { Publishing } from './index';
import type { Counts } from './settle-documents';

/** What a document had in the system that it was published in before. */
export interface ImportedHistory {
  readonly uid: string;
  readonly documentId: string;
  /** null where the type is not localized. */
  readonly locale: string | null;
  /** When readers could first see it; not in the future. Absent: its date stays. */
  readonly firstPublishedAt?: Date;
  /** Views counted there, 0 to 2147483647. Absent: its views stay. */
  readonly views?: number;
}

const refuse = (message: string): never => {
  throw new Error(`content-tracker: ${message}`);
};

/**
 * The service `history`, for importers:
 * `strapi.plugin('content-tracker').service('history').carryOver({ uid, documentId, locale, … })`.
 */
export const createImports = (
  { strapi, types, now }: Tracker,
  ledger: Pick<Ledger, 'setImportedViews'>,
  counts: Pick<Counts, 'touch'>,
  publishing: Publishing,
) => ({
  /**
   * Imports the history of a document. Joins the transaction in which it is called. The same history a second time
   * changes nothing; another one replaces the first one. Views that were counted here are kept.
   * @throws Error where the type is not tracked, the document does not exist, or a value is out of its limits
   */
  async carryOver({ uid, documentId, locale, firstPublishedAt, views }: ImportedHistory): Promise<void> {
    const type = types.find((one) => one.uid === uid) ?? refuse(`"${uid}" is not among contentTypes`);
    if (firstPublishedAt && !(firstPublishedAt.getTime() <= now())) {
      refuse(`firstPublishedAt must be a moment in the past, got ${String(firstPublishedAt)}`);
    }
    if (views !== undefined && !(Number.isInteger(views) && views >= 0 && views <= maxInteger)) {
      refuse(`views must be a whole number from 0 to ${maxInteger}, got ${views}`);
    }
    await strapi.db.transaction(async ({ trx }) => {
      const row = await trx(type.table).first('id').where({ document_id: documentId, locale });
      if (!row) refuse(`${uid} has no document ${documentId}${locale ? ` in ${locale}` : ''}`);
      const ref = { documentId, locale: locale ?? '' };
      if (firstPublishedAt) {
        await publishing.importDate(trx as Knex.Transaction, type, ref, firstPublishedAt);
      }
      if (views === undefined) return;
      await ledger.setImportedViews(trx, type, ref, views);
      await counts.touch(trx, [{ type, ref }]);
    });
  },
});

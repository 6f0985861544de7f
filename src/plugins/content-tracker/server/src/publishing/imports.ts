import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import type { Publishing } from './index';
import type { TrackedType } from '../content/tracked';
import type { Ledger } from '../ledger/ledger.sql';

/** What a document brings along from the system that it was published in before. */
export interface Past {
  readonly uid: string;
  readonly documentId: string;
  /** `null` where the type is not localized. */
  readonly locale: string | null;
  /** When readers could first see it; not in the future. Absent: left as it is. */
  readonly firstPublishedAt?: Date;
  /** Views counted before, 0 to 2147483647. Absent: left as they are. */
  readonly views?: number;
}

const maxViews = 2_147_483_647;

const refuse = (message: string): never => {
  throw new Error(`content-tracker: ${message}`);
};

/**
 * The service `history`, for importers:
 * `strapi.plugin('content-tracker').service('history').carryOver({ uid, documentId, locale, … })`.
 */
export const createHistory = (
  strapi: Core.Strapi,
  { types, ledger, publishing }: { types: readonly TrackedType[]; ledger: Ledger; publishing: Publishing },
) => ({
  /**
   * Gives a document its past. Joins the transaction it is called in. The same past again changes
   * nothing, a corrected one replaces the one before, and views counted here since are kept.
   * @throws Error where the type is not tracked, the document is not there, or a value is out of its limits
   */
  async carryOver({ uid, documentId, locale, firstPublishedAt, views }: Past): Promise<void> {
    const type = types.find((one) => one.uid === uid) ?? refuse(`"${uid}" is not among contentTypes`);
    if (firstPublishedAt && !(firstPublishedAt.getTime() <= Date.now())) {
      refuse(`firstPublishedAt must be a moment in the past, got ${String(firstPublishedAt)}`);
    }
    if (views !== undefined && !(Number.isInteger(views) && views >= 0 && views <= maxViews)) {
      refuse(`views must be a whole number from 0 to ${maxViews}, got ${views}`);
    }
    await strapi.db.transaction(async ({ trx }) => {
      const known = await trx(type.table).first('id').where({ document_id: documentId, locale });
      if (!known) refuse(`${uid} has no document ${documentId}${locale ? ` in ${locale}` : ''}`);
      const place = { documentId, locale: locale ?? '' };
      if (firstPublishedAt) {
        await publishing.carryOver(trx as Knex.Transaction, type, place, firstPublishedAt);
      }
      if (views !== undefined) await ledger.setImportedViews(trx, type, place, views);
    });
  },
});

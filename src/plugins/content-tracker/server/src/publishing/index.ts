import type { Core } from '@strapi/strapi';
import type { TrackedType } from '../tracked';
import {
  fillMissingDates,
  firstPublishedAtOf,
  setFirstPublishedAt,
  type Edition,
} from './first-published.sql';

/** What becomes of a document's dates when it is published, drafted, copied or taken away. */
export const createPublishing = (strapi: Core.Strapi) => ({
  /**
   * A row is about to be written: the published one at every publish, the draft at creation, discard
   * and clone. The date comes from the document's other row in this locale; a clone and a new locale
   * have none yet. What an API's input or the copied row says does not count.
   */
  async beforeCreate(type: TrackedType, data: Record<string, unknown>): Promise<void> {
    const { documentId, locale, publishedAt } = data as {
      documentId?: string;
      locale?: string | null;
      publishedAt?: Date;
    };
    data.firstPublishedAt = await strapi.db.transaction(async ({ trx }) => {
      const edition: Edition | undefined = documentId ? { documentId, locale: locale ?? null } : undefined;
      const known = edition ? await firstPublishedAtOf(trx, type, edition) : null;
      if (known || !publishedAt) return known;
      const now = new Date(publishedAt);
      if (edition) await setFirstPublishedAt(trx, type, edition, now);
      return now;
    });
  },

  /** Documents that were published before their type was tracked get the oldest date that is known. */
  async start(types: readonly TrackedType[]): Promise<void> {
    for (const type of types) await strapi.db.transaction(({ trx }) => fillMissingDates(trx, type));
  },
});

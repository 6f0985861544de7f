import { refOf } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Tracker } from '../tracker';
import type { Ledger } from './ledger.sql';

/** Keeps `viewCount` and the ledger in step with the rows that Strapi writes and deletes. */
export const createViewCounts = ({ strapi }: Tracker, ledger: Ledger) => ({
  /**
   * Sets `viewCount` of a row that is about to be inserted. It comes from the row that this one replaces, else from
   * the ledger; never from the input, nor from the row that this one is a copy of. A fold at the same time may not see the
   * row yet: `touched` increments, which every such transaction writes, have it projected again.
   * @param replaced `viewCount` of the row that the same transaction deleted before, if there is one
   */
  async beforeCreate(
    type: TrackedType,
    data: Record<string, unknown>,
    replaced: number | null | undefined,
  ): Promise<void> {
    if (!data.documentId) {
      data.viewCount = 0;
      return;
    }
    const ref = refOf(data);
    data.viewCount =
      replaced ?? (await strapi.db.transaction(({ trx }) => ledger.viewCountOf(trx, type, ref)));
  },

  /** Deletes the counts of documents that are gone. After a bulk deletion only the tables know which ones are. */
  async afterDeleteMany(type: TrackedType): Promise<void> {
    await strapi.db.transaction(({ trx }) => ledger.removeOrphans(trx, type));
  },
});

export type ViewCounts = ReturnType<typeof createViewCounts>;

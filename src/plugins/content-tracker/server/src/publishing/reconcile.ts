import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { lockRow } from '../content/lock';
import type { TrackedType } from '../content/tracked';
import type { Tracker } from '../tracker';
import { system } from './actor';
import type { SettleDocuments } from './settle-documents';
import { findDiffering } from './reconcile.sql';
import type { Occasion } from './settle';

const nothingKnown = { isPublishedAnew: false, isSharedFieldChanged: false, isImport: false };

/** Makes rows and log agree where nobody has recorded what happened. */
export const createReconciliation = (
  { strapi, types, lock, now }: Tracker,
  logTable: string,
  settleDocuments: SettleDocuments,
) => {
  /** @returns how many entries were appended */
  const reconcileType = async (trx: Knex, type: TrackedType, occasion: Occasion): Promise<number> => {
    let count = 0;
    for (const refs of inChunks(await findDiffering(trx, logTable, type))) {
      const changes = refs.map((ref) => ({ ...nothingKnown, ref }));
      count += await settleDocuments(trx, type, changes, occasion);
    }
    return count;
  };

  return {
    reconcileType,

    /**
     * Reconciles all types at boot: documents published before their type was tracked, a restored dump, changes by
     * hand. Where several instances boot at once, the first one does it and the others find nothing left.
     * @returns how many entries were appended
     */
    async reconcileAll(): Promise<number> {
      let count = 0;
      for (const type of types) {
        const startMs = now();
        const entries = await strapi.db.transaction(async ({ trx }) => {
          await lockRow(trx, lock);
          return reconcileType(trx, type, {
            actor: system,
            at: new Date(now()),
            scheduledAt: null,
            isBoot: true,
          });
        });
        count += entries;
        if (entries === 0) continue;
        const seconds = ((now() - startMs) / 1000).toFixed(1);
        strapi.log.info(
          `content-tracker: brought the log of ${type.name} up to date, ${entries} entries in ${seconds} s`,
        );
      }
      return count;
    },
  };
};

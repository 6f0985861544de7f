import type { Knex } from 'knex';
import { isSqlite } from 'newsroom-plugin-kit/sql';
import { byLocale, rowsOfTarget, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { allDocuments, type CountedType, type Tables } from './tables';

/** Deletes counts together with their documents. */
export const createRemoval = (tables: Pick<Tables, 'totals' | 'hours' | 'days' | 'floods'>) => {
  /** Tables with rows of one document. */
  const documentTables = [tables.totals, tables.hours, tables.days, tables.floods];

  const lockTotals = async (
    trx: Knex,
    type: CountedType,
    locale: string,
    documentIds: readonly string[],
  ): Promise<void> => {
    await trx(tables.totals)
      .select('id')
      .where({ type: type.uid, target_locale: locale })
      .whereIn('target_document_id', [...documentIds])
      .orderBy('id')
      .forUpdate();
  };

  return {
    /** Deletes the counts of documents, each in its locale. */
    async remove(trx: Knex, type: CountedType, refs: readonly DocumentRef[]): Promise<void> {
      for (const { locale, documentIds } of byLocale(refs)) {
        // In the order in which a fold locks them, so that the two never wait for each other in a circle.
        if (!isSqlite(trx)) await lockTotals(trx, type, locale, documentIds);
        for (const table of documentTables) {
          await trx(table)
            .where({ type: type.uid, target_locale: locale })
            .whereIn('target_document_id', documentIds)
            .delete();
        }
      }
    },

    /** Deletes the counts of documents that no longer exist. The sums of the whole type stay. */
    async removeOrphans(trx: Knex, type: TrackedType): Promise<void> {
      for (const table of documentTables) {
        await trx(table)
          .where({ type: type.uid })
          .whereNot({ target_document_id: allDocuments })
          .whereNotExists(rowsOfTarget(trx, type.table, table))
          .delete();
      }
    },
  };
};

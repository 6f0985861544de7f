import type { Knex } from 'knex';
import { refKey } from '../content/document-ref';
import { addRows } from './add-rows.sql';
import { additionsIn } from './additions';
import type { RefusalIncrement } from './increments';
import { documentValues, rowIdOf, type CountedType, type Tables } from './tables';

/** Writes the refused views: by day, reason and type, and floods also by their document. */
export const createRefusalDays = (tables: Tables) => {
  const additions = additionsIn(tables);

  return {
    async addRefusals(trx: Knex, refused: readonly RefusalIncrement[]): Promise<void> {
      const sums = new Map<string, { document_id: string; views: number }>();
      for (const { day, reason, type, views } of refused) {
        const id = `${day}-${reason}-${type}`;
        const row = { document_id: id, day, reason, type, views: views + (sums.get(id)?.views ?? 0) };
        sums.set(id, row);
      }
      const rows = [...sums.values()].sort((a, b) => (a.document_id < b.document_id ? -1 : 1));
      await addRows(trx, additions.refusals, rows);
    },

    /** Adds refused views to the days of their documents. Those of documents that are gone are left out. */
    async addFloods(
      trx: Knex,
      type: CountedType,
      refused: readonly RefusalIncrement[],
      gone: ReadonlySet<string>,
    ): Promise<void> {
      const rows = new Map<string, Record<string, unknown> & { document_id: string; views: number }>();
      for (const { document, day, views } of refused) {
        if (!document || gone.has(refKey(document))) continue;
        const document_id = `${rowIdOf(type, document)}-${day}`;
        const sum = views + (rows.get(document_id)?.views ?? 0);
        rows.set(document_id, { document_id, ...documentValues(type, document), day, views: sum });
      }
      const inOrder = [...rows.values()].sort((a, b) => (a.document_id < b.document_id ? -1 : 1));
      await addRows(trx, additions.floods, inOrder);
    },
  };
};

import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { addRows } from './add-rows.sql';
import { documentColumns, type Tables } from './tables';
import { addScores } from './trending-score';

type Row = Record<string, unknown>;

const rowsAtOnce = 500;

const additionsIn = (tables: Tables) => [
  {
    table: tables.totals,
    key: documentColumns,
    added: ['views', 'unique_views', 'imported_views', 'recent_views'],
    mixed: { column: 'heat', mix: addScores },
  },
  { table: tables.hours, key: [...documentColumns, 'hour'], added: ['views', 'unique_views'] },
  { table: tables.days, key: [...documentColumns, 'day'], added: ['views', 'unique_views'] },
  { table: tables.refusals, key: ['day', 'reason', 'type'], added: ['views'] },
];

/** Makes the function that adds all counts of one type to those of another one, and deletes the first type's. */
export const createRenameCounts =
  (tables: Tables) =>
  /** @param from and `to` are uids of types */
  async (trx: Knex, from: string, to: string): Promise<void> => {
    for (const addition of additionsIn(tables)) {
      const { table, key, added, mixed } = addition;
      const columns = ['id', 'document_id', ...key, ...added, ...(mixed ? [mixed.column] : [])];
      for (;;) {
        const rows: Row[] = await trx(table)
          .select(columns)
          .where({ type: from })
          .orderBy('id')
          .limit(rowsAtOnce);
        if (rows.length === 0) break;
        for (const chunk of inChunks(rows.map(({ id }) => Number(id)))) {
          await trx(table).whereIn('id', chunk).delete();
        }
        const renamed = rows.map(({ id: _, ...row }) => ({
          ...row,
          type: to,
          document_id: `${to} ${String(row.document_id)}`,
        }));
        await addRows(trx, addition, renamed);
      }
    }
  };

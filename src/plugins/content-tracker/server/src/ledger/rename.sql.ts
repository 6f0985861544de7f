import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { addRows, type Addition } from './add-rows.sql';
import { additionsIn } from './additions';
import type { Tables } from './tables';

type Row = Record<string, unknown>;

const rowsAtOnce = 500;
/** Which counts: those of a type, or those of a type in one locale. */
export interface Named {
  /** uid of the type. */
  readonly type: string;
  readonly locale?: string;
}

/** Makes the function that adds all counts under one name to those under another one, and deletes the first ones. */
export const createRenameCounts =
  (tables: Tables) =>
  async (trx: Knex, from: Named, to: Named): Promise<void> => {
    const columnsOf = ({ type, locale }: Named) => ({
      type,
      ...(locale !== undefined && { target_locale: locale }),
    });
    for (const addition of Object.values<Addition>(additionsIn(tables))) {
      const { table, key, added, mixed } = addition;
      // Refusals have no locale.
      if (from.locale !== undefined && !key.includes('target_locale')) continue;
      const columns = ['id', 'document_id', ...key, ...added, ...(mixed ? [mixed.column] : [])];
      for (;;) {
        const rows: Row[] = await trx(table)
          .select(columns)
          .where(columnsOf(from))
          .orderBy('id')
          .limit(rowsAtOnce);
        if (rows.length === 0) break;
        for (const chunk of inChunks(rows.map(({ id }) => Number(id)))) {
          await trx(table).whereIn('id', chunk).delete();
        }
        const renamed = rows.map(({ id: _, ...row }) => ({
          ...row,
          ...columnsOf(to),
          document_id: [to.type, ...(to.locale ? [to.locale] : []), String(row.document_id)].join(' '),
        }));
        await addRows(trx, addition, renamed);
      }
    }
  };

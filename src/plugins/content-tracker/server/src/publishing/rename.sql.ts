import type { Knex } from 'knex';
import type { Named } from '../ledger/rename.sql';

type Row = Record<string, unknown>;

/** Makes the function that gives the log entries under one name to another one, under which they were renamed. */
export const createRenameLog =
  (table: string) =>
  /**
   * Numbers of entries that the new name already has go up: the renamed ones come before them.
   * @returns the number of entries
   */
  async (trx: Knex, from: Named, to: Named): Promise<number> => {
    const localeOf = ({ locale }: Named) => (locale === undefined ? {} : { target_locale: locale });
    const documents: Row[] = await trx(table)
      .distinct('target_document_id', 'target_locale')
      .where({ type: to.type, ...localeOf(to) });
    for (const document of documents) {
      const [last] = await trx(table)
        .max({ number: 'number' })
        .where({ ...document, type: from.type, ...localeOf(from) });
      await trx(table)
        .where({ ...document, type: to.type })
        .increment('number', Number(last?.number ?? 0));
    }
    return trx(table)
      .where({ type: from.type, ...localeOf(from) })
      .update({ type: to.type, ...localeOf(to) });
  };

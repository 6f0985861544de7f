import type { Knex } from 'knex';

type Row = Record<string, unknown>;

/** Makes the function that gives the log entries of one type to another one, under which they were renamed. */
export const createRenameLog =
  (table: string) =>
  /**
   * Numbers of entries that the new type already has go up: the renamed ones come before them.
   * @param from and `to` are uids of types
   * @returns the number of entries
   */
  async (trx: Knex, from: string, to: string): Promise<number> => {
    const documents: Row[] = await trx(table)
      .distinct('target_document_id', 'target_locale')
      .where({ type: to });
    for (const document of documents) {
      const [last] = await trx(table)
        .max({ number: 'number' })
        .where({ ...document, type: from });
      await trx(table)
        .where({ ...document, type: to })
        .increment('number', Number(last?.number ?? 0));
    }
    return trx(table).where({ type: from }).update({ type: to });
  };

import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { createTableOnce } from 'newsroom-plugin-kit/migrations';
import { isMysql } from 'newsroom-plugin-kit/sql';
import type { Tables } from './tables';

/**
 * One row from which numbers are drawn: the order of messages, and the keys of endpoints. These numbers survive
 * `strapi export` and `strapi import`, which give every row a new `id`.
 *
 * The table is no content type, so that an export does not read it and an import does not replace it. Its `database_id`
 * therefore tells rows that were written in this database from rows that an import has brought.
 */
export const createSequence = ({ sequence, messages, deliveries, endpoints }: Tables) => {
  const highest = async (db: Knex): Promise<number> => {
    const found = await Promise.all(
      (
        [
          [messages, 'sequence'],
          [deliveries, 'endpoint'],
          [endpoints, 'endpoint'],
        ] as const
      ).map(([table, column]) => db(table).max({ n: column }).first()),
    );
    return Math.max(0, ...found.map((row) => Number(row?.n ?? 0)));
  };

  /** Continues above every number in use: an import may have brought higher ones. */
  const raise = async (db: Knex): Promise<void> => {
    const n = await highest(db);
    await db(sequence).where('n', '<', n).update({ n });
  };

  let databaseId: string | undefined;

  return {
    raise,

    /** Creates the table and its row if they are missing. */
    async prepare(db: Knex): Promise<void> {
      await createTableOnce(db, sequence, (table) => {
        table.integer('id').primary();
        table.bigInteger('n').notNullable();
        table.string('database_id').notNullable();
      });
      await db(sequence).insert({ id: 1, n: 0, database_id: randomUUID() }).onConflict('id').ignore();
      databaseId = String((await db(sequence).first('database_id')).database_id);
      await raise(db);
    },

    /** Until the transaction ends, no other transaction can draw numbers. */
    async lock(trx: Knex): Promise<void> {
      await trx(sequence).update({ n: trx.ref('n') });
    },

    /**
     * The name of this database. A copy of its files and a restored dump have the same name.
     * @throws Error before `prepare`
     */
    databaseId(): string {
      if (databaseId === undefined) throw new Error('webhook-delivery: the tables are not ready yet');
      return databaseId;
    },

    /**
     * Draws `count` numbers. A transaction that commits later has higher ones, because the row stays locked until the
     * transaction ends. To be called as late in it as possible.
     * @returns the first number; the others follow it
     */
    async draw(trx: Knex, count: number): Promise<number> {
      if (isMysql(trx)) {
        const [{ insertId }] = await trx.raw('update ?? set n = last_insert_id(n + ?)', [sequence, count]);
        return Number(insertId) - count + 1;
      }
      const [{ n }] = await trx(sequence)
        .update({ n: trx.raw('n + ?', [count]) })
        .returning('n');
      return Number(n) - count + 1;
    },
  };
};

export type Sequence = ReturnType<typeof createSequence>;

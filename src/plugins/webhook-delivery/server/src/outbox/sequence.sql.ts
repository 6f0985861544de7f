import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { isMysql } from 'newsroom-plugin-kit/sql';
import { bare } from 'newsroom-plugin-kit/tables';
import type { Tables } from '../tables';

/**
 * One row that numbers are drawn from: messages by their order, endpoints by their name among deliveries. Numbers
 * are kept over `strapi export` and `strapi import`, which give every row a new `id`.
 *
 * A plain table and no content type: it stays with its database, and an import neither reads nor replaces it. So
 * its `database_id` tells what was written here from what was brought here.
 */
export const createSequence = ({ sequence, messages, deliveries, endpoints }: Tables) => {
  const create = async (db: Knex): Promise<void> => {
    await db.schema.createTable(bare(sequence), (table) => {
      table.integer('id').primary();
      table.bigInteger('n').notNullable();
      table.string('database_id').notNullable();
    });
  };

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

  /** Goes on above every number that is in use, as after an import. */
  const raise = async (db: Knex): Promise<void> => {
    const n = await highest(db);
    await db(sequence).where('n', '<', n).update({ n });
  };

  let databaseId: string | undefined;

  return {
    raise,

    /** Makes the table and its row where they are missing. */
    async prepare(db: Knex): Promise<void> {
      try {
        if (!(await db.schema.hasTable(bare(sequence)))) await create(db);
      } catch (error) {
        // Another instance may have been quicker.
        if (!(await db.schema.hasTable(bare(sequence)))) throw error;
      }
      await db(sequence).insert({ id: 1, n: 0, database_id: randomUUID() }).onConflict('id').ignore();
      databaseId = String((await db(sequence).first('database_id')).database_id);
      await raise(db);
    },

    /** Keeps all others from drawing numbers until the transaction ends. */
    async lock(trx: Knex): Promise<void> {
      await trx(sequence).update({ n: trx.ref('n') });
    },

    /**
     * Names this database; a copy of its files, or a dump that is restored, has the same name.
     * @throws Error before `prepare`
     */
    databaseId(): string {
      if (databaseId === undefined) throw new Error('webhook-delivery: its tables are not ready yet');
      return databaseId;
    },

    /**
     * Draws numbers. Whoever draws some after another one has committed gets higher ones: the row is held until
     * the transaction ends, so this comes as late in it as possible.
     * @returns the first of them; the others follow it
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

import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { databaseNow, isSqlite } from 'newsroom-plugin-kit/sql';
import type { Tables } from './tables';

/** The name of the ledger, in the table that exports contain. */
const storeKey = 'plugin_content-tracker_ledger';

/** What the one row of the fold says. */
interface FoldState {
  /** Name of the ledger that the increments belong to. */
  readonly ledger: string;
  readonly isPaused: boolean;
}

/**
 * The row that only one fold at a time holds. It also knows to which ledger the increments belong: `strapi import`
 * replaces the counts, with the ledger's name in Strapi's store, but not the increments.
 * @param store the table of Strapi's store
 */
export const createFoldState = ({ fold: table }: Pick<Tables, 'fold'>, store: string) => {
  /** undefined while an import is replacing the store. */
  const nameInStore = async (db: Knex): Promise<string | undefined> => {
    const row = await db(store).first('value').where({ key: storeKey });
    return row ? (JSON.parse(row.value) as string) : undefined;
  };

  const rename = async (trx: Knex, ledger: string): Promise<void> => {
    await trx(table).where({ id: 1 }).update({ ledger });
  };

  const stateIn = (trx: Knex): Knex.QueryBuilder =>
    trx(table)
      .select('ledger', trx.raw(`case when paused_until > ${databaseNow(trx)} then 1 else 0 end as paused`))
      .where({ id: 1 });

  return {
    nameInStore,
    rename,

    /**
     * Makes the row, and gives the ledger a name where it has none.
     * @returns whether an import has brought counts of another ledger
     */
    async prepare(trx: Knex): Promise<boolean> {
      await trx(table).insert({ id: 1, ledger: '', folds: 0, paused_until: 0 }).onConflict('id').ignore();
      const row = trx(table).first('ledger').where({ id: 1 });
      const { ledger } = await (isSqlite(trx) ? row : row.forUpdate());
      const name = await nameInStore(trx);
      if (name === undefined) {
        // The ledger is new, or an archive without a name was imported: that of an earlier version, or without settings.
        const given = ledger === '' ? randomUUID() : String(ledger);
        await trx(store).insert({ key: storeKey, value: JSON.stringify(given), type: 'string' });
        await rename(trx, given);
        return false;
      }
      if (name === ledger) return false;
      await rename(trx, name);
      return true;
    },

    /** Gives the ledger another name, in both places: what an import brings has a different one. */
    async renameBoth(trx: Knex): Promise<void> {
      const name = randomUUID();
      await rename(trx, name);
      await trx(store)
        .where({ key: storeKey })
        .update({ value: JSON.stringify(name) });
    },

    /** Locks the row until the transaction ends. @returns undefined if another transaction holds it */
    async lock(trx: Knex): Promise<FoldState | undefined> {
      const query = stateIn(trx);
      if (!isSqlite(trx)) query.forUpdate().skipLocked();
      const [row] = await query;
      return row && { ledger: String(row.ledger), isPaused: Number(row.paused) === 1 };
    },

    /** Locks the row until the transaction ends, and waits for whoever holds it. @returns whether folds are paused */
    async lockAndWait(trx: Knex): Promise<boolean> {
      const query = stateIn(trx);
      const [row] = await (isSqlite(trx) ? query : query.forUpdate());
      return Number(row?.paused) === 1;
    },

    /** Counts a fold. Who reads counts and increments one after the other learns from it whether they belong together. */
    async countFold(trx: Knex): Promise<void> {
      await trx(table).where({ id: 1 }).increment('folds', 1);
    },

    async folds(db: Knex): Promise<number> {
      return Number((await db(table).first('folds').where({ id: 1 }))?.folds ?? 0);
    },

    /**
     * Lets nobody fold for some time. It waits for a fold that is under way.
     * @param renewed whether an earlier pause must not have ended yet
     * @returns whether it had not
     */
    async pause(db: Knex, ms: number, renewed: boolean): Promise<boolean> {
      const query = db(table)
        .where({ id: 1 })
        .update({ paused_until: db.raw(`${databaseNow(db)} + ?`, [ms]) });
      if (renewed) query.whereRaw(`paused_until > ${databaseNow(db)}`);
      return (await query) === 1;
    },

    async resume(db: Knex): Promise<void> {
      await db(table).where({ id: 1 }).update({ paused_until: 0 });
    },
  };
};

export type FoldStateRow = ReturnType<typeof createFoldState>;

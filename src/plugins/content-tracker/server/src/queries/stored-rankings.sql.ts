import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { databaseNow } from 'newsroom-plugin-kit/sql';
import type { Tables } from '../ledger/tables';
import type { Ranked } from './ranking.sql';

/** How long an instance may take to rank before another one does it instead. */
const claimMs = 10_000;
/** After this time a ranking is deleted: it was of a period that nobody asks for any more. */
const keptMs = 3_600_000;

/** A ranking as it is stored. */
export interface StoredRanking {
  readonly documents: Ranked[];
  /** Milliseconds since it was computed, by the database's clock. */
  readonly ageMs: number;
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Rankings that all instances share. */
export const createRankingRows = (db: Knex, { rankings: table }: Pick<Tables, 'rankings'>) => {
  const now = databaseNow(db);

  return {
    async find(text: string): Promise<StoredRanking | undefined> {
      const row = await db(table)
        .first('documents', db.raw(`${now} - computed_at as age`))
        .where({ key: keyOf(text) });
      if (!row?.documents) return undefined;
      return { documents: JSON.parse(row.documents) as Ranked[], ageMs: Number(row.age) };
    },

    /** Whether this instance is to compute a ranking that is older than `ttlMs`; no other one is told so meanwhile. */
    async claim(text: string, ttlMs: number): Promise<boolean> {
      const key = keyOf(text);
      await db(table).insert({ key, computed_at: 0, claimed_until: 0 }).onConflict('key').ignore();
      const claimed = await db(table)
        .where({ key })
        .whereRaw(`claimed_until < ${now}`)
        .whereRaw(`computed_at <= ${now} - ?`, [ttlMs])
        .update({ claimed_until: db.raw(`${now} + ?`, [claimMs]) });
      return claimed === 1;
    },

    /** Stores a ranking that was claimed, and deletes those that nobody asks for any more. */
    async store(text: string, documents: readonly Ranked[]): Promise<void> {
      await db(table)
        .where({ key: keyOf(text) })
        .update({ documents: JSON.stringify(documents), computed_at: db.raw(now), claimed_until: 0 });
      await db(table)
        .whereRaw(`computed_at < ${now} - ?`, [keptMs])
        .whereRaw(`claimed_until < ${now}`)
        .delete();
    },

    /** Gives up a claim: nothing was computed. */
    async release(text: string): Promise<void> {
      await db(table)
        .where({ key: keyOf(text) })
        .update({ claimed_until: 0 });
    },
  };
};

export type RankingRows = ReturnType<typeof createRankingRows>;

import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { Tables } from '../tables';

const mostAtOnce = 1000;

/** Finds and removes messages that nobody needs any more. */
export const createRetention = ({ messages, deliveries, attempts }: Tables) => ({
  /**
   * Numbers of messages without a pending delivery that are older than `beforeMs`, or not among the newest `most`; at
   * most a thousand.
   */
  async finished(db: Knex, beforeMs: number, most: number): Promise<number[]> {
    const newest = await db(messages).select('sequence').orderBy('sequence', 'desc').offset(most).first();
    const rows: { sequence: unknown }[] = await db({ m: messages })
      .select('m.sequence')
      .where((condition) =>
        condition.where('m.at', '<', beforeMs).orWhere('m.sequence', '<=', newest?.sequence ?? 0),
      )
      .whereNotExists(
        db({ d: deliveries }).select('d.id').whereRaw('d.message = m.sequence').where('d.state', 'pending'),
      )
      .orderBy('m.sequence')
      .limit(mostAtOnce);
    return rows.map(({ sequence }) => Number(sequence));
  },

  /** Removes messages with their deliveries and attempts. */
  async remove(trx: Knex, sequences: readonly number[]): Promise<void> {
    for (const chunk of inChunks(sequences)) {
      await trx(attempts).whereIn('message', chunk).delete();
      await trx(deliveries).whereIn('message', chunk).delete();
      await trx(messages).whereIn('sequence', chunk).delete();
    }
  },
});

export type Retention = ReturnType<typeof createRetention>;

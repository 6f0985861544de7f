import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { Tables } from './tables';

/** Remembers which reported events were counted, by the hashes of their ids: an event counts once. */
export const createEvents = ({ events }: Pick<Tables, 'events'>) => ({
  /** Returns those of the hashes that were counted before. */
  async findEvents(trx: Knex, hashes: readonly string[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (const chunk of inChunks(hashes)) {
      const rows = await trx(events).select('event_hash').whereIn('event_hash', chunk);
      for (const { event_hash: hash } of rows) known.add(hash);
    }
    return known;
  },

  /**
   * Remembers events as counted.
   * @param hour when they were reported, in UTC hours since the epoch
   * @throws where another transaction has counted one of them meanwhile
   */
  async addEvents(trx: Knex, hashes: readonly string[], hour: number): Promise<void> {
    for (const chunk of inChunks([...hashes].sort())) {
      await trx(events).insert(chunk.map((hash) => ({ document_id: hash, event_hash: hash, hour })));
    }
  },

  /** Forgets the events that were reported before `hour`. */
  async removeEventsBefore(trx: Knex, hour: number): Promise<void> {
    await trx(events).where('hour', '<', hour).delete();
  },
});

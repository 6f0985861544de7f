import type { Knex } from 'knex';
import type { ViewIncrement } from './increments';
import type { Tables } from './tables';

/** Minutes for which views are kept by the minute. */
const keptMinutes = 60;

/** Flat: a document's id, its views, its unique views, the next document's id. */
type Flat = (string | number)[];

const addInto = (flat: Flat, added: readonly ViewIncrement[]): Flat => {
  const counts = new Map<string, [views: number, uniqueViews: number]>();
  const add = (documentId: string, views: number, uniqueViews: number): void => {
    const count = counts.get(documentId);
    if (count) {
      count[0] += views;
      count[1] += uniqueViews;
    } else {
      counts.set(documentId, [views, uniqueViews]);
    }
  };
  for (let i = 0; i < flat.length; i += 3) {
    add(String(flat[i]), Number(flat[i + 1]), Number(flat[i + 2]));
  }
  for (const { documentId, views, uniqueViews } of added) add(documentId, views, uniqueViews);
  return [...counts].flatMap(([documentId, count]) => [documentId, ...count]);
};

/**
 * What was folded, by the minute, for an hour: what readers open right now. No route asks for it yet. One row holds all documents of a type in one locale and minute, so that a
 * fold writes few rows.
 */
export const createMinutes = ({ minutes: table }: Pick<Tables, 'minutes'>) => ({
  /** Adds views to their minutes. Those older than an hour are left out, and views taken off, which are of an hour. */
  async add(trx: Knex, views: readonly ViewIncrement[], nowMinute: number): Promise<void> {
    const groups = new Map<string, ViewIncrement[]>();
    for (const one of views) {
      if (one.minute <= nowMinute - keptMinutes || one.views < 0) continue;
      const key = `${one.type} ${one.locale} ${one.minute}`;
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    for (const group of groups.values()) {
      const { type, locale, minute } = group[0] as ViewIncrement;
      const key = { type, locale, minute };
      const stored = await trx(table).first('payload').where(key);
      const payload = JSON.stringify(addInto(stored ? (JSON.parse(stored.payload) as Flat) : [], group));
      if (stored) await trx(table).where(key).update({ payload });
      else await trx(table).insert({ ...key, payload });
    }
  },

  /** Deletes what is older than an hour. */
  async removeOld(trx: Knex, nowMinute: number): Promise<void> {
    await trx(table)
      .where('minute', '<=', nowMinute - keptMinutes)
      .delete();
  },
});

export type Minutes = ReturnType<typeof createMinutes>;

import type { Knex } from 'knex';
import { addRows } from '../sql';
import type { Tables } from './tables';

/** A day of the site's calendar: its number since the epoch, and the UTC hours that begin in it. */
export interface CalendarDay {
  readonly day: number;
  readonly fromHour: number;
  /** The first hour that is no more of it. */
  readonly toHour: number;
}

const documentKey = ['type', 'target_document_id', 'target_locale'];

/** The oldest hour that is still kept as an hour, or undefined where there is none. */
export const oldestHour = async (trx: Knex, tables: Tables): Promise<number | undefined> => {
  const [row] = await trx(tables.hours).min({ hour: 'hour' });
  return row?.hour === null || row?.hour === undefined ? undefined : Number(row.hour);
};

/** Folds the hours of one day into one row for each document. */
export const foldDay = async (
  trx: Knex,
  tables: Tables,
  { day, fromHour, toHour }: CalendarDay,
): Promise<void> => {
  const isOfDay = (rows: Knex.QueryBuilder) => rows.where('hour', '>=', fromHour).where('hour', '<', toHour);
  const sums = await isOfDay(trx(tables.hours).select(documentKey))
    .sum({ views: 'views', unique_views: 'unique_views' })
    .groupBy(documentKey)
    .orderBy(documentKey);
  const rows = sums.map((sum: Record<string, unknown>) => ({
    ...sum,
    document_id: [sum.type, sum.target_document_id, sum.target_locale, day].join('-'),
    day,
  }));
  const addition = { table: tables.days, key: [...documentKey, 'day'], added: ['views', 'unique_views'] };
  await addRows(trx, addition, rows);
  for (const sum of sums) {
    const { type, target_document_id, target_locale, views } = sum;
    await trx(tables.totals)
      .where({ type, target_document_id, target_locale })
      .decrement('recent_views', views);
  }
  await isOfDay(trx(tables.hours)).delete();
};

/** Forgets which events were counted before `hour`: reports of that time are no longer taken. */
export const removeEventsBefore = async (trx: Knex, tables: Tables, hour: number): Promise<void> => {
  await trx(tables.events).where('hour', '<', hour).delete();
};

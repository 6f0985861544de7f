import type { Knex } from 'knex';
import { addRows } from './add-rows.sql';
import { documentColumns, type Tables } from './tables';

/** A day of the site's calendar: its number since the epoch, and the UTC hours that begin in it. */
export interface CalendarDay {
  readonly day: number;
  readonly fromHour: number;
  /** The first hour after the day. */
  readonly toHour: number;
}

/** Makes one row for each document and day out of the rows for each document and hour. */
export const createFold = ({ totals, hours, days }: Pick<Tables, 'totals' | 'hours' | 'days'>) => {
  const addition = { table: days, key: [...documentColumns, 'day'], added: ['views', 'unique_views'] };

  return {
    /** The oldest hour that has not been folded; undefined where there is none. */
    async oldestHour(trx: Knex): Promise<number | undefined> {
      const [row] = await trx(hours).min({ hour: 'hour' });
      return row?.hour === null || row?.hour === undefined ? undefined : Number(row.hour);
    },

    /** Folds the hours of one day. A day that was folded before gets what has been counted since. */
    async foldDay(trx: Knex, { day, fromHour, toHour }: CalendarDay): Promise<void> {
      const isOfDay = (rows: Knex.QueryBuilder) =>
        rows.where('hour', '>=', fromHour).where('hour', '<', toHour);
      const sums: Record<string, unknown>[] = await isOfDay(trx(hours).select(documentColumns))
        .sum({ views: 'views', unique_views: 'unique_views' })
        .groupBy(documentColumns)
        .orderBy(documentColumns);
      const rows = sums.map((sum) => ({
        ...sum,
        document_id: [sum.type, sum.target_document_id, sum.target_locale, day].join('-'),
        day,
      }));
      await addRows(trx, addition, rows);
      for (const { type, target_document_id, target_locale, views } of sums) {
        await trx(totals)
          .where({ type, target_document_id, target_locale })
          .decrement('recent_views', views as number);
      }
      await isOfDay(trx(hours)).delete();
    },
  };
};

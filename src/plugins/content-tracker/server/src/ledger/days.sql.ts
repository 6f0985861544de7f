import type { Knex } from 'knex';
import { addRows, addToStored } from './add-rows.sql';
import { additionsIn } from './additions';
import { documentColumns, type Tables } from './tables';

/** A day of the site's calendar: its number since the epoch, and the UTC hours that begin in it. */
export interface CalendarDay {
  readonly day: number;
  readonly fromHour: number;
  /** The first hour after the day. */
  readonly toHour: number;
}

/** Condenses the rows for each document and hour into one for each document and day. */
export const createDays = (tables: Tables) => {
  const { totals, hours } = tables;
  const { days: addition } = additionsIn(tables);

  const recent = {
    table: totals,
    key: documentColumns,
    most: 'target_document_id',
    added: ['recent_views'],
  };

  return {
    /** The oldest hour that has not been condensed; undefined where there is none. */
    async oldestHour(trx: Knex): Promise<number | undefined> {
      const [row] = await trx(hours).min({ hour: 'hour' });
      return row?.hour === null || row?.hour === undefined ? undefined : Number(row.hour);
    },

    /** Condenses the hours of one day. A day that was condensed before gets what has been counted since. */
    async condenseDay(trx: Knex, { day, fromHour, toHour }: CalendarDay): Promise<void> {
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
      await addToStored(
        trx,
        recent,
        sums.map((sum) => ({ ...sum, recent_views: -Number(sum.views) })),
      );
      await isOfDay(trx(hours)).delete();
    },
  };
};

import type { Knex } from 'knex';
import type { Place } from '../sql';
import type { Sample } from '../views/calendar';
import { hourMs } from '../views/seen';
import type { Span } from '../views/questions.sql';
import type { Tables } from '../views/tables';

type Row = Record<string, unknown>;

const numbers = (row: Row) => ({ views: Number(row.views), uniqueViews: Number(row.unique_views) });

/** The counts of all documents of a type in one language: by hour, and by day where hours have been folded. */
export const samplesOfType = async (
  db: Knex,
  tables: Tables,
  { type, locale, fromHour, toHour, days }: Span,
  startOfDay: (day: number) => number,
): Promise<Sample[]> => {
  const sums = (table: string, unit: 'hour' | 'day', from: number, to: number): Promise<Row[]> =>
    db(table)
      .select(unit)
      .sum({ views: 'views', unique_views: 'unique_views' })
      .where({ type, target_locale: locale })
      .where(unit, '>=', from)
      .where(unit, '<', to)
      .groupBy(unit) as unknown as Promise<Row[]>;
  const hours = (await sums(tables.hours, 'hour', fromHour, toHour)).map((row) => ({
    atMs: Number(row.hour) * hourMs,
    ...numbers(row),
  }));
  if (!days) return hours;
  const folded = await sums(tables.days, 'day', days.from, days.to);
  return [...hours, ...folded.map((row) => ({ atMs: startOfDay(Number(row.day)), ...numbers(row) }))];
};

/** The first hour and the first folded day with a view, where there is one. */
export const earliestOf = async (
  db: Knex,
  tables: Tables,
  { type, locale }: Pick<Span, 'type' | 'locale'>,
): Promise<{ hour: number | undefined; day: number | undefined }> => {
  const first = async (table: string, unit: 'hour' | 'day'): Promise<number | undefined> => {
    const row: Row | undefined = await db(table)
      .min({ first: unit })
      .where({ type, target_locale: locale })
      .first();
    return row?.first === null || row?.first === undefined ? undefined : Number(row.first);
  };
  return { hour: await first(tables.hours, 'hour'), day: await first(tables.days, 'day') };
};

/** What a document has reached in all, what it brought along included. */
export const totalOf = async (
  db: Knex,
  tables: Tables,
  type: string,
  { documentId, locale }: Place,
): Promise<{ views: number; uniqueViews: number }> => {
  const row: Row | undefined = await db(tables.totals)
    .select('views', 'unique_views')
    .where({ type, target_document_id: documentId, target_locale: locale })
    .first();
  return row ? numbers(row) : { views: 0, uniqueViews: 0 };
};

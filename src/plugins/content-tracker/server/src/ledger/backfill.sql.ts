import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import type { TrackedType } from '../content/tracked';
import { scoreDocuments } from './trending-score.sql';
import { allDocuments, documentValues, rowIdOf, type Tables } from './tables';

type Row = Record<string, unknown>;

/** Sums the hours and the days of all documents of a type, where there are no such sums yet. */
const sumType = async (
  trx: Knex,
  { hours, days }: Tables,
  type: TrackedType,
  locale: string,
): Promise<void> => {
  const ref = { documentId: allDocuments, locale };
  const key = documentValues(type, ref);
  for (const [table, unit] of [
    [hours, 'hour'],
    [days, 'day'],
  ] as const) {
    if (await trx(table).first('id').where(key)) continue;
    const sums: Row[] = await trx(table)
      .select(unit)
      .sum({ views: 'views', unique_views: 'unique_views' })
      .where({ type: type.uid, target_locale: locale })
      .groupBy(unit);
    const id = rowIdOf(type, ref);
    const rows = sums.map((sum) => ({ document_id: `${id}-${String(sum[unit])}`, ...key, ...sum }));
    for (const chunk of inChunks(rows, 50)) await trx(table).insert(chunk);
  }
};

/**
 * Makes the function that completes counts which were written before the sums of whole types and the trending scores
 * were stored. A second run does nothing.
 */
export const createBackfill =
  (tables: Tables) =>
  /** @param hour the current hour, in UTC hours since the epoch */
  async (trx: Knex, type: TrackedType, hour: number): Promise<void> => {
    const rows: Row[] = await trx(tables.totals)
      .distinct('target_locale as locale')
      .where({ type: type.uid });
    for (const { locale } of rows) await sumType(trx, tables, type, String(locale));
    await scoreDocuments(trx, tables, type, hour);
  };

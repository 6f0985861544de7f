import type { Knex } from 'knex';
import { inChunks } from '../sql';
import type { TrackedType } from '../content/tracked';
import { heatHalfLifeHours, tracedHalfLives } from './trending-score';
import { idOf, keyOf } from './ledger.sql';
import { weigh } from '../queries/ranking.sql';
import { wholeType, type Tables } from './tables';

type Row = Record<string, unknown>;

/** What all documents reached together, by hour and day. */
const sumType = async (trx: Knex, tables: Tables, type: TrackedType, locale: string): Promise<void> => {
  const key = keyOf(type, { documentId: wholeType, locale });
  for (const [table, unit] of [
    [tables.hours, 'hour'],
    [tables.days, 'day'],
  ] as const) {
    if (await trx(table).first('id').where(key)) continue;
    const sums: Row[] = await trx(table)
      .select(unit)
      .sum({ views: 'views', unique_views: 'unique_views' })
      .where({ type: type.uid, target_locale: locale })
      .groupBy(unit);
    const id = idOf(type, { documentId: wholeType, locale });
    const rows = sums.map((sum) => ({ document_id: `${id}-${String(sum[unit])}`, ...key, ...sum }));
    for (const chunk of inChunks(rows, 50)) await trx(table).insert(chunk);
  }
};

/** What documents without heat have come to. */
const heatDocuments = async (trx: Knex, tables: Tables, type: TrackedType, hour: number): Promise<void> => {
  const { totals, hours } = tables;
  const score = trx({ h: hours })
    .select(weigh(trx, heatHalfLifeHours, hour))
    .whereRaw('h.type = ??.type', [totals])
    .whereRaw('h.target_document_id = ??.target_document_id', [totals])
    .whereRaw('h.target_locale = ??.target_locale', [totals])
    .where('h.hour', '>', hour - tracedHalfLives * heatHalfLifeHours);
  await trx(totals)
    .where({ type: type.uid, heat: null })
    .where('recent_views', '>', 0)
    .update({ heat: trx.raw('ln((?)) / ln(2) + ?', [score, hour / heatHalfLifeHours]) });
};

/**
 * Makes up for what older versions have not kept beside the counts, once.
 * @param hour the hour that it is now, in UTC hours since the epoch
 */
export const completeOlder = async (
  trx: Knex,
  tables: Tables,
  type: TrackedType,
  hour: number,
): Promise<void> => {
  const locales: Row[] = await trx(tables.totals)
    .distinct('target_locale as locale')
    .where({ type: type.uid });
  for (const locale of locales.map((row) => String(row.locale))) {
    await sumType(trx, tables, type, locale);
  }
  await heatDocuments(trx, tables, type, hour);
};

import type { Knex } from 'knex';
import { byLocale, type DocumentRef } from '../content/document-ref';
import type { CountedType, Tables } from './tables';
import { scoreHalfLifeHours, tracedHalfLives } from './trending-score';

type CountTables = Pick<Tables, 'totals' | 'hours'>;

/**
 * SQL: the views of hours, each losing half of its weight in `halfLifeHours` before `hour`, as the column `score`.
 * @param hour UTC hours since the epoch
 */
export const decayedViews = (db: Knex, halfLifeHours: number, hour: number): Knex.Raw =>
  db.raw('sum(views * power(?, ? - hour)) as score', [2 ** (-1 / halfLifeHours), hour]);

/**
 * Computes the trending scores of documents that have views but no score.
 * @param hour the newest one that has views, or about now, in UTC hours since the epoch: weights of later hours would grow
 *   without limit
 * @param isMeant narrows the documents
 */
export const scoreDocuments = async (
  trx: Knex,
  { totals, hours }: CountTables,
  type: Pick<CountedType, 'uid'>,
  hour: number,
  isMeant: (rows: Knex.QueryBuilder) => void = () => undefined,
): Promise<void> => {
  const views = trx({ h: hours })
    .select(decayedViews(trx, scoreHalfLifeHours, hour))
    .whereRaw('h.type = ??.type', [totals])
    .whereRaw('h.target_document_id = ??.target_document_id', [totals])
    .whereRaw('h.target_locale = ??.target_locale', [totals])
    .where('h.hour', '>', hour - tracedHalfLives * scoreHalfLifeHours)
    // Zeros are left where views were taken off, and have no logarithm.
    .where('h.views', '>', 0);
  await trx(totals)
    .where({ type: type.uid, heat: null })
    .where('recent_views', '>', 0)
    .modify(isMeant)
    .update({ heat: trx.raw('ln((?)) / ln(2) + ?', [views, hour / scoreHalfLifeHours]) });
};

/** Computes the trending scores of these documents anew: a score cannot be reduced. */
export const scoreAnew = async (
  trx: Knex,
  tables: CountTables,
  type: CountedType,
  reduced: readonly DocumentRef[],
): Promise<void> => {
  for (const { locale, documentIds } of byLocale(reduced)) {
    const isOfThese = (rows: Knex.QueryBuilder): void =>
      void rows.where({ type: type.uid, target_locale: locale }).whereIn('target_document_id', documentIds);
    const [row] = await trx(tables.hours).max({ hour: 'hour' }).modify(isOfThese);
    await trx(tables.totals).update({ heat: null }).modify(isOfThese);
    await scoreDocuments(trx, tables, type, Number((row as { hour: unknown }).hour ?? 0), isOfThese);
  }
};

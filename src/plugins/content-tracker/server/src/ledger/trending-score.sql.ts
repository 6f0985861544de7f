import type { Knex } from 'knex';

/**
 * SQL: the views of hours, each losing half of its weight in `halfLifeHours` before `hour`, as the column `score`.
 * @param hour UTC hours since the epoch
 */
export const decayedViews = (db: Knex, halfLifeHours: number, hour: number): Knex.Raw =>
  db.raw('sum(views * power(?, ? - hour)) as score', [2 ** (-1 / halfLifeHours), hour]);

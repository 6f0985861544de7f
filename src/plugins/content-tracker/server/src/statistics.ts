import { findWithoutStatistics, renewStatistics } from 'newsroom-plugin-kit/statistics';
import type { Tracker } from './tracker';

/** From this number of new log entries on, the database's statistics no longer fit its tables. */
const manyEntries = 1000;

/**
 * Renews the database's statistics at start where the log was brought up to date by many entries, or where tables have
 * none yet. Without them PostgreSQL plans by guesses after a restore.
 * @param ownTables names of the tracker's tables
 * @param reconciled how many entries this start has added to the log
 */
export const refreshStatistics = async (
  { db, types }: Tracker,
  ownTables: readonly string[],
  reconciled: number,
): Promise<void> => {
  const tables = [...types.map(({ table }) => table), ...ownTables];
  const stale = reconciled >= manyEntries ? tables : await findWithoutStatistics(db, tables);
  if (stale.length > 0) await renewStatistics(db, stale);
};

import { lockRow } from './content/lock';
import { problemWithRename } from './content/renamed';
import { createRenameCounts, type Named } from './ledger/rename.sql';
import type { Tables } from './ledger/tables';
import type { ScheduleRoom } from './schedule';
import { createRenameLog } from './publishing/rename.sql';
import type { Tracker } from './tracker';

/** Warns of counts whose type no longer exists: the type may have been renamed, and `renamedTypes` does not say so. */
const warnOfUnknownTypes = async ({ strapi, db }: Tracker, tables: Tables): Promise<void> => {
  const known: { type: string }[] = await db(tables.totals).distinct('type');
  const gone = known.map(({ type }) => type).filter((type) => !(type in strapi.contentTypes));
  if (gone.length === 0) return;
  strapi.log.warn(
    `content-tracker: the ledger holds counts of ${gone.join(', ')}, which no longer exists; if it was renamed, say so as renamedTypes in config/plugins`,
  );
};

/** Makes the function that gives counts, scheduled actions and log entries another name. @returns the number of log entries */
const createCarryOver = (
  { strapi, lock }: Tracker,
  tables: Tables,
  logTable: string,
  renameActions: ScheduleRoom['rename'],
) => {
  const renameCounts = createRenameCounts(tables);
  const renameLog = createRenameLog(logTable);
  return async (from: Named, to: Named): Promise<number> =>
    strapi.db.transaction(async ({ trx }) => {
      await lockRow(trx, lock);
      await renameCounts(trx, from, to);
      await renameActions(trx, from, to);
      return renameLog(trx, from, to);
    });
};

/**
 * Gives the counts, scheduled actions and log entries of renamed types to their present names, as `renamedTypes` in the configuration
 * says. A second start finds nothing to do.
 * @param logTable the table of the log of publications
 */
export const carryOverRenamed = async (
  tracker: Tracker,
  tables: Tables,
  logTable: string,
  renameActions: ScheduleRoom['rename'],
): Promise<void> => {
  const { strapi, config } = tracker;
  const carryOver = createCarryOver(tracker, tables, logTable, renameActions);
  for (const [from, to] of Object.entries(config.renamedTypes)) {
    const problem = problemWithRename(tracker, from, to);
    if (problem) {
      strapi.log.warn(
        `content-tracker: renamedTypes in config/plugins: ${problem}; nothing was carried over`,
      );
      continue;
    }
    const entries = await carryOver({ type: from }, { type: to });
    if (entries > 0) {
      strapi.log.info(`content-tracker: carried counts and ${entries} log entries of ${from} over to ${to}`);
    }
  }
  await warnOfUnknownTypes(tracker, tables);
};

/**
 * Gives the counts, scheduled actions and log entries of types whose localization was switched on or off to the locale that their documents
 * have now: Strapi gives all of them the default locale when it is switched on, and keeps those of the default locale when
 * it is switched off.
 * @param logTable the table of the log of publications
 */
export const carryOverLocalized = async (
  tracker: Tracker,
  tables: Tables,
  logTable: string,
  { rename: renameActions, table: actionTable }: Pick<ScheduleRoom, 'rename' | 'table'>,
): Promise<void> => {
  const { strapi, db, types } = tracker;
  const carryOver = createCarryOver(tracker, tables, logTable, renameActions);
  const defaultLocale = await tracker.defaultLocale();
  for (const { uid: type, isLocalized } of types) {
    const [from, to] = isLocalized ? ['', defaultLocale] : [defaultLocale, ''];
    const isThere = async (table: string): Promise<boolean> =>
      (await db(table).first('id').where({ type, target_locale: from })) !== undefined;
    const found = await Promise.all([tables.totals, tables.hours, logTable, actionTable].map(isThere));
    if (!found.includes(true)) continue;
    await carryOver({ type, locale: from }, { type, locale: to });
    strapi.log.info(
      `content-tracker: localization of ${type} was switched ${isLocalized ? 'on' : 'off'}; its counts and log follow`,
    );
  }
};

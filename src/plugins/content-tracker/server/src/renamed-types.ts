import { lockRow } from './content/lock';
import { createRenameCounts } from './ledger/rename.sql';
import type { Tables } from './ledger/tables';
import { createRenameLog } from './publishing/rename.sql';
import type { Tracker } from './tracker';

const problemWith = ({ strapi, types }: Tracker, from: string, to: string): string | undefined => {
  if (from in strapi.contentTypes) return `"${from}" still exists`;
  return types.some(({ uid }) => uid === to) ? undefined : `"${to}" is not among contentTypes`;
};

/** Warns of counts whose type no longer exists: the type may have been renamed, and `renamedTypes` does not say so. */
const warnOfUnknownTypes = async ({ strapi, db }: Tracker, tables: Tables): Promise<void> => {
  const known: { type: string }[] = await db(tables.totals).distinct('type');
  const gone = known.map(({ type }) => type).filter((type) => !(type in strapi.contentTypes));
  if (gone.length === 0) return;
  strapi.log.warn(
    `content-tracker: the ledger holds counts of ${gone.join(', ')}, which no longer exists; if it was renamed, say so as renamedTypes in config/plugins`,
  );
};

/**
 * Gives the counts and log entries of renamed types to their present names, as `renamedTypes` in the configuration
 * says. A second start finds nothing to do.
 * @param logTable the table of the log of publications
 */
export const carryOverRenamed = async (tracker: Tracker, tables: Tables, logTable: string): Promise<void> => {
  const { strapi, config, lock } = tracker;
  const renameCounts = createRenameCounts(tables);
  const renameLog = createRenameLog(logTable);
  for (const [from, to] of Object.entries(config.renamedTypes)) {
    const problem = problemWith(tracker, from, to);
    if (problem) {
      strapi.log.warn(
        `content-tracker: renamedTypes in config/plugins: ${problem}; nothing was carried over`,
      );
      continue;
    }
    const entries = await strapi.db.transaction(async ({ trx }) => {
      await lockRow(trx, lock);
      await renameCounts(trx, from, to);
      return renameLog(trx, from, to);
    });
    if (entries > 0) {
      strapi.log.info(`content-tracker: carried counts and ${entries} log entries of ${from} over to ${to}`);
    }
  }
  await warnOfUnknownTypes(tracker, tables);
};

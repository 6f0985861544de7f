import type { Knex } from 'knex';
import { addRows, inChunks } from './sql';
import { addHeat } from './ledger/trending-score';
import { documentKey } from './ledger/ledger.sql';
import type { Tables } from './ledger/tables';
import { lockRow } from './content/lock';
import type { Tracker } from './tracker';

type Row = Record<string, unknown>;

const rowsAtOnce = 500;

const additionsIn = (tables: Tables) => [
  {
    table: tables.totals,
    key: documentKey,
    added: ['views', 'unique_views', 'imported_views', 'recent_views'],
    mixed: { column: 'heat', mix: addHeat },
  },
  { table: tables.hours, key: [...documentKey, 'hour'], added: ['views', 'unique_views'] },
  { table: tables.days, key: [...documentKey, 'day'], added: ['views', 'unique_views'] },
  { table: tables.refusals, key: ['day', 'reason', 'type'], added: ['views'] },
];

/** Adds the counts of one type to those of the other, and leaves none behind. */
const moveCounts = async (trx: Knex, tables: Tables, from: string, to: string): Promise<void> => {
  for (const addition of additionsIn(tables)) {
    const { table, key, added, mixed } = addition;
    const columns = ['id', 'document_id', ...key, ...added, ...(mixed ? [mixed.column] : [])];
    for (;;) {
      const rows: Row[] = await trx(table)
        .select(columns)
        .where({ type: from })
        .orderBy('id')
        .limit(rowsAtOnce);
      if (rows.length === 0) break;
      for (const chunk of inChunks(rows.map(({ id }) => id))) {
        await trx(table)
          .whereIn('id', chunk as number[])
          .delete();
      }
      await addRows(
        trx,
        addition,
        rows.map(({ id: _, ...row }) => ({
          ...row,
          type: to,
          document_id: `${to} ${String(row.document_id)}`,
        })),
      );
    }
  }
};

/** Puts the log's entries of one type before those that the other has of the same document. */
const moveLog = async (trx: Knex, log: string, from: string, to: string): Promise<number> => {
  const place = ['target_document_id', 'target_locale'];
  const later: Row[] = await trx(log).distinct(place).where({ type: to });
  for (const one of later) {
    const [last] = await trx(log)
      .max({ number: 'number' })
      .where({ ...one, type: from });
    await trx(log)
      .where({ ...one, type: to })
      .increment('number', Number(last?.number ?? 0));
  }
  return trx(log).where({ type: from }).update({ type: to });
};

/**
 * Carries counts and log over to the names that types have now, as `renamedTypes` in the configuration has them.
 * A second start finds nothing to do. Counts of types that are gone are named in the log: they may have been renamed.
 */
export const carryOverRenamed = async (
  { strapi, config, types, lock, db }: Tracker,
  tables: Tables,
  log: string,
): Promise<void> => {
  for (const [from, to] of Object.entries(config.renamedTypes)) {
    const problem =
      from in strapi.contentTypes
        ? `"${from}" still exists`
        : types.some(({ uid }) => uid === to)
          ? undefined
          : `"${to}" is not among contentTypes`;
    if (problem) {
      strapi.log.warn(
        `content-tracker: renamedTypes in config/plugins: ${problem}; nothing was carried over`,
      );
      continue;
    }
    const entries = await strapi.db.transaction(async ({ trx }) => {
      await lockRow(trx, lock);
      await moveCounts(trx, tables, from, to);
      return moveLog(trx, log, from, to);
    });
    if (entries > 0) {
      strapi.log.info(`content-tracker: carried counts and ${entries} log entries of ${from} over to ${to}`);
    }
  }
  const known: { type: string }[] = await db(tables.totals).distinct('type');
  const gone = known.map(({ type }) => type).filter((type) => !(type in strapi.contentTypes));
  if (gone.length > 0) {
    strapi.log.warn(
      `content-tracker: the ledger holds counts of ${gone.join(', ')}, which no longer exists; if it was renamed, say so as renamedTypes in config/plugins`,
    );
  }
};

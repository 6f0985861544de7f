import type { Knex } from 'knex';
import { isMysql, isPostgres } from 'newsroom-plugin-kit/sql';
import { createTableOnce } from 'newsroom-plugin-kit/migrations';
import { payloadFormat } from './increments';
import type { Tables } from './tables';

/**
 * Rows of increments live for a second or so: their room must be used again soon. By its usual rules, autovacuum comes
 * when a fifth of a table has been deleted, and then takes its time.
 */
const vacuumSoon = (db: Knex, table: string): Knex.Raw =>
  db.raw(
    `alter table ?? set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
       autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000)`,
    [table],
  );

/** What counting needs of them, by the name of the table without its schema. */
export const plainColumns = {
  content_tracker_increments: ['id', 'payload', 'format'],
  content_tracker_fold: ['id', 'ledger', 'folds', 'paused_until'],
  content_tracker_view_minutes: ['type', 'locale', 'minute', 'payload'],
};

/** Creates the ledger's tables that are no content types, where they are missing. */
export const createPlainTables = async (db: Knex, tables: Tables): Promise<void> => {
  const { increments, fold, minutes, rankings } = tables;
  await createTableOnce(db, increments, (table) => {
    table.bigIncrements('id');
    table.text('payload').notNullable();
    // A later version that writes other payloads gives them another number: this one leaves them to it.
    table.smallint('format').notNullable().defaultTo(payloadFormat);
  });
  if (isPostgres(db)) await vacuumSoon(db, increments);
  await createTableOnce(db, fold, (table) => {
    table.integer('id').primary();
    table.string('ledger').notNullable();
    table.bigInteger('folds').notNullable();
    table.bigInteger('paused_until').notNullable();
  });
  await createTableOnce(db, minutes, (table) => {
    table.string('type').notNullable();
    table.string('locale').notNullable();
    table.bigInteger('minute').notNullable();
    table.text('payload', isMysql(db) ? 'longtext' : undefined).notNullable();
    table.primary(['type', 'locale', 'minute']);
  });
  await createTableOnce(db, rankings, (table) => {
    table.string('key', 64).primary();
    table.bigInteger('computed_at').notNullable();
    table.bigInteger('claimed_until').notNullable();
    table.text('documents', isMysql(db) ? 'mediumtext' : undefined);
  });
};

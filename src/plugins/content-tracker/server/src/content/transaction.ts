import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { isPassing, type DatabaseError } from 'newsroom-plugin-kit/database-errors';
import { isMysql, isPostgres } from 'newsroom-plugin-kit/sql';

const mostAttempts = 4;

/** Runs `work` again, at most four times in all, where the database's error may pass by itself, as a deadlock does. */
export const tryAgain = async <T>(work: () => Promise<T>, mayPass = isPassing): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === mostAttempts || !mayPass(error as DatabaseError)) throw error;
    }
  }
};

/** Runs `work` in a transaction, and again as `tryAgain` says. */
export const inTransaction = <T>(
  strapi: Core.Strapi,
  work: (trx: Knex.Transaction) => Promise<T>,
  mayPass = isPassing,
): Promise<T> => tryAgain(async () => strapi.db.transaction(({ trx }) => work(trx)), mayPass);

/** A transaction of the tracker's own whose process is frozen keeps its locks no longer than this. PostgreSQL can be told. */
const idleLimit = "set local idle_in_transaction_session_timeout = '10s'";

/**
 * Runs `work` in a transaction that is nobody else's, and again as `tryAgain` says. Each statement sees what is committed,
 * also on MySQL in a project that has not set that: otherwise rows that were taken would not fit what is read beside them.
 */
export const inOwnTransaction = <T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> =>
  tryAgain(() =>
    db.transaction(
      async (trx) => {
        if (isPostgres(trx)) await trx.raw(idleLimit);
        return work(trx);
      },
      isMysql(db) ? { isolationLevel: 'read committed' } : undefined,
    ),
  );

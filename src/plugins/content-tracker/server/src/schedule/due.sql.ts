import type { Knex } from 'knex';
import { databaseNow, isSqlite } from 'newsroom-plugin-kit/sql';
import { rowsOfTarget } from '../content/document-ref';
import { toAction, type Actions, type Own, type ScheduledAction } from './actions.sql';

type Row = Record<string, unknown>;

/**
 * So long nobody else takes an action that one server has begun: a server that is killed leaves it after that. It may
 * take longer all the same: whoever comes then waits for the document, and finds the action done.
 */
const leaseMs = 10_000;
/** Actions that are looked at to claim one of them: others may be quicker. */
const candidates = 8;

/** Finds the actions that are due, and those that cannot be carried out any more. */
export const createDueActions = (
  table: string,
  { close }: Pick<Actions, 'close'>,
  { types, installation }: Own,
) => {
  const pending = (db: Knex): Knex.QueryBuilder =>
    db(table).where({ state: 'pending', installation: installation() }).whereIn('type', types);

  return {
    /** Takes the lease of the action that is due first, by the database's clock; undefined where there is none. */
    async claim(db: Knex): Promise<ScheduledAction | undefined> {
      const now = databaseNow(db);
      const query = pending(db)
        .whereRaw(`next_at <= ${now} and leased_until <= ${now}`)
        .orderBy(['next_at', 'id'])
        .limit(candidates);
      // One that somebody stops or moves is not waited for.
      if (!isSqlite(db)) query.forUpdate().skipLocked();
      const due: Row[] = await query;
      for (const row of due) {
        const taken = await db(table)
          .where({ id: row.id, state: 'pending', leased_until: row.leased_until, next_at: row.next_at })
          .update({ leased_until: db.raw(`${now} + ${leaseMs}`) });
        if (taken > 0) return toAction(row);
      }
      return undefined;
    },

    /** Milliseconds until the next action is due; undefined where none is pending. */
    async untilNext(db: Knex): Promise<number | undefined> {
      const [row] = await pending(db)
        .min({ next: db.raw('case when leased_until > next_at then leased_until else next_at end') })
        .select(db.raw(`${databaseNow(db)} as now`));
      const { next, now } = row as Row;
      return next === null || next === undefined ? undefined : Math.max(0, Number(next) - Number(now));
    },

    /** Holds the open actions that an archive has brought: they are of another installation. */
    async holdForeign(db: Knex, reason: string): Promise<void> {
      await db(table)
        .whereNotNull('open_key')
        .where((row) => row.whereNull('installation').orWhereNot('installation', installation()))
        .update({ state: 'held', reason, leased_until: 0, installation: installation() });
    },

    /** Withdraws what is open of documents that have no row any more, as after the deletion of a language. */
    async closeGone(trx: Knex, type: string, contentTable: string, reason: string): Promise<void> {
      const gone: Row[] = await trx(table)
        .select('id')
        .where({ type })
        .whereNotNull('open_key')
        .whereNotExists(rowsOfTarget(trx, contentTable, table));
      await close(
        trx,
        gone.map(({ id }) => Number(id)),
        'withdrawn',
        reason,
      );
    },
  };
};

export type DueActions = ReturnType<typeof createDueActions>;

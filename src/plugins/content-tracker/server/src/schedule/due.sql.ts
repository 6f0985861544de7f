import type { Knex } from 'knex';
import { databaseNow, isSqlite } from 'newsroom-plugin-kit/sql';
import { heldBecause } from '../../../shared/reasons';
import { openStates } from '../../../shared/schedule-answers';
import { rowsOfTarget } from '../content/document-ref';
import { openKeyOf, toAction, typeIsGone, type Actions, type Own, type ScheduledAction } from './actions.sql';

type Row = Record<string, unknown>;

/**
 * How long an action belongs to the server that has claimed it. After that another server may claim it, as the first one
 * may have been killed. Where it only takes longer, the other one waits for the document, and finds the action done.
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
  const pending = (db: Knex, except: readonly number[]): Knex.QueryBuilder =>
    db(table)
      .where({ state: 'pending', installation: installation() })
      .whereIn('type', types)
      .whereNotIn('id', except);

  return {
    /**
     * Takes the lease of the action that is due first, by the database's clock.
     * @param except ids of actions that this server is carrying out already
     * @returns undefined where there is none
     */
    async claim(db: Knex, except: readonly number[]): Promise<ScheduledAction | undefined> {
      const now = databaseNow(db);
      const query = pending(db, except)
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

    /** Milliseconds until another action is due; undefined where none is pending. @param except as for `claim` */
    async untilNext(db: Knex, except: readonly number[]): Promise<number | undefined> {
      const [row] = await pending(db, except)
        .min({ next: db.raw('case when leased_until > next_at then leased_until else next_at end') })
        .select(db.raw(`${databaseNow(db)} as now`));
      const { next, now } = row as Row;
      return next === null || next === undefined ? undefined : Math.max(0, Number(next) - Number(now));
    },

    /** Holds the open actions that an archive has brought: they are of another installation. */
    async holdForeign(db: Knex): Promise<void> {
      const foreign = db(table)
        .whereIn('state', openStates)
        .where((row) => row.whereNull('installation').orWhereNot('installation', installation()));
      // To read does not wait for whoever writes: there is hardly ever one.
      if ((await foreign.clone().first('id')) === undefined) return;
      await foreign.update({
        state: 'held',
        reason: heldBecause.imported,
        leased_until: 0,
        installation: installation(),
      });
    },

    /** Holds what was withdrawn while its type was gone, as after a start of an earlier release of the site. */
    async holdReturned(db: Knex): Promise<void> {
      const rows: Row[] = await db(table)
        .where({ state: 'withdrawn', reason: typeIsGone })
        .whereIn('type', types);
      for (const { id, type, kind, ...ref } of rows.map(toAction)) {
        const openKey = openKeyOf(type, ref, kind);
        if ((await db(table).first('id').where({ open_key: openKey })) !== undefined) continue;
        await db(table)
          .where({ id })
          .update({ state: 'held', reason: heldBecause.returned, open_key: openKey, closed_at: null });
      }
    },

    /** Withdraws the open actions of types that are gone, with their documents. @returns the types */
    async closeOfGoneTypes(db: Knex, isThere: (uid: string) => boolean): Promise<string[]> {
      const open: Row[] = await db(table).distinct('type').whereIn('state', openStates);
      const gone = open.map(({ type }) => String(type)).filter((uid) => !isThere(uid));
      if (gone.length === 0) return gone;
      const rows: Row[] = await db(table).select('id').whereIn('type', gone).whereNotNull('open_key');
      const ids = rows.map(({ id }) => Number(id));
      await close(db, ids, 'withdrawn', typeIsGone);
      return gone;
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

import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { isOutage, isPassing, rolledBack, type DatabaseError } from 'newsroom-plugin-kit/database-errors';
import { isPostgres } from 'newsroom-plugin-kit/sql';
import { heldBecause, missedBecause } from '../../../shared/reasons';
import { inTransaction } from '../content/transaction';
import type { TrackedType } from '../content/tracked';
import { actAs } from '../publishing/actor';
import { hasDraft, lockDocument } from '../publishing/dates.sql';
import type { Tracker } from '../tracker';
import type { Actions, ScheduledAction } from './actions.sql';
import type { OwnerCheck } from './owner';
import { fateOf, nextAttempt } from './rules';

/** PostgreSQL has waited long enough for a lock, or for a statement. */
const tookTooLong = ['55P03', '57014'];

/** Whether the database is to blame: the action stays pending until it can be carried out. */
const isOfDatabase = (error: DatabaseError): boolean =>
  isOutage(error) || isPassing(error) || [rolledBack, ...tookTooLong].includes(error.code ?? '');

const unpublishedByNow = 'it was to be unpublished by now';

/**
 * Two publications met, as of an article and of its event. One has replaced a row while the other one had its id:
 * PostgreSQL and MySQL refuse the link to the row that is gone. Or they waited for each other, and PostgreSQL says so to
 * another statement of the transaction only: 25P02. It is over when it is tried again.
 */
const collided = ['23503', '25P02', 'ER_NO_REFERENCED_ROW', 'ER_NO_REFERENCED_ROW_2'];

const mayPass = (error: DatabaseError): boolean => isPassing(error) || collided.includes(error.code ?? '');

/** Whether the action was moved, stopped or carried out since it was claimed. */
const isStale = (action: ScheduledAction, claimed: ScheduledAction, nowMs: number): boolean =>
  action.state !== 'pending' ||
  action.scheduledAt !== claimed.scheduledAt ||
  Math.max(action.nextAt, action.dueAt) > nowMs;

interface Parts {
  readonly actions: Actions;
  readonly checkOwner: OwnerCheck;
}

/** Publishes or unpublishes a document in one locale, as the Content Manager does. */
export const act = async (
  strapi: Core.Strapi,
  { uid }: TrackedType,
  { kind, documentId, locale }: Pick<ScheduledAction, 'kind' | 'documentId' | 'locale'>,
): Promise<void> => {
  const { publish, unpublish } = strapi.documents(uid);
  const params = { documentId, ...(locale && { locale }) } as never;
  await (kind === 'publish' ? publish(params) : unpublish(params));
};

/**
 * Makes the function that carries out one action that was claimed, in one transaction: lock the document, read the action
 * again, check its owner, publish or unpublish, log, done. A commit that fails, or a process that is killed, leaves the
 * action pending.
 */
export const createCarryOut = ({ strapi, db, types, config }: Tracker, parts: Parts) => {
  const { actions, checkOwner } = parts;

  const carryOutIn = async (trx: Knex.Transaction, claimed: ScheduledAction, type: TrackedType) => {
    // Whoever holds the document must not keep all that is due.
    if (isPostgres(trx)) await trx.raw("set local lock_timeout = '5s'");
    await lockDocument(trx, type, claimed.documentId);
    const open = await actions.open(trx, type.uid, claimed, true);
    const action = open.find(({ id }) => id === claimed.id);
    const nowMs = await actions.now(trx);
    if (!action || isStale(action, claimed, nowMs)) return;
    const other = open.find(({ kind }) => kind !== action.kind);
    const fate = fateOf(action, other, nowMs, config.catchUpHours);
    if (fate === 'withdraw') {
      return actions.close(trx, [action.id], 'withdrawn', unpublishedByNow);
    }
    if (fate === 'miss') {
      return actions.stop(trx, [action.id], 'missed', missedBecause(config.catchUpHours));
    }
    if (!(await hasDraft(trx, type, action))) {
      return actions.close(trx, [action.id], 'withdrawn', 'the document was deleted');
    }
    const problem = await checkOwner(trx, action.owner.id, type, action);
    if (problem) return actions.stop(trx, [action.id], 'held', heldBecause[problem]);
    // Before: what is done by hand withdraws what is open.
    await actions.close(trx, [action.id], 'done', null);
    // Whatever became of the publication, it must not come after this.
    if (other && action.kind === 'unpublish') {
      await actions.close(trx, [other.id], 'withdrawn', unpublishedByNow);
    }
    await act(strapi, type, action);
  };

  /** The document cannot be published as it is: tried again, for somebody may mend it, and failed in the end. */
  const recordFailure = async (claimed: ScheduledAction, { message }: Error): Promise<void> =>
    actions.recordFailure(db, claimed, nextAttempt(claimed.attempts + 1, await actions.now(db)), message);

  /** @throws where the database fails; the action is tried again once its lease has ended */
  return async (claimed: ScheduledAction): Promise<void> => {
    const type = types.find(({ uid }) => uid === claimed.type);
    if (!type) return;
    const { owner, scheduledAt } = claimed;
    try {
      // Around the transaction: its log is written when it commits.
      await actAs({ actor: { kind: 'admin', ...owner }, scheduledAt: new Date(scheduledAt) }, () =>
        inTransaction(strapi, (trx) => carryOutIn(trx, claimed, type), mayPass),
      );
    } catch (error) {
      if (isOfDatabase(error as DatabaseError)) throw error;
      await recordFailure(claimed, error as Error);
    }
  };
};

export type CarryOut = ReturnType<typeof createCarryOut>;

import type { Knex } from 'knex';
import type { Scope } from '../../../shared/answers';
import { cancelledAt, sentAgainAt } from '../states';
import type { Tables } from '../tables';
import type { OutboxTables } from './outbox.sql';

/** Makes deliveries pending again, or cancels them, because an administrator says so. */
export const createResending = ({ deliveries }: Tables, outbox: OutboxTables) => ({
  /** Cancels the pending deliveries of an endpoint whose messages are not in this scope. */
  async cancelOutOfScope(trx: Knex, endpoint: number, scope: Scope, nowMs: number): Promise<void> {
    await trx(deliveries)
      .where({ endpoint, state: 'pending' })
      .whereNotIn('message', outbox.inScopeOf(trx, scope))
      .update(cancelledAt(nowMs));
  },

  /** Cancels all pending deliveries, of all endpoints. */
  async cancelWaiting(trx: Knex, nowMs: number): Promise<void> {
    await trx(deliveries).where({ state: 'pending' }).update(cancelledAt(nowMs));
  },

  /** Whether a delivery's message is in the present scope of its endpoint. */
  async isInScope(db: Knex, id: number): Promise<boolean> {
    const delivery = await db(deliveries).where({ id }).first('endpoint', 'message');
    const subscription = delivery && (await outbox.subscription(db, delivery.endpoint));
    if (!subscription) return true;
    const found = await outbox
      .inScopeOf(db, subscription.scope)
      .where('m.sequence', delivery.message)
      .first();
    return found !== undefined;
  },

  /** Makes a delivery due at once. Its `webhook-id` stays the same. @returns whether there is such a delivery */
  async sendAgain(db: Knex, id: number, nowMs: number): Promise<boolean> {
    return (await db(deliveries).where({ id }).update(sentAgainAt(nowMs))) > 0;
  },

  /**
   * Makes all messages since a moment due at an endpoint once more. That includes messages that it has missed while it
   * was switched off, as far as the log still has them.
   * @returns how many messages
   */
  async sendAllSince(trx: Knex, endpoint: number, sinceMs: number, nowMs: number): Promise<number> {
    const subscription = await outbox.subscription(trx, endpoint);
    if (!subscription) return 0;
    const where = (query: Knex.QueryBuilder) => void query.where('m.at', '>=', sinceMs);
    await outbox.insertDeliveries(trx, subscription, { dueAt: nowMs, where });
    return trx(deliveries)
      .where({ endpoint })
      .where('made_at', '>=', sinceMs)
      .whereIn('message', outbox.inScopeOf(trx, subscription.scope))
      .update(sentAgainAt(nowMs));
  },
});

export type Resending = ReturnType<typeof createResending>;

/*
 * Takes over `strapi.db.transaction`.
 *
 * Why: the messages about a change have to be stored in the transaction that makes the change. Strapi offers `onCommit`,
 * which is too late: a crash between the commit and the callback would lose the messages.
 * Relies on: Strapi running each of its actions through `strapi.db.transaction(callback)`, with `trx` and `onCommit` in
 * what the callback gets, and on nested calls joining the outer transaction (`strapi.db.inTransaction()`).
 * If it is gone: `joinTransactions` throws at the start if `strapi.db.transaction` is no function. If Strapi stops using
 * it, tests/app/webhooks/delivery.test.ts fails.
 */
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { beforeCommit } from 'newsroom-plugin-kit/before-commit';
import type { Composed, Outbox, OutboxEvent } from '../outbox/outbox';
import { requireMethods } from './requirements';

type Work = (context: TransactionContext) => unknown;
interface TransactionContext {
  readonly trx: Knex.Transaction;
  readonly onCommit: (callback: () => void) => void;
}

const nothing: Composed = { subscriptions: [], messages: [] };

/**
 * Makes every transaction store, as its last act, the events that were recorded in it. Entries are read at its end, as
 * Strapi's own runner would read them after the commit. Messages get their numbers last of all, after whatever others do
 * before the commit: drawing a number locks a row, and a lock that is taken after that could end in a deadlock.
 */
export const joinTransactions = (strapi: Core.Strapi, outbox: Outbox): void => {
  const { db } = strapi;
  requireMethods(strapi, 'db', db, ['transaction', 'inTransaction']);
  const begin = db.transaction.bind(db) as (work?: Work) => Promise<unknown>;
  const joined = (work?: Work): Promise<unknown> => {
    if (!work || db.inTransaction()) return begin(work);
    return begin(async (context) => {
      const events: OutboxEvent[] = [];
      let composed = nothing;
      // Of several such calls the first registered runs last.
      beforeCommit(context.trx, () => outbox.insert(context.trx, composed));
      const result = await outbox.recordInto(events, async () => work(context));
      // If `work` has committed by itself, its events are stored after that, each alone.
      if (events.length === 0 || context.trx.isCompleted()) return result;
      composed = await outbox.compose(context.trx, events);
      outbox.markStored(events);
      context.onCommit(outbox.wake);
      return result;
    });
  };
  db.transaction = joined as typeof db.transaction;
};

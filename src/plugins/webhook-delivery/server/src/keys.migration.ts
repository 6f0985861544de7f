import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { addColumn, dropIndex, migrate } from 'newsroom-plugin-kit/migrations';
import { createSequence } from './sequence.sql';
import { cancelledAt } from './states';
import { tablesIn } from './tables';

// Without the schema: every connection looks in it first.
const tables = tablesIn((table) => table);
const { webhooks, messages, deliveries, attempts, endpoints } = tables;

/** Cancels pending deliveries that do not agree with their message: an import by an earlier version has mixed them up. */
const cancelMixedUp = async (trx: Knex): Promise<void> => {
  const own = trx({ m: messages })
    .select('m.id')
    .whereRaw('m.sequence = ??.message and m.event = ??.event', [deliveries, deliveries])
    .whereRaw("coalesce(m.subject, '') = coalesce(??.subject, '')", [deliveries]);
  await trx(deliveries).where({ state: 'pending' }).whereNotExists(own).update(cancelledAt(Date.now()));
};

const migrateAttempts = async (trx: Knex): Promise<void> => {
  await addColumn(trx, attempts, 'endpoint', (table) => table.integer('endpoint'));
  await addColumn(trx, attempts, 'message', (table) => table.bigInteger('message'));
  if (!(await trx.schema.hasColumn(attempts, 'delivery'))) return;
  const ofDelivery = (column: string): never =>
    trx(deliveries).select(column).whereRaw('??.id = ??.delivery', [deliveries, attempts]) as never;
  await trx(attempts).update({ endpoint: ofDelivery('endpoint'), message: ofDelivery('message') });
  await trx(attempts).whereNull('endpoint').delete();
  await dropIndex(trx, attempts, 'webhook_delivery_attempts_key');
  await trx.raw('alter table ?? drop column ??', [attempts, 'delivery']);
};

const migrateEndpoints = async (trx: Knex): Promise<void> => {
  await addColumn(trx, endpoints, 'webhook', (table) => table.integer('webhook'));
  await addColumn(trx, endpoints, 'name', (table) => table.string('name'));
  await addColumn(trx, endpoints, 'url', (table) => table.text('url', 'longtext'));
  await addColumn(trx, endpoints, 'database_id', (table) => table.string('database_id'));
  await addColumn(trx, endpoints, 'held', (table) => table.boolean('held'));
  const sequence = createSequence(tables);
  await sequence.prepare(trx);
  const ofWebhook = (column: string): never =>
    trx(webhooks).select(column).whereRaw('??.id = ??.endpoint', [webhooks, endpoints]) as never;
  await trx(endpoints)
    .whereNull('database_id')
    .update({
      webhook: trx.ref('endpoint'),
      name: ofWebhook('name'),
      url: ofWebhook('url'),
      held: false,
      database_id: sequence.databaseId(),
    });
};

/**
 * In earlier versions tables referred to each other, and to webhooks, by the `id` of rows, which an import changes. The
 * present ids become keys, so that stored rows keep their meaning.
 */
export const giveKeys = async (trx: Knex): Promise<void> => {
  if (!(await trx.schema.hasTable(messages))) return;
  await addColumn(trx, messages, 'sequence', (table) => table.bigInteger('sequence'));
  await trx(messages)
    .whereNull('sequence')
    .update({ sequence: trx.ref('id') });
  await cancelMixedUp(trx);
  await migrateAttempts(trx);
  await migrateEndpoints(trx);
};

export const migrateKeys = (strapi: Core.Strapi): void =>
  migrate(strapi, { name: 'webhook-delivery::keys-that-survive-an-import', up: giveKeys });

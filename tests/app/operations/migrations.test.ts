import type { Knex } from 'knex';
import { numberEntries } from '../../../src/plugins/content-tracker/server/src/publishing/numbers.migration';
import { giveKeys } from '../../../src/plugins/webhook-delivery/server/src/keys.migration';
import { databaseName } from '../../clients/client';
import { createDatabase, type TestDatabase } from '../../servers/databases';

// Tables as version 0.1 left them, where rows referred to each other by their `id`.

let database: TestDatabase;
let db: Knex;

beforeAll(async () => {
  database = await createDatabase(databaseName);
  db = database.connect();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const dueAt = 1_700_000_000_000;

const createOldOutbox = async (): Promise<void> => {
  await db.schema.createTable('strapi_webhooks', (table) => {
    table.increments('id');
    table.string('name');
    table.text('url');
  });
  await db.schema.createTable('webhook_delivery_messages', (table) => {
    table.increments('id');
    for (const column of ['message_id', 'event', 'subject']) table.string(column);
  });
  await db.schema.createTable('webhook_delivery_deliveries', (table) => {
    table.increments('id');
    for (const column of ['message', 'endpoint']) table.integer(column);
    for (const column of ['event', 'subject', 'state', 'claim']) table.string(column);
    for (const column of ['due_at', 'finished_at']) table.bigInteger(column);
  });
  await db.schema.createTable('webhook_delivery_attempts', (table) => {
    table.increments('id');
    table.integer('delivery').notNullable();
    table.bigInteger('at');
    table.index(['delivery', 'id'], 'webhook_delivery_attempts_key');
  });
  await db.schema.createTable('webhook_delivery_endpoints', (table) => {
    table.increments('id');
    table.integer('endpoint').unique();
    table.text('secret');
  });
  await db('strapi_webhooks').insert([
    { id: 7, name: 'b', url: 'https://b.example/' },
    { id: 9, name: 'c', url: 'https://c.example/' },
  ]);
  const about = { event: 'entry.publish', subject: 'article a' };
  await db('webhook_delivery_messages').insert([
    { id: 20, message_id: 'msg_20', ...about },
    { id: 21, message_id: 'msg_21', event: 'entry.update', subject: 'article b' },
  ]);
  await db('webhook_delivery_deliveries').insert([
    { id: 31, message: 20, endpoint: 7, ...about, state: 'pending', due_at: dueAt },
    { id: 32, message: 20, endpoint: 9, ...about, state: 'delivered', finished_at: dueAt },
    // An import has tied it to a message about something else.
    { id: 33, message: 21, endpoint: 9, ...about, state: 'pending', due_at: dueAt },
  ]);
  await db('webhook_delivery_attempts').insert([
    { delivery: 32, at: dueAt },
    // Its delivery is gone.
    { delivery: 1, at: dueAt },
  ]);
  await db('webhook_delivery_endpoints').insert([
    { endpoint: 7, secret: 'secret of b' },
    { endpoint: 9, secret: 'secret of c' },
  ]);
};

const readOutbox = async () => {
  const numbers = (rows: any[]) => rows.map((row) => ({ ...row, message: Number(row.message) }));
  const deliveries = await db('webhook_delivery_deliveries')
    .select('message', 'endpoint', 'state')
    .orderBy('id');
  const attempts = await db('webhook_delivery_attempts').select('message', 'endpoint');
  const messages = await db('webhook_delivery_messages').select('message_id', 'sequence').orderBy('id');
  const endpoints = await db('webhook_delivery_endpoints').orderBy('endpoint');
  const { n, database_id: id } = await db('webhook_delivery_sequence').first();
  return {
    deliveries: numbers(deliveries),
    attempts: numbers(attempts),
    messages: messages.map((row) => [row.message_id, Number(row.sequence)]),
    endpoints: endpoints.map((row) => [row.endpoint, row.webhook, row.name, row.url, row.secret]),
    isLocal: endpoints.every((row) => row.database_id === id && !row.held),
    n: Number(n),
  };
};

it('the outbox of an older version gets keys, its uncertain messages are not sent, and a second run changes nothing', async () => {
  await createOldOutbox();
  await db.transaction(giveKeys);
  const after = await readOutbox();
  expect(after).toEqual({
    deliveries: [
      { message: 20, endpoint: 7, state: 'pending' },
      { message: 20, endpoint: 9, state: 'delivered' },
      { message: 21, endpoint: 9, state: 'cancelled' },
    ],
    attempts: [{ message: 20, endpoint: 9 }],
    messages: [
      ['msg_20', 20],
      ['msg_21', 21],
    ],
    endpoints: [
      [7, 7, 'b', 'https://b.example/', 'secret of b'],
      [9, 9, 'c', 'https://c.example/', 'secret of c'],
    ],
    isLocal: true,
    // Whatever is numbered next comes behind all of them.
    n: 21,
  });
  expect(await db.schema.hasColumn('webhook_delivery_attempts', 'delivery')).toBe(false);
  await db.transaction(giveKeys);
  expect(await readOutbox()).toEqual(after);
});

it('log entries of an older version are numbered in order for each document, and a second run changes nothing', async () => {
  await db.schema.createTable('content_tracker_publications', (table) => {
    table.increments('id');
    for (const column of ['type', 'target_document_id', 'target_locale', 'action']) table.string(column);
    table.index(['type', 'target_document_id', 'target_locale', 'id'], 'content_tracker_publications_key');
  });
  const entry = (document: string, locale: string, action: string) => ({
    type: 'api::article.article',
    target_document_id: document,
    target_locale: locale,
    action,
  });
  await db('content_tracker_publications').insert([
    entry('a', 'vi', 'published'),
    entry('b', 'vi', 'published'),
    entry('a', 'en', 'published'),
    entry('a', 'vi', 'unpublished'),
    entry('a', 'vi', 'republished'),
  ]);
  const read = () => db('content_tracker_publications').orderBy('id').pluck('number');
  for (let i = 0; i < 2; i += 1) {
    await db.transaction(numberEntries);
    expect(await read()).toEqual([1, 1, 1, 2, 3]);
  }
});

it('a database without these tables is left as it is', async () => {
  const empty = await createDatabase(databaseName);
  const inEmpty = empty.connect();
  await inEmpty.transaction(giveKeys);
  await inEmpty.transaction(numberEntries);
  expect(await inEmpty.schema.hasTable('webhook_delivery_sequence')).toBe(false);
  await inEmpty.destroy();
  await empty.drop();
});

import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/prepare.mjs';
import { databaseAt, firstArticles, inTurns, knex, load, rounds, say, serve } from './measure.mjs';

/** @param {string} name @param {(db: import('knex').Knex) => Promise<unknown>} work */
const inDatabase = async (name, work) => {
  const connection = { filename: databaseAt(name).DATABASE_FILENAME };
  const db = knex({ client: 'better-sqlite3', connection, useNullAsDefault: true });
  await work(db);
  await db.destroy();
};

const pendingMessages = 10_000;

/** Webhooks: against Strapi's own runner, and with an outbox full of what an endpoint does not take. */
export const webhooks = async () => {
  const downstream = fork(path.join(root, 'tests', 'clients', 'receiver-process.mjs'));
  const port = await new Promise((resolve) => downstream.once('message', resolve));
  const endpoint = (/** @type {string} */ manner) => ({
    name: manner,
    url: `http://127.0.0.1:${port}/${manner}/1`,
    headers: '{}',
    events: '["entry.publish"]',
    enabled: true,
  });
  const copy = (/** @type {string} */ name) =>
    fs.copyFileSync(databaseAt('ours').DATABASE_FILENAME, databaseAt(name).DATABASE_FILENAME);
  const first = await serve('server.mjs', databaseAt('ours'));
  const ids = await firstArticles(first.url);
  await first.stop();
  copy('full');
  await inDatabase('ours', (db) => db('strapi_webhooks').insert(endpoint('ok')));
  copy('core');
  await inDatabase('full', (db) => db('strapi_webhooks').insert(endpoint('fail')));
  // It gives the endpoint its key.
  const once = await serve('server.mjs', databaseAt('full'));
  await once.stop();
  await inDatabase('full', async (db) => {
    const { endpoint: key } = await db('webhook_delivery_endpoints').first('endpoint');
    const at = Date.now();
    const body = JSON.stringify({ event: 'entry.publish', entry: { title: 'x'.repeat(5000) } });
    for (let i = 1; i <= pendingMessages; i += 1) {
      // Twenty for each of so many documents: in order.
      const about = { event: 'entry.publish', subject: `api::article.article ${i % 500}` };
      await db('webhook_delivery_messages').insert({
        sequence: i - pendingMessages,
        message_id: `msg_${i}`,
        ...about,
        at,
        body,
      });
      const waiting = { state: 'pending', due_at: at, attempts: 0, made_at: at };
      await db('webhook_delivery_deliveries').insert({
        message: i - pendingMessages,
        endpoint: key,
        ...about,
        ...waiting,
      });
    }
  });
  const allowed = { WEBHOOK_ALLOWED_ADDRESSES: '127.0.0.1' };
  const ours = await serve('server.mjs', { ...databaseAt('ours'), ...allowed });
  const core = await serve('server.mjs', { ...databaseAt('core'), WEBHOOK_DELIVERY: 'false' });
  /** @type {Record<'ours' | 'core' | 'full' | 'empty', number[]>} */
  const got = { ours: [], core: [], full: [], empty: [] };
  // One after the other, and each time another article: messages about one are sent in order.
  const publish = {
    connections: 1,
    requests: ids.map((/** @type {string} */ documentId) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ documentId }),
    })),
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, url } of inTurns(round, [
      { name: /** @type {const} */ ('ours'), url: ours.url },
      { name: /** @type {const} */ ('core'), url: core.url },
    ])) {
      got[name].push(await load(`${url}/bench/publish`, publish));
    }
  }
  say("publish, webhook-delivery / Strapi's own runner", '≥ 0.90', {
    a: ['ours', got.ours],
    b: ["Strapi's", got.core],
    unit: '/s',
  });
  await Promise.all([ours.stop(), core.stop()]);
  const empty = await serve('server.mjs', { ...databaseAt('core'), ...allowed });
  const full = await serve('server.mjs', { ...databaseAt('full'), ...allowed });
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, url } of inTurns(round, [
      { name: /** @type {const} */ ('full'), url: full.url },
      { name: /** @type {const} */ ('empty'), url: empty.url },
    ])) {
      got[name].push(await load(`${url}/api/articles/${ids[0]}`, { connections: 16 }));
    }
  }
  say(`GET /api/articles/:id, ${pendingMessages} messages pending / none`, '≥ 0.95', {
    a: ['pending', got.full],
    b: ['none', got.empty],
    unit: '/s',
  });
  await Promise.all([empty.stop(), full.stop()]);
  downstream.disconnect();
};

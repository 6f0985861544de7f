import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/prepare.mjs';
import { compare } from './compare.mjs';
import { serveNewsroom, sqliteAt } from './serve.mjs';
import { firstArticles, inDatabase } from './sites.mjs';

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
    fs.copyFileSync(sqliteAt('ours').DATABASE_FILENAME, sqliteAt(name).DATABASE_FILENAME);
  const first = await serveNewsroom(sqliteAt('ours'));
  const ids = await firstArticles(first.url);
  await first.stop();
  copy('full');
  await inDatabase(sqliteAt('ours'), (db) => db('strapi_webhooks').insert(endpoint('ok')));
  copy('core');
  await inDatabase(sqliteAt('full'), (db) => db('strapi_webhooks').insert(endpoint('fail')));
  // It gives the endpoint its key.
  const once = await serveNewsroom(sqliteAt('full'));
  await once.stop();
  await inDatabase(sqliteAt('full'), async (db) => {
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
  const ours = await serveNewsroom({ ...sqliteAt('ours'), ...allowed });
  const core = await serveNewsroom({ ...sqliteAt('core'), WEBHOOK_DELIVERY: 'false' });
  // One after the other, and each time another article: messages about one are sent in order.
  const bodies = ids.map((documentId) => JSON.stringify({ documentId }));
  /** @param {string} name @param {import('./serve.mjs').Running} server */
  const publishing = (name, server) => ({
    name,
    server,
    load: { url: `${server.url}/bench/publish`, bodies, connections: 1 },
  });
  await compare(
    "publish, webhook-delivery / Strapi's own runner",
    [publishing('ours', ours), publishing("Strapi's", core)],
    [{ a: 'ours', b: "Strapi's", aim: '≥ 0.90' }],
  );
  await Promise.all([ours.stop(), core.stop()]);
  const empty = await serveNewsroom({ ...sqliteAt('core'), ...allowed });
  const full = await serveNewsroom({ ...sqliteAt('full'), ...allowed });
  /** @param {string} name @param {import('./serve.mjs').Running} server */
  const reading = (name, server) => ({
    name,
    server,
    load: { url: `${server.url}/api/articles/${ids[0]}`, connections: 16 },
  });
  await compare(
    `GET /api/articles/:id, ${pendingMessages} messages pending / none`,
    [reading('pending', full), reading('none', empty)],
    [{ a: 'pending', b: 'none', aim: '≥ 0.95' }],
  );
  await Promise.all([empty.stop(), full.stop()]);
  downstream.disconnect();
};

// npm run bench [-- NAME…]: what is measured is measured side by side in one run, in turns, and said as a
// ratio of medians. It asserts nothing.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fill } from '../tests/bench/fill.mjs';
import { prepare } from './prepare.mjs';

prepare();
// What they need is installed by now.
const {
  autocannon,
  databaseAt,
  firstArticles,
  folder,
  inTurns,
  knex,
  load,
  median,
  report,
  requests,
  rounds,
  say,
  serve,
} = await import('../tests/bench/measure.mjs');
const { webhooks } = await import('../tests/bench/webhooks.mjs');

const reporting = async () => {
  const bare = await serve('bare.mjs');
  const newsroom = await serve('server.mjs', databaseAt('reporting'));
  const ids = await firstArticles(newsroom.url);
  /** @type {number[]} */ const ours = [];
  /** @type {number[]} */ const least = [];
  /** @type {number[]} */ const tutorial = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(
      await load(`${newsroom.url}/api/content-tracker/views`, requests(report(ids[round % ids.length]))),
    );
    least.push(await load(bare.url, requests(report(ids[0]))));
  }
  const json = { 'content-type': 'application/json' };
  for (let round = 0; round < rounds; round += 1) {
    tutorial.push(
      await load(`${newsroom.url}/bench/tutorial`, {
        connections: 16,
        method: 'POST',
        headers: json,
        body: JSON.stringify({ documentId: ids[0] }),
      }),
    );
  }
  say('reporting a view / bare node:http', '≥ 0.5', {
    a: ['reporting', ours],
    b: ['bare', least],
    unit: '/s',
  });
  say('reporting a view / documents.update per view', '≥ 50', {
    a: ['reporting', ours],
    b: ['update', tutorial],
    unit: '/s',
  });
  await Promise.all([bare.stop(), newsroom.stop()]);
};

const withoutTracker = async () => {
  const first = await serve('server.mjs', databaseAt('on'));
  const [id] = await firstArticles(first.url);
  await first.stop();
  fs.copyFileSync(path.join(folder, 'on.db'), path.join(folder, 'off.db'));
  const on = await serve('server.mjs', databaseAt('on'));
  const off = await serve('server.mjs', { ...databaseAt('off'), CONTENT_TRACKER: 'false' });
  /** @type {Record<string, number[]>} */ const got = {
    readOn: [],
    readOff: [],
    publishOn: [],
    publishOff: [],
  };
  const json = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ documentId: id }),
    connections: 1,
  };
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes second has the warmer machine: they take turns at it.
    for (const { name, url } of inTurns(round, [
      { name: 'On', url: on.url },
      { name: 'Off', url: off.url },
    ])) {
      got[`read${name}`]?.push(await load(`${url}/api/articles/${id}`, { connections: 16 }));
      got[`publish${name}`]?.push(await load(`${url}/bench/publish`, json));
    }
  }
  say('GET /api/articles/:id, tracker on / off', '≥ 0.98', {
    a: ['on', got.readOn ?? []],
    b: ['off', got.readOff ?? []],
    unit: '/s',
  });
  say('publish, tracker on / off', '≥ 0.90', {
    a: ['on', got.publishOn ?? []],
    b: ['off', got.publishOff ?? []],
    unit: '/s',
  });
  await Promise.all([on.stop(), off.stop()]);
};

const documents = 100_000;
const hourlyRows = 5_000_000;

/** @param {() => Promise<unknown>} work */
const timed = async (work) => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
};

const asking = async () => {
  const env = databaseAt('asking');
  /** @type {import('../tests/bench/measure.mjs').Running | undefined} */ let newsroom;
  const start = () =>
    timed(async () => {
      newsroom = await serve('server.mjs', env);
    });
  const first = await start();
  await newsroom?.stop();
  const without = await start();
  await newsroom?.stop();
  fill(env.DATABASE_FILENAME, { documents, hourlyRows });
  const filled = await start();
  await newsroom?.stop();
  const again = await start();
  const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    `start with ${documents} documents more, nothing changed: ${seconds(again - without)} longer (aim ≤ 10) — ${seconds(again)}, with the samples alone ${seconds(without)}; the first one, which logs them all, ${seconds(filled)}; with an empty database ${seconds(first)}`,
  );
  if (!newsroom) throw new Error('the newsroom did not start');
  const { url } = newsroom;
  const get = (/** @type {string} */ query) =>
    timed(async () => {
      // The sums below keep this process busy for longer than a connection is kept open.
      const response = await fetch(`${url}/api/${query}`, { headers: { connection: 'close' } });
      if (response.status !== 200) throw new Error(`${query}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    });
  /** @type {Record<'byViews' | 'byId' | 'cold' | 'again' | 'summed', number[]>} */
  const got = { byViews: [], byId: [], cold: [], again: [], summed: [] };
  await get('articles?sort=id&fields=title');
  for (let round = 0; round < 15; round += 1) {
    got.byViews.push(await get('articles?sort=viewCount:desc&fields=title'));
    got.byId.push(await get('articles?sort=id&fields=title'));
  }
  const db = knex({
    client: 'better-sqlite3',
    connection: { filename: env.DATABASE_FILENAME },
    useNullAsDefault: true,
  });
  const hour = Math.floor(Date.now() / 3_600_000) + 1;
  for (let round = 0; round < rounds; round += 1) {
    // Each asks for another list, so that none is answered from the cache.
    const list = `content-tracker/most-viewed?type=article&period=30d&limit=${10 + round}&fields=title`;
    got.cold.push(await get(list));
    got.again.push(await get(list));
    got.summed.push(
      await timed(() =>
        db('content_tracker_view_hours')
          .select('target_document_id')
          .sum({ views: 'views' })
          .where({ type: 'api::article.article', target_locale: 'vi' })
          .where('hour', '>=', hour - 720)
          .where('hour', '<', hour)
          .groupBy('target_document_id')
          .orderBy('views', 'desc')
          .limit(10),
      ),
    );
  }
  const invert = (/** @type {number[]} */ times) => times.map((ms) => 1000 / ms);
  say('sort=viewCount:desc / sort=id, 100,000 documents', '≥ 0.9', {
    a: ['by views', invert(got.byViews)],
    b: ['by id', invert(got.byId)],
    unit: '/s',
  });
  const ms = (/** @type {number[]} */ times) => `${median(times).toFixed(1)} ms`;
  console.log(
    `most viewed of 30 days, ${hourlyRows} hourly rows: cold ${(median(got.summed) / median(got.cold)).toFixed(1)}× faster than summing them (aim ≥ 3), asked again ${(median(got.summed) / median(got.again)).toFixed(1)}× (aim ≥ 50) — cold ${ms(got.cold)}, again ${ms(got.again)}, summed ${ms(got.summed)}`,
  );
  await db.destroy();
  await newsroom.stop();
};

/** Milliseconds that a route of the admin takes. @param {string} url @param {string} token @param {string} path */
const timeOf = (url, token, path) =>
  timed(async () => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  });

/** Registers the first administrator. @param {string} url @returns {Promise<string>} */
const registerAdmin = async (url) => {
  const body = { firstname: 'Bench', email: 'admin@newsroom.example', password: 'Newsroom-Bench-1' };
  const response = await fetch(`${url}/admin/register-admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()).data.token;
};

/** What editors wait for: the list with the tracker and without, a document's panel, Insights. */
const admin = async () => {
  const first = await serve('server.mjs', databaseAt('admin'));
  const token = await registerAdmin(first.url);
  await first.stop();
  fill(databaseAt('admin').DATABASE_FILENAME, { documents: 10_000, hourlyRows: 500_000 });
  // Logs the publications, once.
  await (await serve('server.mjs', databaseAt('admin'))).stop();
  fs.copyFileSync(path.join(folder, 'admin.db'), path.join(folder, 'admin-off.db'));
  const on = await serve('server.mjs', databaseAt('admin'));
  const off = await serve('server.mjs', { ...databaseAt('admin-off'), CONTENT_TRACKER: 'false' });
  const list = '/content-manager/collection-types/api::article.article?page=1&pageSize=20&locale=vi';
  const id = `bench${'0'.repeat(19)}`;
  const dayIn = (/** @type {number} */ days) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const day = dayIn(-29);
  const tomorrow = dayIn(1);
  /** @type {Record<string, (round: number) => string>} Each asks for another range, so that none is answered from the cache. */
  const asked = {
    'the list, sorted by views': () => `${list}&sort=viewCount:DESC`,
    'the list, sorted by title': () => `${list}&sort=title:ASC`,
    'the panel: views': () => `/content-tracker/views/article/${id}?locale=vi&from=${day}&interval=day`,
    'the panel: dates': () => `/content-tracker/publishing/article/${id}?locale=vi&start=0&limit=1`,
    'the home page: most viewed': (round) => `/content-tracker/home/most-viewed?limit=${4 + round}`,
    'the home page: just published': () => '/content-tracker/home/just-published',
    'Insights: views': (round) =>
      `/content-tracker/views?type=article&locale=vi&from=${day}T00:00:${10 + round}Z&to=${tomorrow}&interval=day`,
    'Insights: most viewed': (round) =>
      `/content-tracker/most-viewed?type=article&period=30d&limit=${10 + round}`,
    'Insights: trending': (round) => `/content-tracker/trending?type=article&limit=${10 + round}`,
    'Insights: refusals': () => `/content-tracker/refusals?type=article&from=${day}`,
  };
  const without = (/** @type {string} */ sort) => timeOf(off.url, token, `${list}&sort=${sort}`);
  await without('title:ASC');
  await timeOf(on.url, token, `${list}&sort=title:ASC`);
  for (const [what, pathOf] of Object.entries(asked)) {
    /** @type {number[]} */ const ours = [];
    /** @type {number[]} */ const theirs = [];
    for (let round = 0; round < 15; round += 1) {
      ours.push(await timeOf(on.url, token, pathOf(round)));
      theirs.push(await without('title:ASC'));
    }
    const ms = (/** @type {number[]} */ times) => `${median(times).toFixed(1)} ms`;
    console.log(
      `${what}: ${(median(ours) / median(theirs)).toFixed(2)} of the time of the list without the tracker (aim ≤ 1.1), 10,000 documents — ${ms(ours)}, the list ${ms(theirs)}`,
    );
  }
  await Promise.all([on.stop(), off.stop()]);
};

/** MiB that are held after a garbage collection, and MiB that are resident. @param {string} url */
const memoryOf = async (url) => (await fetch(`${url}/bench/memory`)).json();

const memory = async () => {
  const newsroom = await serve('server.mjs', databaseAt('memory'));
  const [id] = await firstArticles(newsroom.url);
  const url = `${newsroom.url}/api/content-tracker/views`;
  await load(url, requests(report(id)));
  const before = await memoryOf(newsroom.url);
  const million = 1_000_000;
  await autocannon({ url, connections: 1024, amount: million, ...requests(report(id)) });
  const afterVisitors = await memoryOf(newsroom.url);
  let unknown = 0;
  const one = report(id);
  const setupRequest = (/** @type {any} */ request) => {
    unknown += 1;
    return {
      ...one.setupRequest(request),
      body: JSON.stringify({ type: 'article', documentId: `unknown${unknown}`, locale: 'vi' }),
    };
  };
  await autocannon({ url, connections: 1024, amount: million, requests: [{ method: 'POST', setupRequest }] });
  const afterUnknown = await memoryOf(newsroom.url);
  const more = (/** @type {any} */ { held, resident }) =>
    `${(held - before.held).toFixed(0)} MiB more held (${(resident - before.resident).toFixed(0)} MiB more resident, what V8 has not given back included)`;
  console.log(`memory after 1 million visitors: ${more(afterVisitors)} (aim ≤ 96)`);
  console.log(`memory after 1 million unknown ids too: ${more(afterUnknown)}`);
  const db = knex({
    client: 'better-sqlite3',
    connection: { filename: databaseAt('memory').DATABASE_FILENAME },
    useNullAsDefault: true,
  });
  const tables = await db('sqlite_master')
    .select('name')
    .where({ type: 'table' })
    .whereLike('name', '%tracker%');
  for (const { name } of tables) {
    const [row] = await db(name).count({ rows: '*' });
    console.log(`  ${name}: ${row?.rows} rows`);
  }
  await db.destroy();
  await newsroom.stop();
};

/** @type {Record<string, () => Promise<void>>} */
const benches = { reporting, withoutTracker, asking, admin, webhooks, memory };
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in benches));
if (unknown) {
  console.error(`"${unknown}" is not a benchmark; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
console.log(
  `${os.cpus().length} × ${os.cpus()[0]?.model}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, Strapi ${createRequire(import.meta.url)('@strapi/strapi/package.json').version}, SQLite durable; medians of ${rounds} rounds (lowest…highest)`,
);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}

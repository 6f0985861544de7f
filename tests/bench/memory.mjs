import { load, reports } from './client.mjs';
import { serveNewsroom, sqliteAt } from './serve.mjs';
import { firstArticles, inDatabase } from './sites.mjs';

const million = 1_000_000;

/** MiB that are held after a garbage collection, and MiB that are resident. @param {string} url */
const memoryOf = async (url) => (await fetch(`${url}/bench/memory`)).json();

/** What a million visitors leave behind, and a million ids that nobody has published. */
export const memory = async () => {
  const env = sqliteAt('memory');
  const { url, stop } = await serveNewsroom(env);
  const of = (/** @type {string[]} */ ids) => ({ ...reports(url, ids), connections: 1024 });
  const [id = ''] = await firstArticles(url);
  await load({ ...of([id]), seconds: 4 });
  const before = await memoryOf(url);
  await load({ ...of([id]), amount: million });
  const afterVisitors = await memoryOf(url);
  // The client writes another number for #.
  await load({ ...of(['unknown#########']), amount: million });
  const afterUnknown = await memoryOf(url);
  const more = (/** @type {any} */ { held, resident }) =>
    `${(held - before.held).toFixed(0)} MiB more held (${(resident - before.resident).toFixed(0)} MiB more resident, what V8 has not given back included)`;
  console.log(`memory after 1 million visitors: ${more(afterVisitors)} (aim ≤ 96)`);
  console.log(`memory after 1 million unknown ids too: ${more(afterUnknown)}`);
  await inDatabase(env, async (db) => {
    const tables = await db('sqlite_master')
      .select('name')
      .where({ type: 'table' })
      .whereLike('name', '%tracker%');
    for (const { name } of tables) {
      const [row] = await db(name).count({ rows: '*' });
      console.log(`  ${name}: ${row?.rows} rows`);
    }
  });
  await stop();
};

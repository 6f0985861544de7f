import { fill } from './fill.mjs';
import { median, rounds, say, timed } from './measure.mjs';
import { serveNewsroom, sqliteAt } from './serve.mjs';
import { forgetLists, inDatabase } from './sites.mjs';

const documents = 100_000;
const hourlyRows = 5_000_000;

/** What lists cost in a newsroom of 100,000 documents. */
export const asking = async () => {
  const env = sqliteAt('asking');
  /** @type {import('./serve.mjs').Running | undefined} */ let newsroom;
  const start = () =>
    timed(async () => {
      newsroom = await serveNewsroom(env);
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
  await inDatabase(env, async (db) => {
    const hour = Math.floor(Date.now() / 3_600_000) + 1;
    for (let round = 0; round < rounds; round += 1) {
      await forgetLists(db);
      const list = `content-tracker/most-viewed?type=article&period=30d&limit=10&fields=title`;
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
  });
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
  await newsroom.stop();
};

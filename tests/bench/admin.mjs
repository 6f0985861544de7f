import fs from 'node:fs';
import { call, registerAdmin } from './admin-client.mjs';
import { fill } from './fill.mjs';
import { median, timed } from './measure.mjs';
import { serveNewsroom, sqliteAt } from './serve.mjs';
import { forgetLists, inDatabase } from './sites.mjs';

/** Milliseconds that a route of the admin takes. @param {string} url @param {string} token @param {string} path */
const timeOf = (url, token, path) => timed(() => call({ url, token }, 'GET', path));

/** What editors wait for: the list with the tracker and without, a document's panel, Insights. */
export const admin = async () => {
  // The first administrator registers at the machine itself, without a proxy.
  const first = await serveNewsroom({ ...sqliteAt('admin'), TRUSTED_PROXIES: '' });
  const token = await registerAdmin(first.url);
  await first.stop();
  fill(sqliteAt('admin').DATABASE_FILENAME, { documents: 10_000, hourlyRows: 500_000 });
  // Logs the publications, once.
  await (await serveNewsroom(sqliteAt('admin'))).stop();
  fs.copyFileSync(sqliteAt('admin').DATABASE_FILENAME, sqliteAt('admin-off').DATABASE_FILENAME);
  const on = await serveNewsroom(sqliteAt('admin'));
  const off = await serveNewsroom({ ...sqliteAt('admin-off'), CONTENT_TRACKER: 'false' });
  const list = '/content-manager/collection-types/api::article.article?page=1&pageSize=20&locale=vi';
  const id = `bench${'0'.repeat(19)}`;
  const dayIn = (/** @type {number} */ days) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const day = dayIn(-29);
  const tomorrow = dayIn(1);
  /** @type {Record<string, (round: number) => string>} The series ask for another range each time, so that none is answered from the cache. */
  const asked = {
    'the list, sorted by views': () => `${list}&sort=viewCount:DESC`,
    'the list, sorted by title': () => `${list}&sort=title:ASC`,
    'the panel: views': () => `/content-tracker/views/article/${id}?locale=vi&from=${day}&interval=day`,
    'the panel: dates': () => `/content-tracker/publishing/article/${id}?locale=vi&start=0&limit=1`,
    'the home page: most viewed': () => '/content-tracker/home/most-viewed',
    'the home page: just published': () => '/content-tracker/home/just-published',
    'Insights: views': (round) =>
      `/content-tracker/views?type=article&locale=vi&from=${day}T00:00:${10 + round}Z&to=${tomorrow}&interval=day`,
    'Insights: most viewed': () => '/content-tracker/most-viewed?type=article&period=30d&limit=10',
    'Insights: trending': () => '/content-tracker/trending?type=article&limit=10',
    'Insights: refusals': () => `/content-tracker/refusals?type=article&from=${day}`,
  };
  const without = (/** @type {string} */ sort) => timeOf(off.url, token, `${list}&sort=${sort}`);
  await without('title:ASC');
  await timeOf(on.url, token, `${list}&sort=title:ASC`);
  for (const [what, pathOf] of Object.entries(asked)) {
    /** @type {number[]} */ const ours = [];
    /** @type {number[]} */ const theirs = [];
    for (let round = 0; round < 15; round += 1) {
      if (/most viewed|trending/.test(what)) await inDatabase(sqliteAt('admin'), forgetLists);
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

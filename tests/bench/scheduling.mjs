import { median, pause, rounds, say } from './measure.mjs';
import { serveNewsroom } from './serve.mjs';
import { inDatabase, places } from './sites.mjs';
import { call, registerAdmin } from './admin-client.mjs';

const documents = 200;
/** Until what is scheduled is due: all of it has to be scheduled by then. */
const leadMs = 30_000;
const table = 'content_tracker_scheduled_actions';
const uid = 'api::article.article';

/** @typedef {{ url: string, token: string, env: Record<string, string> }} Site */

/** @param {Site} site @returns {Promise<string[]>} ids of new drafts */
const makeDrafts = async (site) => {
  const ids = [];
  for (let i = 0; i < documents; i += 1) {
    const body = { title: `Article ${Date.now()} ${i}`, body: 'x' };
    const path = `/content-manager/collection-types/${uid}?locale=vi`;
    ids.push((await call(site, 'POST', path, body)).data.documentId);
  }
  return ids;
};

/** Seconds from the time for which drafts are scheduled until all are published. @param {Site} site */
const scheduled = async (site) => {
  const ids = await makeDrafts(site);
  const at = Date.now() + leadMs;
  const body = { publishAt: new Date(at).toISOString() };
  for (const id of ids) await call(site, 'PUT', `/content-tracker/schedule/article/${id}?locale=vi`, body);
  if (Date.now() > at) throw new Error('it took too long to schedule');
  return inDatabase(site.env, async (db) => {
    for (;;) {
      await pause(Math.max(100, at - Date.now()));
      const [{ done, last }] = await db(table)
        .where({ state: 'done', due_at: at })
        .select(db.raw('count(*) as done, max(closed_at) as last'));
      if (Number(done) === documents) return (Number(last) - at) / 1000;
    }
  });
};

/** Seconds that a bulk publish of as many drafts takes. @param {Site} site */
const bulk = async (site) => {
  const documentIds = await makeDrafts(site);
  const path = `/content-manager/collection-types/${uid}/actions/bulkPublish`;
  const start = Date.now();
  await call(site, 'POST', path, { documentIds, locale: ['vi'] });
  return (Date.now() - start) / 1000;
};

/** How long many scheduled actions take that are due at once, beside a bulk publish of as many documents. */
export const scheduling = async () => {
  for (const place of await places()) {
    await place.create('scheduling');
    const env = { ...place.env('scheduling'), TRUSTED_PROXIES: '' };
    const { url, stop } = await serveNewsroom(env);
    const site = { url, env, token: await registerAdmin(url) };
    /** @type {number[]} */ const ours = [];
    /** @type {number[]} */ const theirs = [];
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(await bulk(site));
      ours.push(await scheduled(site));
    }
    await stop();
    await place.postgres?.stop();
    say(`${documents} publications due at once / bulk publish, ${place.name}`, '≤ 1', {
      a: ['scheduled', ours],
      b: ['bulk publish', theirs],
      unit: ' s',
    });
    console.log(`  one after another: ${((median(ours) / documents) * 1000).toFixed(1)} ms each`);
  }
};

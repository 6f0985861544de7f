import { failuresOf, load, reports } from './client.mjs';
import { inTurns, median, pause, quantile, rounds, seconds, timed } from './measure.mjs';
import { serve, serveNewsroom } from './serve.mjs';
import { makeSite, places } from './sites.mjs';

/** @typedef {import('./load-requests.mjs').Load} Load */
/** @typedef {{ times: number[], rates: number[] }} Measured What publications took, and how many reports were answered. */

const connections = 64;
const documents = 200;
/** An editor reads before the next publication, and the readers' load is at its full height again. */
const betweenMs = 100;
const bot = 'Googlebot/2.1 (+http://www.google.com/bot.html)';

/** Publishes one article after the other. @param {string} url @param {string[]} ids */
const createEditor = (url, ids) => {
  let published = 0;
  const publish = async () => {
    published += 1;
    const response = await fetch(`${url}/bench/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: ids[published % ids.length] }),
    });
    if (response.status !== 204) throw new Error(`publish: ${response.status} ${await response.text()}`);
  };
  return async (/** @type {number} */ durationMs) => {
    const times = [];
    for (const end = Date.now() + durationMs; Date.now() < end;) {
      await pause(betweenMs);
      times.push(await timed(publish));
    }
    return times;
  };
};

/** @param {string} name @param {Measured} measured */
const describe = (name, { times, rates }) => {
  const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
  const reported =
    rates.length > 0 ? `, beside ${Math.round(median(rates)).toLocaleString('en')} reports/s` : '';
  return `  ${name}: median ${ms(median(times))}, 95 of 100 within ${ms(quantile(times, 0.95))} of ${times.length}${reported}`;
};

/**
 * What an editor waits for a publication while readers report views as fast as they are answered.
 *
 * What serves requests makes an editor wait, whatever the requests are for. So counting is compared with loads that
 * differ from it in nothing but the counting:
 * - refused: the same reports to the same server, from a bot. The server does all that it does for a view, up to the
 *   decision.
 * - elsewhere: the group commit takes the reports, a process of its own on the same machine and database.
 * @param {import('./sites.mjs').Place} place
 */
const editingOn = async (place) => {
  const ids = await makeSite(place, 'editing', documents);
  const env = place.env('editing');
  const newsroom = await serveNewsroom(env);
  const group = await serve('group-commit.mjs', env);
  const edit = createEditor(newsroom.url, ids);
  const counted = { ...reports(newsroom.url, ids), connections };
  /** @type {[string, Omit<Load, 'seconds'> | undefined][]} */
  const loads = [
    ['quiet', undefined],
    ['counted', counted],
    ['refused', { ...counted, agent: bot }],
    ['elsewhere', { ...counted, url: group.url }],
  ];
  const measured = new Map(loads.map(([name]) => [name, /** @type {Measured} */ ({ times: [], rates: [] })]));
  await edit(2_000);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, reported] of inTurns(round, loads)) {
      const { times, rates } = /** @type {Measured} */ (measured.get(name));
      const [result, ofEditor] = await Promise.all([
        reported && load({ ...reported, seconds: 2 * seconds }),
        edit(2_000 * seconds),
      ]);
      times.push(...ofEditor);
      if (!result) continue;
      rates.push(result.perSecond);
      if (failuresOf(result)) console.log(`NOT ANSWERED WELL, ${name}: ${failuresOf(result)}`);
    }
  }
  console.log(
    `Publish while readers report views, ${place.name}, ${documents} documents, ${connections} kept connections`,
  );
  for (const [name, one] of measured) console.log(describe(name, one));
  const ratio = (/** @type {string} */ name) => {
    const [left, right] = ['counted', name].map((one) => median(measured.get(one)?.times ?? []));
    return (Number(left) / Number(right)).toFixed(2);
  };
  console.log(
    `  time of a publication, counted / refused: ${ratio('refused')} (aim ≤ 1.20); counted / elsewhere: ${ratio('elsewhere')}; counted / quiet: ${ratio('quiet')}`,
  );
  await Promise.all([newsroom.stop(), group.stop()]);
};

/** Publishing while readers report views, on each database. */
export const editing = async () => {
  for (const place of await places()) {
    await editingOn(place);
    await place.postgres?.stop();
  }
};

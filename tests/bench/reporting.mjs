import { load, reports } from './client.mjs';
import { compare } from './compare.mjs';
import { seconds } from './measure.mjs';
import { serve, serveNewsroom } from './serve.mjs';
import { makeSite, places } from './sites.mjs';

/** @typedef {import('./sites.mjs').Place} Place */
/** @typedef {import('./serve.mjs').Running} Running */

/** Longer than the newsroom puts off its fold when it has little to do. */
export const foldMs = 3_000;

/**
 * A newsroom that is told of views, to be compared.
 * @param {Place} place @param {Running} server @param {readonly string[]} ids
 * @param {{ connections: number, fresh?: boolean }} how
 */
export const reportingSide = ({ postgres }, server, ids, how) => ({
  name: 'newsroom',
  server,
  load: { ...reports(server.url, ids), ...how },
  restMs: foldMs,
  ...(postgres && { database: postgres }),
});

/** The same reports to a rival, which takes them at any path. @param {import('./compare.mjs').Side} side @param {string} name @param {Running} server */
export const insteadOf = ({ load, database }, name, server) => ({
  name,
  server,
  load: { ...load, url: server.url },
  ...(database && { database }),
});

/** @param {Place} place @param {Running} newsroom @param {readonly string[]} ids */
const againstRivals = async (place, newsroom, ids) => {
  const group = await serve('group-commit.mjs', place.env('newsroom'));
  const bare = await serve('bare.mjs');
  /** @param {number} documents @param {number} connections @param {boolean} [fresh] */
  const measure = async (documents, connections, fresh = false) => {
    const ours = reportingSide(place, newsroom, ids.slice(0, documents), { connections, fresh });
    const isCommonest = documents === 200 && connections === 64 && !fresh;
    const withBare = isCommonest && !place.postgres;
    const title = [
      `Reporting a view, ${place.name}`,
      documents === 1 ? 'one document' : `${documents} documents`,
      `${connections} ${fresh ? 'new connections at a time' : 'kept connections'}`,
    ];
    await compare(
      title.join(', '),
      [
        { ...ours, ...(isCommonest && { walAim: '≤ 300' }) },
        insteadOf(ours, 'group commit', group),
        ...(withBare ? [{ name: 'bare', server: bare, load: { ...ours.load, url: bare.url } }] : []),
      ],
      [
        { a: 'newsroom', b: 'group commit', aim: fresh ? '≥ 0.5' : '≥ 0.33' },
        ...(withBare ? [{ a: 'newsroom', b: 'bare', aimByCpu: '≥ 0.4' }] : []),
      ],
    );
  };
  await measure(1, 64);
  await measure(200, 64);
  await measure(2000, 64);
  await measure(200, 512);
  await measure(200, 64, true);
  await Promise.all([group.stop(), bare.stop()]);
};

/** Against the counter that tutorials teach, in a Strapi without the plugins. @param {Place} place @param {Running} newsroom @param {string} id */
const againstTutorial = async (place, newsroom, id) => {
  const off = { CONTENT_TRACKER: 'false', WEBHOOK_DELIVERY: 'false' };
  const server = await serveNewsroom({ ...place.env('tutorial'), ...off });
  const counting = {
    url: `${server.url}/bench/tutorial`,
    bodies: [JSON.stringify({ documentId: id })],
    connections: 16,
  };
  const ours = reportingSide(place, newsroom, [id], { connections: 64 });
  const name = 'documents.update';
  await compare(
    `Reporting a view, ${place.name}, one document, against documents.update per view`,
    [ours, { ...ours, name, server, load: counting, restMs: 0 }],
    [{ a: 'newsroom', b: name, aim: '≥ 100' }],
  );
  const shown = async () =>
    Number((await (await fetch(`${server.url}/api/articles/${id}?fields=summary`)).json()).data.summary);
  const before = await shown();
  const { answered } = await load({ ...counting, seconds });
  console.log(`  ${name}: ${answered - ((await shown()) - before)} of ${answered} views were lost`);
  await server.stop();
};

/** Reporting views, on each database. */
export const reporting = async () => {
  for (const place of await places()) {
    const ids = await makeSite(place, 'newsroom', 2000);
    await place.copy('newsroom', 'tutorial');
    const newsroom = await serveNewsroom(place.env('newsroom'));
    await againstRivals(place, newsroom, ids);
    await againstTutorial(place, newsroom, ids[0] ?? '');
    await newsroom.stop();
    await place.postgres?.stop();
  }
};

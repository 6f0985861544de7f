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

/** What WordPress's fastest counter reaches of the bare server's rate: it appends to a file that is counted later. */
const ofBare = { kept64: '≥ 0.10', kept512: '≥ 0.13', new64: '≥ 0.43' };

/** @typedef {{ documents: number, connections: number, fresh?: boolean, aimOfBare?: string }} Level */

/** @param {Place} place @param {Running} newsroom @param {readonly string[]} ids */
const againstRivals = async (place, newsroom, ids) => {
  const group = await serve('group-commit.mjs', place.env('newsroom'));
  const bare = await serve('bare.mjs');
  /** @param {Level} level */
  const measure = async ({ documents, connections, fresh = false, aimOfBare }) => {
    const ours = reportingSide(place, newsroom, ids.slice(0, documents), { connections, fresh });
    const isCommonest = aimOfBare === ofBare.kept64;
    const title = [
      `Reporting a view, ${place.name}`,
      documents === 1 ? 'one document' : `${documents} documents`,
      `${connections} ${fresh ? 'new connections at a time' : 'kept connections'}`,
    ];
    const sides = [
      { ...ours, ...(isCommonest && { walAim: '≤ 300' }) },
      insteadOf(ours, 'group commit', group),
    ];
    /** @type {import('./compare.mjs').Wanted[]} */
    const wanted = [{ a: 'newsroom', b: 'group commit', aim: fresh ? '≥ 0.5' : '≥ 0.33' }];
    if (aimOfBare) {
      sides.push({ name: 'bare', server: bare, load: { ...ours.load, url: bare.url } });
      const byCpu = isCommonest && !place.postgres ? { aimByCpu: '≥ 0.4' } : {};
      wanted.push({ a: 'newsroom', b: 'bare', aim: aimOfBare, ...byCpu });
    }
    await compare(title.join(', '), sides, wanted);
  };
  await measure({ documents: 1, connections: 64 });
  await measure({ documents: 200, connections: 64, aimOfBare: ofBare.kept64 });
  await measure({ documents: 2000, connections: 64 });
  await measure({ documents: 200, connections: 512, aimOfBare: ofBare.kept512 });
  await measure({ documents: 200, connections: 64, fresh: true, aimOfBare: ofBare.new64 });
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

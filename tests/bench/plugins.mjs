import { compare } from './compare.mjs';
import { serveNewsroom } from './serve.mjs';
import { makeSite, places } from './sites.mjs';

/** What both plugins cost a newsroom with 200 articles: reading and publishing, on against off. */
export const plugins = async () => {
  const all = await places();
  for (const place of all) {
    const ids = await makeSite(place, 'on', 200);
    await place.copy('on', 'off');
    const off = { CONTENT_TRACKER: 'false', WEBHOOK_DELIVERY: 'false' };
    const servers = {
      on: await serveNewsroom(place.env('on')),
      off: await serveNewsroom({ ...place.env('off'), ...off }),
    };
    const bodies = ids.map((documentId) => JSON.stringify({ documentId }));
    /** @param {(which: 'on' | 'off') => { path: string, bodies?: string[] }} asked @param {number} connections */
    const sides = (asked, connections) =>
      /** @type {const} */ (['on', 'off']).map((name) => {
        const { path, ...rest } = asked(name);
        const server = servers[name];
        return { name, server, load: { url: `${server.url}${path}`, connections, ...rest } };
      });
    /** @param {string} what @param {ReturnType<typeof sides>} some @param {string} aim */
    const say = (what, some, aim) =>
      compare(`${what}, both plugins on / off, ${place.name}`, some, [{ a: 'on', b: 'off', aim }]);
    await say(
      'GET /api/articles/:id',
      sides(() => ({ path: `/api/articles/${ids[0]}` }), 16),
      '≥ 0.98',
    );
    await say(
      'GET /api/articles?sort=viewCount:desc, without plugins ?sort=id',
      sides((name) => ({ path: `/api/articles?sort=${name === 'on' ? 'viewCount:desc' : 'id'}` }), 16),
      '≥ 0.98',
    );
    await say(
      'publish',
      sides(() => ({ path: '/bench/publish', bodies }), 1),
      '≥ 0.90',
    );
    await Promise.all([servers.on.stop(), servers.off.stop()]);
    await place.postgres?.stop();
  }
};

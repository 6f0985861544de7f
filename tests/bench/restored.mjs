import { load, reports } from './client.mjs';
import { compare } from './compare.mjs';
import { insteadOf, reportingSide } from './reporting.mjs';
import { serve, serveNewsroom } from './serve.mjs';
import { makeSite, places } from './sites.mjs';

const documents = 20_000;

/** A database that came back from a backup has no statistics until autovacuum comes round. */
export const restored = async () => {
  const place = (await places()).find(({ postgres }) => postgres);
  if (!place?.postgres) return;
  const ids = await makeSite(place, 'newsroom', documents);
  const before = await serveNewsroom(place.env('newsroom'));
  // So that most have been read before.
  await load({ ...reports(before.url, ids), connections: 64, seconds: 10 });
  await before.stop();
  await place.postgres.query('ANALYZE', 'newsroom');
  await place.postgres.restore('newsroom', 'restored');
  const newsroom = await serveNewsroom(place.env('newsroom'));
  const after = await serveNewsroom(place.env('restored'));
  const group = await serve('group-commit.mjs', place.env('restored'));
  for (const fresh of [false, true]) {
    const side = (/** @type {typeof after} */ server) =>
      reportingSide(place, server, ids.slice(0, 200), { connections: 64, fresh });
    await compare(
      `Reporting a view after pg_restore, ${documents} articles, 200 of them read, 64 ${fresh ? 'new' : 'kept'} connections`,
      [
        { ...side(after), name: 'restored' },
        { ...side(newsroom), name: 'before' },
        insteadOf(side(after), 'group commit', group),
      ],
      [
        { a: 'restored', b: 'before' },
        { a: 'restored', b: 'group commit', aim: fresh ? '≥ 0.5' : '≥ 0.33' },
      ],
    );
  }
  await Promise.all([newsroom.stop(), after.stop(), group.stop()]);
  await place.postgres.stop();
};

import { failuresOf, load, reports } from './client.mjs';
import { pause } from './measure.mjs';
import { startPostgres } from './postgres.mjs';
import { serveNewsroom } from './serve.mjs';
import { inDatabase, makeSite } from './sites.mjs';

const documents = 200;
const perSecond = 1_000;
const minutes = Number(process.env.BENCH_MINUTES ?? 60);
/** Tables that views are written to. */
const tables = [
  'content_tracker_increments',
  'content_tracker_view_minutes',
  'content_tracker_view_totals',
  'content_tracker_view_hours',
  'articles',
];

/** Sizes with indexes, in KB, of a database. @param {import('./postgres.mjs').Postgres} postgres @param {string} name */
const sizesOf = async (postgres, name) => {
  const sizes = tables.map((table) => `pg_total_relation_size('${table}') / 1024 AS ${table}`);
  const [row] = await postgres.query(`SELECT ${sizes.join(', ')}`, name);
  return tables.map((table) => Number(row[table]));
};

/**
 * An hour of load on PostgreSQL, or `BENCH_MINUTES`: how large the tables become that are written to all the time.
 * Nothing else is measured meanwhile, so it runs only where it is asked for.
 */
export const hour = async () => {
  const postgres = await startPostgres();
  if (!postgres) return;
  const name = 'hour';
  /** @type {import('./sites.mjs').Place} */
  const place = {
    name: 'PostgreSQL',
    env: postgres.env,
    create: postgres.create,
    copy: (from, to) => postgres.create(to, from),
    postgres,
  };
  const ids = await makeSite(place, name, documents);
  const newsroom = await serveNewsroom(place.env(name));
  console.log(`${perSecond} reports/s of ${documents} documents for ${minutes} minutes; sizes in KB`);
  console.log(`minute, ${tables.join(', ')}`);
  console.log([0, ...(await sizesOf(postgres, name))].join(', '));
  let answered = 0;
  let failures = '';
  const began = Date.now();
  for (let second = 0; second < 60 * minutes; second += 1) {
    const result = await load({ ...reports(newsroom.url, ids), connections: 16, amount: perSecond });
    answered += result.answered;
    failures ||= failuresOf(result);
    await pause(Math.max(0, began + 1_000 * (second + 1) - Date.now()));
    if ((second + 1) % 300 === 0) {
      console.log([(second + 1) / 60, ...(await sizesOf(postgres, name))].join(', '));
    }
  }
  await pause(2_000);
  const { counted, shown } = await inDatabase(place.env(name), async (db) => {
    const [totals] = await db('content_tracker_view_totals')
      .whereIn('target_document_id', ids)
      .sum('views as n');
    const [rows] = await db('articles')
      .whereIn('document_id', ids)
      .whereNotNull('published_at')
      .sum('view_count as n');
    return { counted: Number(totals?.n), shown: Number(rows?.n) };
  });
  console.log(
    `${answered} answered, ${counted} counted, ${shown} in viewCount two seconds after the last, in ${Math.round((Date.now() - began) / 1000)} s; failures: ${failures || 'none'}`,
  );
  await newsroom.stop();
  await postgres.stop();
};

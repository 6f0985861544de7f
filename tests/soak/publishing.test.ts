import type { Knex } from 'knex';
import { createDatabase, signIn, start, type DatabaseName } from '../app/newsroom';
import { pause } from './load';

const rounds = Number(process.env.NEWSROOM_SOAK_ROUNDS ?? 3);
const databases = (['sqlite', 'postgres'] as DatabaseName[]).filter(
  (name) => name === 'sqlite' || process.env.TEST_POSTGRES_URL,
);
const articles = '/content-manager/collection-types/api::article.article';
const parallel = 6;

/** What the log says of each article last, and what its rows say. */
const readBoth = async (db: Knex) => {
  const entries = await db('content_tracker_publications')
    .where({ type: 'api::article.article' })
    .orderBy('id');
  const last = new Map<string, any>();
  const publications = new Map<string, number>();
  for (const entry of entries) {
    last.set(`${entry.target_document_id} ${entry.target_locale}`, entry);
    if (!['published', 'republished'].includes(entry.action)) continue;
    publications.set(entry.target_document_id, (publications.get(entry.target_document_id) ?? 0) + 1);
  }
  return { last, publications, rows: await db('articles') };
};

const timeOf = (value: unknown): number | null => (value === null ? null : Number(new Date(value as string)));

/** Articles of which the log does not tell what is there. */
const disagreements = async (db: Knex): Promise<string[]> => {
  const { last, rows } = await readBoth(db);
  const published = new Map(
    rows.filter((row) => row.published_at !== null).map((row) => [`${row.document_id} ${row.locale}`, row]),
  );
  const found: string[] = [];
  for (const [key, row] of published) {
    const entry = last.get(key);
    if (timeOf(entry?.published_after ?? null) !== timeOf(row.published_at)) {
      found.push(`${key}: publishedAt`);
    }
    if (timeOf(entry?.first_after ?? null) !== timeOf(row.first_published_at)) found.push(`${key}: first`);
  }
  for (const [key, entry] of last) {
    if (entry.published_after !== null && !published.has(key)) found.push(`${key}: not published`);
  }
  if (published.size !== rows.filter((row) => row.published_at !== null).length) found.push('doubled rows');
  return found;
};

const sumOf = (counts: Map<string, number>): number =>
  [...counts.values()].reduce((sum, one) => sum + one, 0);

/** A killed server's connections end a little later than itself: what they had begun is taken back. */
const waitUntilAlone = async (db: Knex, name: DatabaseName): Promise<void> => {
  if (name !== 'postgres') return;
  const others =
    'SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  while (Number((await db.raw(others)).rows[0].open) > 0) await pause(50);
};

describe.each(databases)('kill -9 in the middle of publishing, on %s', (name) => {
  it(`leaves log, dates and content in agreement, ${rounds} times`, async () => {
    const database = await createDatabase(name);
    let running = await start(database);
    const { adminToken } = await signIn(running.url);
    const call = (method: string, path: string, body: unknown) =>
      fetch(`${running.url}${articles}/${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${adminToken}` },
        body: JSON.stringify(body),
      });
    const { data } = await (await fetch(`${running.url}/api/articles?fields=title`)).json();
    const ids: string[] = data.map((one: { documentId: string }) => one.documentId);
    const answered = new Map<string, number>();
    let unanswered = 0;
    const publish = async (offset: number, isOn: () => boolean): Promise<void> => {
      for (let i = offset; isOn(); i += parallel) {
        const id = ids[i % ids.length] as string;
        try {
          const response = await call('POST', `${id}/actions/publish?locale=vi`, {
            title: `Bản ${i}`,
            body: '…',
          });
          await response.arrayBuffer();
          if (response.status === 200) answered.set(id, (answered.get(id) ?? 0) + 1);
          if (i % 3 === 0) await call('POST', `${id}/actions/unpublish?locale=vi`, {});
        } catch {
          unanswered += 1;
        }
      }
    };

    for (let round = 0; round < rounds; round += 1) {
      let isOn = true;
      const load = Array.from({ length: parallel }, (_, i) => publish(i, () => isOn));
      const before = sumOf(answered);
      while (sumOf(answered) < before + parallel) await pause(20);
      await pause(Math.random() * 500);
      const killed = running.stop('SIGKILL');
      isOn = false;
      await killed;
      await Promise.all(load);

      // Before the next start, which would mend what is wrong.
      const db = database.connect();
      await waitUntilAlone(db, name);
      expect(await disagreements(db)).toEqual([]);
      const { publications } = await readBoth(db);
      for (const id of ids) {
        const known = publications.get(id) ?? 0;
        expect(known).toBeGreaterThanOrEqual(answered.get(id) ?? 0);
        expect(known).toBeLessThanOrEqual((answered.get(id) ?? 0) + unanswered);
      }
      const entries = () => db('content_tracker_publications').count({ entries: '*' });
      const logged = await entries();
      running = await start(database);
      expect(await entries()).toEqual(logged);
      await db.destroy();
    }
    console.log(`${name}: ${sumOf(answered)} publications answered over ${rounds} kills, each in the log`);
    await running.stop();
    await database.drop();
  });
});

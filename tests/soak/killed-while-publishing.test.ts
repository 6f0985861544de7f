import type { Knex } from 'knex';
import { createDatabase, signIn, start, type DatabaseName } from '../servers/newsroom';
import { disagreements, readBoth } from './agreement';
import { pause, sum } from './load';

const rounds = Number(process.env.NEWSROOM_SOAK_ROUNDS ?? 3);
const databases = (['sqlite', 'postgres'] as DatabaseName[]).filter(
  (name) => name === 'sqlite' || process.env.TEST_POSTGRES_URL,
);
const articles = '/content-manager/collection-types/api::article.article';
const parallel = 6;

/** Waits for the end of a killed server's connections, so that their transactions are rolled back. */
const waitUntilAlone = async (db: Knex, name: DatabaseName): Promise<void> => {
  if (name !== 'postgres') return;
  const others =
    'SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  while (Number((await db.raw(others)).rows[0].open) > 0) await pause(50);
};

describe.each(databases)('kill -9 in the middle of publishing, on %s', (name) => {
  it(`leaves log, dates and content consistent, ${rounds} times`, async () => {
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
      const before = sum(answered);
      while (sum(answered) < before + parallel) await pause(20);
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
    console.log(`${name}: ${sum(answered)} publications answered over ${rounds} kills, each in the log`);
    await running.stop();
    await database.drop();
  });
});

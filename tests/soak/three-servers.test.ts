import { createDatabase, signIn, start, type Running } from '../servers/newsroom';
import { differences, untilFolded } from './agreement';
import { createTally, pause, startLoad, sum, type Tally } from './load';
import { articles, createCall, isWhole, servers, viewsOf } from './scene';

const rounds = isWhole ? 12 : 2;
/** They share who has seen what, where there is a Redis. */
const redis: Record<string, string> = process.env.TEST_REDIS_URL
  ? { REDIS_URL: process.env.TEST_REDIS_URL }
  : {};

const byDocument = (tallies: readonly Tally[], which: 'answered' | 'unanswered', id: string): number =>
  tallies.reduce((total, tally) => total + (tally[which].get(id) ?? 0), 0);

describe.each(servers)('three servers under load, killed in turns while editors publish, on %s', (name) => {
  it(`count every answered view once, over ${rounds} kills`, async () => {
    const database = await createDatabase(name);
    const running: Running[] = [];
    for (let i = 0; i < 3; i += 1) running.push(await start(database, redis));
    const keys = await signIn((running[0] as Running).url);
    const db = database.connect();
    const { body } = await createCall(keys.url, '')('GET', '/api/articles?fields=title');
    const ids: string[] = body.data.map((one: { documentId: string }) => one.documentId);
    const before = new Map(await Promise.all(ids.map(async (id) => [id, await viewsOf(db, id)] as const)));
    const tallies: Tally[] = [];
    let published = 0;

    for (let round = 0; round < rounds; round += 1) {
      const victim = round % 3;
      const loads = running.map((server) => {
        const tally = createTally();
        tallies.push(tally);
        return startLoad(server, ids, 40, tally);
      });
      const editor = createCall((running[(victim + 1) % 3] as Running).url, keys.adminToken);
      let isOn = true;
      const publish = async (): Promise<void> => {
        for (let i = 0; isOn; i += 1) {
          const path = `${articles}/${ids[i % ids.length]}/actions/publish?locale=vi`;
          const { status } = await editor('POST', path, { title: `Bản ${round}-${i}`, body: '…' });
          if (status === 200) published += 1;
        }
      };
      const publishing = publish();
      await pause(1_000 + Math.random() * 1_500);
      await (running[victim] as Running).stop('SIGKILL');
      await pause(1_000);
      isOn = false;
      await Promise.all([publishing, ...loads.map((load) => load.stop())]);
      running[victim] = await start(database, redis);
    }

    await pause(2_000);
    expect(await differences(db)).toEqual([]);
    await untilFolded(db);
    for (const id of ids) {
      const counted = (await viewsOf(db, id)) - (before.get(id) ?? 0);
      const answered = byDocument(tallies, 'answered', id);
      expect(counted).toBeGreaterThanOrEqual(answered);
      // A commit under way when its server was killed may have come through.
      expect(counted).toBeLessThanOrEqual(answered + byDocument(tallies, 'unanswered', id));
    }
    const answered = tallies.reduce((total, tally) => total + sum(tally.answered), 0);
    console.log(`${name}: ${answered} views answered by three servers, ${published} publications`);
    await Promise.all(running.map((server) => server.stop()));
    await db.destroy();
    await database.drop();
  });
});

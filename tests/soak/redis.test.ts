import { startWithRedis } from '../servers/newsrooms-with-redis';
import { createDatabase, type Launched } from '../servers/newsroom';
import { hasRedisServer, startRedis } from '../servers/redis-process';
import { until } from '../clients/receiver';
import { createTally, pause, report, startLoad, sum } from './load';
import { servers as databases, viewsOf } from './scene';

const rounds = Number(process.env.NEWSROOM_SOAK_ROUNDS ?? 3);

/** Opens `documentId` again and again, each time within the 30 s, until `isOver`. */
const keepReading = async (
  urlOf: (turn: number) => string,
  documentId: string,
  tally: ReturnType<typeof createTally>,
  isOver: () => boolean,
): Promise<void> => {
  const agent = `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/${documentId} Firefox/140.0`;
  for (let turn = 0; !isOver(); turn += 1) {
    await report(urlOf(turn), documentId, tally, agent);
    await pause(200 + Math.random() * 600);
  }
};

const occurrences = (log: string, words: string): number => log.split(words).length - 1;

const describeIfPossible = databases.includes('postgres') && hasRedisServer ? describe : describe.skip;

describeIfPossible('a Redis that is killed and comes back under load, with three servers', () => {
  it(`loses no view, answers none 503, and counts a visitor at most once more for each of ${2 * rounds} outages`, async () => {
    const database = await createDatabase('postgres');
    const redis = await startRedis();
    const servers = await startWithRedis(database, redis.url, 3);
    const db = database.connect();
    const urlOf = (server: number): string => (servers[server % 3] as Launched).url;
    /** For each server, how often it has said that Redis is away, and that it answers. */
    const changes = () =>
      servers.map(({ readLog }) => {
        const log = readLog();
        return [occurrences(log, 'is away'), occurrences(log, 'answers: servers remember')] as const;
      });
    const areBack = (all: ReturnType<typeof changes>): boolean =>
      all.every(([away, back]) => back === away + 1);
    try {
      const { data } = await (
        await fetch(`${urlOf(0)}/api/articles?fields=title&pagination[pageSize]=100`)
      ).json();
      const [passing = '', ...regular] = data.map(
        (one: { documentId: string }) => one.documentId,
      ) as string[];
      const before = new Map<string, number>();
      for (const id of [passing, ...regular]) before.set(id, await viewsOf(db, id));

      let isOver = false;
      const tally = createTally();
      const readers = regular.map((id, i) =>
        // Half of them stay with one server, as a balancer would have it; half go round.
        keepReading(
          (turn) => urlOf(i % 2 === 0 ? i / 2 : turn),
          id,
          tally,
          () => isOver,
        ),
      );
      const loads = servers.map((server) => startLoad(server, [passing], 8, tally));
      // Until each server has met those who go round.
      await pause(6_000);
      const outages = [() => redis.kill(), () => redis.halt()];
      for (let round = 0; round < rounds; round += 1) {
        for (const begin of outages) {
          const known = changes().map(([away]) => away);
          await begin();
          await until(changes, (all) => all.every(([away], i) => away > (known[i] as number)));
          await pause(1_000);
          await redis.back();
          await until(changes, areBack, 60);
          // As long as a return has to last, so that the next outage is not a relapse.
          await pause(11_000);
        }
      }
      isOver = true;
      await Promise.all([...readers, ...loads.map((load) => load.stop())]);
      await until(
        () => db('content_tracker_increments').first('id'),
        (waiting) => waiting === undefined,
      );

      expect([...tally.statuses.keys()]).toEqual([204]);
      expect(sum(tally.unanswered)).toBe(0);
      const counted = async (id: string): Promise<number> =>
        (await viewsOf(db, id)) - (before.get(id) as number);
      expect(await counted(passing)).toBe(tally.answered.get(passing));

      const away = (await until(changes, areBack, 60)).map(([times]) => times);
      const extra = await Promise.all(regular.map(async (id) => (await counted(id)) - 1));
      console.log(
        `${sum(tally.answered)} views, away ${away.join(', ')} times; ` +
          `${regular.length} regular readers were counted ${extra.reduce((total, one) => total + one, 0)} times more`,
      );
      expect(Math.min(...extra)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...extra)).toBeLessThanOrEqual(Math.max(...away));
    } finally {
      await db.destroy();
      await Promise.all(servers.map((server) => server.stop()));
      await redis.kill();
      await database.drop();
    }
  });
});

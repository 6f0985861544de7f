import { newReader } from '../../clients/client';
import { until } from '../../clients/receiver';
import { startWithRedis } from '../../servers/newsrooms-with-redis';
import { createDatabase } from '../../servers/newsroom';
import { describeWithRedis, redisUrl } from '../../servers/redis';

describeWithRedis('three servers with one Redis', () => {
  it('count one view, a unique one, of a visitor who comes to each of them ten times', async () => {
    const database = await createDatabase('postgres');
    const servers = await startWithRedis(database, redisUrl, 3);
    const db = database.connect();
    try {
      const first = servers[0]?.url ?? '';
      const { data } = await (
        await fetch(`${first}/api/articles?fields=title&pagination[pageSize]=2`)
      ).json();
      const [inTurn, atOnce] = data.map(({ documentId }: { documentId: string }) => documentId);
      const agent = newReader();
      const open = async (documentId: string, i: number): Promise<number> => {
        const { status } = await fetch(`${servers[i % 3]?.url}/api/content-tracker/views`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'User-Agent': agent },
          body: JSON.stringify({ type: 'article', documentId, locale: 'vi' }),
        });
        return status;
      };
      const opens = Array.from({ length: 30 }, (_, i) => i);
      for (const i of opens) expect(await open(inTurn, i)).toBe(204);
      expect(new Set(await Promise.all(opens.map((i) => open(atOnce, i))))).toEqual(new Set([204]));

      await until(
        () => db('content_tracker_increments').first('id'),
        (waiting) => waiting === undefined,
      );
      const counted = (documentId: string) =>
        db('content_tracker_view_hours')
          .where({ target_document_id: documentId, target_locale: 'vi' })
          .sum({ views: 'views', unique: 'unique_views' })
          .first();
      expect(await counted(inTurn)).toEqual({ views: '1', unique: '1' });
      expect(await counted(atOnce)).toEqual({ views: '1', unique: '1' });
      const refused = await db('content_tracker_refusal_days')
        .where({ reason: 'repeat' })
        .sum({ views: 'views' });
      expect(refused).toEqual([{ views: '58' }]);
      for (const { log, readLog } of servers) {
        expect([log, readLog().includes('is away')]).toEqual([log, false]);
      }
    } finally {
      await db.destroy();
      await Promise.all(servers.map((server) => server.stop()));
      await database.drop();
    }
  });
});

import {
  connectToShared,
  newReader,
  publishArticle,
  readArticle,
  readSharedLog,
  reportBatch,
  view,
} from '../../clients/client';

/** Every row of every table there is, as text. */
const dump = async (): Promise<string> => {
  const db = connectToShared();
  const tablesOf: Record<string, string> = {
    'better-sqlite3': "select name from sqlite_master where type = 'table'",
    pg: 'select table_name as name from information_schema.tables where table_schema = current_schema()',
    mysql2: 'select table_name as name from information_schema.tables where table_schema = database()',
  };
  try {
    const answer = await db.raw(tablesOf[db.client.config.client] as string);
    const tables: { name: string }[] = answer.rows ?? (Array.isArray(answer[0]) ? answer[0] : answer);
    const rows = await Promise.all(tables.map(({ name }) => db(name).select()));
    return tables.map(({ name }, i) => `${name}: ${JSON.stringify(rows[i])}`).join('\n');
  } finally {
    await db.destroy();
  }
};

describe('personal data of a reader', () => {
  it('is in neither the database nor the log: no address, no agent, no event id', async () => {
    const { documentId } = await publishArticle({ title: 'Không ai biết ai đọc' });
    const agents = [1, 2, 3, 4].map((i) => `${newReader()} Telltale/${i}.${process.pid}`);
    const [first, second, third, fourth] = agents as [string, string, string, string];
    const single = await view(documentId, 'vi', {
      agent: first,
      headers: { 'X-Forwarded-For': '203.0.113.211', Referer: 'https://telltale.example/' },
    });
    expect(single.status).toBe(204);
    const entry = {
      type: 'article',
      documentId,
      locale: 'vi',
      at: new Date(Date.now() - 60_000).toISOString(),
      address: '203.0.113.213',
      agent: second,
      eventId: `telltale-event-${process.pid}`,
    };
    const outcomes = await reportBatch([
      entry,
      { ...entry, address: '2001:db8:7e11:7a1e::1', agent: third, eventId: `${entry.eventId}-6` },
      // A repeat, a bot, a document that is not there, an entry that is refused.
      { ...entry, eventId: `${entry.eventId}-repeat` },
      { ...entry, agent: `Googlebot/2.1 Telltale/${process.pid}`, eventId: `${entry.eventId}-bot` },
      { ...entry, documentId: 'nowhere', eventId: `${entry.eventId}-unknown` },
      { ...entry, agent: fourth, at: 'telltale', eventId: `${entry.eventId}-invalid` },
    ]);
    expect(outcomes.map(({ status, reason }) => reason ?? status)).toEqual([
      'counted',
      'counted',
      'repeat',
      'bot',
      'unknown',
      'invalid',
    ]);
    expect((await readArticle(documentId)).viewCount).toBe(3);

    const [rows, log] = [await dump(), readSharedLog()];
    // That is where it would be seen.
    expect(rows).toMatch(new RegExp(`content_tracker_view_hours: .*${documentId}`));
    expect(rows).toMatch(/content_tracker_counted_events: .*[0-9a-f]{64}/);
    expect(log).toContain('/api/content-tracker/views/batch');
    for (const text of [rows, log]) {
      expect(text).not.toContain('203.0.113.21');
      expect(text).not.toMatch(/2001:0?db8:7e11/i);
      expect(text).not.toMatch(/telltale/i);
      for (const agent of agents) expect(text).not.toContain(agent.slice(0, 60));
    }
  });
});

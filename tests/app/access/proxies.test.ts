import { databaseName, newReader } from '../../clients/client';
import { until } from '../../clients/receiver';
import { createDatabase, start, type Running, type TestDatabase } from '../../servers/newsroom';

describe('a server behind a proxy that writes addresses with ports, as Azure and IIS do', () => {
  let database: TestDatabase;
  let running: Running;
  beforeAll(async () => {
    database = await createDatabase(databaseName);
    running = await start(database, { TRUSTED_PROXIES: '1' });
  });
  afterAll(async () => {
    await running.stop();
    await database.drop();
  });

  const post = async (path: string, body: object, headers: Record<string, string>): Promise<number> => {
    const { status } = await fetch(`${running.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return status;
  };

  const articles = async (): Promise<{ documentId: string; viewCount: number }[]> => {
    const answer = await fetch(`${running.url}/api/articles?sort=documentId&pagination[pageSize]=2`);
    return (await answer.json()).data;
  };

  const untilFolded = async (): Promise<void> => {
    const db = database.connect();
    await until(
      () => db('content_tracker_increments').first('id'),
      (waiting) => waiting === undefined,
    ).finally(() => db.destroy());
  };

  it.each([
    ['X-Forwarded-For', (port: number) => `203.0.113.1, 198.51.100.4:${port}`],
    ['Forwarded', (port: number) => `for=203.0.113.1, for="[2001:db8::5]:${port}";proto=https`],
  ])('takes a reload for a repeat: %s', async (header, addressAt) => {
    // The views of the samples are folded soon after the start.
    await untilFolded();
    const [{ documentId, viewCount }] = (await articles()) as [{ documentId: string; viewCount: number }];
    const agent = newReader();
    for (const port of [51_234, 51_877, 60_001]) {
      const view = { type: 'article', documentId, locale: 'vi' };
      const headers = { 'User-Agent': agent, [header]: addressAt(port) };
      expect(await post('/api/content-tracker/views', view, headers)).toBe(204);
    }
    await untilFolded();
    expect((await articles())[0]?.viewCount).toBe(viewCount + 1);
  });

  it('limits attempts to sign in of an address, whatever its ports', async () => {
    const attempt = (address: string): Promise<number> => {
      const body = { email: 'nobody@newsroom.example', password: 'Wrong-Password-1' };
      return post('/admin/login', body, { 'X-Forwarded-For': address });
    };
    const statuses: number[] = [];
    for (let i = 1; i <= 9; i += 1) statuses.push(await attempt(`198.51.100.4:5000${i}`));
    expect([statuses[0], statuses.at(-1)]).toEqual([400, 429]);
    expect(await attempt('198.51.100.5:50001')).toBe(400);
  });
});

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDatabase, start, type Running } from '../servers/newsroom';
import { createTally, pause, report, sum } from './load';
import { isWhole, servers, viewsOf } from './scene';

/** An HTTP balancer such as nginx: it keeps connections, and asks `/_ready` whom it may send requests to. */
const startBalancer = async () => {
  const agents = new Map<string, http.Agent>();
  const ready: string[] = [];
  let turn = 0;
  const ask = async (url: string): Promise<void> => {
    const isReady = await fetch(`${url}/_ready`).then(
      ({ status }) => status === 204,
      () => false,
    );
    const at = ready.indexOf(url);
    if (isReady && at < 0 && agents.has(url)) ready.push(url);
    if (!isReady && at >= 0) ready.splice(at, 1);
  };
  const timer = setInterval(() => [...agents.keys()].forEach((url) => void ask(url)), 250);
  const server = http.createServer((request, response) => {
    turn += 1;
    const target = ready[turn % ready.length];
    if (target === undefined) return void response.writeHead(502).end();
    const { method, headers, url } = request;
    const forwarded = http.request(
      `${target}${url}`,
      { method, headers, agent: agents.get(target) },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    // What no server answered: a connection that was reset under it.
    forwarded.on('error', () => response.writeHead(502).end());
    return void request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async add(url: string): Promise<void> {
      agents.set(url, new http.Agent({ keepAlive: true, maxSockets: 400 }));
      while (!ready.includes(url)) await pause(50);
    },
    remove(url: string): void {
      agents.get(url)?.destroy();
      agents.delete(url);
    },
    stop(): void {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
    },
  };
};

describe.each(servers)('two servers on %s behind a balancer, restarted one after the other', (name) => {
  const readers = 280;
  const visitors = 20;

  it(`answer all of ${readers + visitors} connections: none is reset, none gets 503`, async () => {
    const database = await createDatabase(name);
    const settings = { DRAIN_SECONDS: '2' };
    const running: Running[] = [await start(database, settings)];
    running.push(await start(database, settings));
    const balancer = await startBalancer();
    for (const { url } of running) await balancer.add(url);
    const db = database.connect();
    const { data } = (await (await fetch(`${balancer.url}/api/articles?fields=title`)).json()) as any;
    const ids: string[] = data.map((one: { documentId: string }) => one.documentId);
    const before = new Map(await Promise.all(ids.map(async (id) => [id, await viewsOf(db, id)] as const)));

    const tally = createTally();
    const seen = new Map<number, number>();
    let isOn = true;
    const read = async (offset: number): Promise<void> => {
      for (let i = offset; isOn; i += 1) await report(balancer.url, ids[i % ids.length] as string, tally);
    };
    const visit = async (): Promise<void> => {
      while (isOn) {
        const { status } = await fetch(`${balancer.url}/api/articles/${ids[0]}?fields=title`);
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }
    };
    const all = [
      ...Array.from({ length: readers }, (_, i) => read(i)),
      ...Array.from({ length: visitors }, () => visit()),
    ];
    await pause(1_000);
    for (let restart = 0; restart < (isWhole ? 4 : 1); restart += 1) {
      const old = running[restart % 2] as Running;
      await old.stop();
      balancer.remove(old.url);
      const next = await start(database, settings);
      running[restart % 2] = next;
      await balancer.add(next.url);
      await pause(1_000);
    }
    isOn = false;
    await Promise.all(all);

    console.log(
      `${name}: rolling restart, views ${JSON.stringify([...tally.statuses])}, GETs ${JSON.stringify([...seen])}`,
    );
    expect([...tally.statuses.keys()]).toEqual([204]);
    expect(sum(tally.unanswered)).toBe(0);
    expect([...seen.keys()]).toEqual([200]);
    for (const id of ids) {
      expect((await viewsOf(db, id)) - (before.get(id) ?? 0)).toBe(tally.answered.get(id) ?? 0);
    }
    balancer.stop();
    await Promise.all(running.map((one) => one.stop()));
    await db.destroy();
    await database.drop();
  });
});

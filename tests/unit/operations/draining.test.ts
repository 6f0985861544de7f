import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDraining } from '../../../src/operations/draining';
import { createReadiness } from '../../../src/operations/readiness';

/** A server whose answers wait until they are told to go. */
const startServer = async (settings: { drainSeconds?: number; shutdownSeconds?: number } = {}) => {
  const waiting: (() => void)[] = [];
  const reasons: string[] = [];
  const logged: string[] = [];
  let destroy = async (): Promise<void> => undefined;
  const answerReady = createReadiness(() => reasons);
  const server = http.createServer((request, response) => {
    draining.watch(response, { isProbe: request.url === '/_ready' });
    if (!answerReady(request, response)) waiting.push(() => response.end('answer'));
  });
  const draining = createDraining({
    server,
    drainSeconds: 0,
    shutdownSeconds: 1,
    ...settings,
    destroy: () => destroy(),
    log: { info: (text) => logged.push(text), error: (text) => logged.push(text) },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting,
    reasons,
    logged,
    draining,
    destroyBy: (work: () => Promise<void>) => (destroy = work),
  };
};

describe('a server that is told to stop', () => {
  afterEach(() => (process.exitCode = 0));

  it('answers the requests it has, closes their connections, and accepts no new ones', async () => {
    const { url, waiting, draining } = await startServer();
    const answer = fetch(url);
    while (waiting.length === 0) await new Promise(setImmediate);
    let hasStopped = false;
    const stopping = draining.stop().then(() => (hasStopped = true));
    await expect(fetch(url)).rejects.toThrow();
    expect(hasStopped).toBe(false);
    waiting[0]?.();
    const response = await answer;
    expect(await response.text()).toBe('answer');
    expect(response.headers.get('connection')).toBe('close');
    await stopping;
  });

  it('cuts off requests that take too long, and ends in time even if Strapi hangs', async () => {
    const { url, waiting, draining, destroyBy, logged } = await startServer();
    destroyBy(() => new Promise(() => undefined));
    fetch(url).catch(() => undefined);
    while (waiting.length === 0) await new Promise(setImmediate);
    const began = Date.now();
    await draining.stop();
    expect(Date.now() - began).toBeLessThan(1_500);
    expect(logged).toEqual([
      expect.stringMatching(/1 requests are cut off/),
      expect.stringMatching(/within 1 s/),
    ]);
    waiting[0]?.();
  });

  it('goes on answering while it drains', async () => {
    const { url, draining } = await startServer({ drainSeconds: 1 });
    const stopping = draining.stop();
    expect(draining.isDraining()).toBe(true);
    expect((await fetch(`${url}/_ready`)).status).toBe(204);
    await stopping;
    await expect(fetch(`${url}/_ready`)).rejects.toThrow();
  });

  it('drains for twice its time at most while a balancer still sends requests', async () => {
    const { url, waiting, draining } = await startServer({ drainSeconds: 1 });
    const answers: Promise<number>[] = [];
    const began = Date.now();
    const stopping = draining.stop();
    const ask = setInterval(() => {
      answers.push(fetch(`${url}/x`).then(({ status }) => status));
      waiting.splice(0).forEach((answer) => answer());
    }, 100);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    clearInterval(ask);
    waiting.splice(0).forEach((answer) => answer());
    await new Promise((resolve) => setTimeout(resolve, 50));
    waiting.splice(0).forEach((answer) => answer());
    await stopping;
    expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
    expect(Date.now() - began).toBeGreaterThan(1_900);
    expect(Date.now() - began).toBeLessThan(2_300);
  });
});

describe('/_ready', () => {
  it('answers GET and HEAD with 204, or with 503 and the reasons, and refuses other methods', async () => {
    const { url, reasons, draining } = await startServer();
    const ask = (method: string, path = '/_ready') => fetch(`${url}${path}`, { method });
    expect((await ask('GET')).status).toBe(204);
    expect((await ask('GET', '/_ready?x=1')).status).toBe(204);
    reasons.push('the database does not answer');
    const answer = await ask('GET');
    expect([answer.status, await answer.json(), answer.headers.get('cache-control')]).toEqual([
      503,
      { ready: false, reasons: ['the database does not answer'] },
      'no-store',
    ]);
    expect([(await ask('HEAD')).status, await (await ask('HEAD')).text()]).toEqual([503, '']);
    expect((await ask('POST')).status).toBe(405);
    await draining.stop();
  });
});

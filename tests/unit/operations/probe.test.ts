import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import {
  takeConnectionsInHand,
  type Connection,
  type Connections,
} from '../../../src/operations/connections';
import { createDraining } from '../../../src/operations/draining';
import { createProbe } from '../../../src/operations/probe';
import { problemOf, worse } from '../../../src/operations/problems';
import { createReadiness } from '../../../src/operations/readiness';

describe('what an error says about the database', () => {
  const cases: [string, object, string | undefined][] = [
    ['PostgreSQL was shut down', { code: '57P01', severity: 'FATAL' }, 'away'],
    ['PostgreSQL takes no connections', { code: '53300', severity: 'FATAL' }, 'away'],
    ['the socket was reset', { code: 'ECONNRESET' }, 'away'],
    ['MySQL ended the connection', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }, 'away'],
    ['pg has no code for it', { message: 'select 1 - Connection terminated unexpectedly' }, 'away'],
    [
      'the pool is full',
      { message: 'Knex: Timeout acquiring a connection. The pool is probably full.' },
      'away',
    ],
    ['nobody knows whether COMMIT came through', { code: 'COMMIT_OUTCOME_UNKNOWN' }, 'outcome unknown'],
    ['the disk is full, SQLite', { code: 'SQLITE_FULL' }, 'disk full'],
    ['the disk is full, PostgreSQL', { code: '53100', severity: 'ERROR' }, 'disk full'],
    ['it is a standby', { code: '25006', severity: 'ERROR' }, 'read-only'],
    ['SQLite may not write', { code: 'SQLITE_READONLY_DBMOVED' }, 'read-only'],
    [
      'the transaction was over, as the connection was',
      { code: 'TRANSACTION_ROLLED_BACK', cause: Object.assign(new Error('x'), { code: 'EPIPE' }) },
      'away',
    ],
    ['a value is there twice', { code: '23505', severity: 'ERROR' }, undefined],
    ['a deadlock', { code: 'ER_LOCK_DEADLOCK', sqlState: '40001' }, undefined],
    ['the code is at fault', { message: 'x is not a function' }, undefined],
    ['Node refuses an argument', { code: 'ERR_INVALID_ARG_TYPE' }, undefined],
  ];
  it.each(cases)('%s', (_, error, problem) => {
    expect(problemOf(Object.assign(new Error('no'), error))).toBe(problem);
  });

  it('keeps the worst of what a request met', () => {
    expect(worse(undefined, 'away')).toBe('away');
    expect(worse('away', 'outcome unknown')).toBe('outcome unknown');
    expect(worse('disk full', 'away')).toBe('disk full');
  });
});

/** A database of the test's own making. */
const fakeDatabase = () => {
  const did: string[] = [];
  const state = { answers: async (): Promise<unknown> => [{ read_only: 0 }], answeredAt: 0 };
  const never = new Promise<never>(() => undefined);
  const connections = {
    open: async () => ({}),
    end: () => undefined,
    query: () => state.answers(),
    answeredAt: () => state.answeredAt,
    shut: () => did.push('shut'),
    reopen: () => did.push('reopen'),
    endAll: () => did.push('end all'),
    renewAll: () => did.push('renew all'),
  } as unknown as Connections;
  return {
    did,
    connections,
    state,
    up: () => (state.answers = async () => [{ read_only: 0 }]),
    readOnly: () => (state.answers = async () => [{ read_only: 1 }]),
    silent: () => (state.answers = () => never),
    refusing: () => (state.answers = () => Promise.reject(new Error('refused'))),
  };
};

describe('the connections of the pool', () => {
  const connect = (): Connection => {
    const socket = Object.assign(new EventEmitter(), {
      destroyed: false,
      destroy: () => {
        socket.destroyed = true;
        socket.emit('close');
      },
    });
    return { stream: socket as unknown as Socket };
  };

  it('are all ended, those too that are older than who takes them in hand', async () => {
    const older = connect();
    const client = Object.assign(new EventEmitter(), {
      acquireRawConnection: () => Promise.resolve(connect()),
      destroyRawConnection: () => Promise.resolve(),
      acquireConnection: () => Promise.resolve(older),
      releaseConnection: () => Promise.resolve(),
      validateConnection: () => true,
      _query: () => Promise.reject(new Error('not asked')),
    });
    const connections = takeConnectionsInHand({ client } as never, {
      now: Date.now,
      onError: () => undefined,
    });
    const newer = await client.acquireRawConnection();
    expect(await client.acquireConnection()).toBe(older);
    connections.endAll();
    expect([older.stream?.destroyed, newer.stream?.destroyed]).toEqual([true, true]);
  });
});

describe('the probe', () => {
  const start = (client: 'postgres' | 'sqlite' = 'postgres') => {
    const database = fakeDatabase();
    const states: string[] = [];
    const probe = createProbe({
      connections: database.connections,
      client,
      now: Date.now,
      onChange: (state) => states.push(state),
      inspect: async () => undefined,
    });
    probe.start();
    return { ...database, states, probe };
  };
  const seconds = (number: number) => jest.advanceTimersByTimeAsync(number * 1_000);
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('does nothing while the database answers', async () => {
    const { did, states, probe } = start();
    await seconds(60);
    expect([did, states]).toEqual([[], []]);
    probe.stop();
  });

  it('shuts the pool within two seconds of a silence, and ends what waits within another two', async () => {
    const { did, silent, probe } = start();
    await seconds(5.5);
    silent();
    await seconds(2);
    expect(did).toEqual(['shut']);
    await seconds(2);
    expect(did).toEqual(['shut', 'end all']);
    expect(probe.state()).toBe('away');
    probe.stop();
  });

  it('opens the pool when the database answers again', async () => {
    const { did, states, refusing, up, probe } = start();
    refusing();
    await seconds(1.5);
    up();
    await seconds(1);
    expect(did).toEqual(['shut', 'reopen']);
    expect(states).toEqual(['away', 'up']);
    probe.stop();
  });

  it('does not take its own trouble for that of the database, where others get answers', async () => {
    const { did, state, silent, probe } = start();
    silent();
    state.answeredAt = Number.POSITIVE_INFINITY;
    await seconds(10);
    expect(did).toEqual([]);
    probe.stop();
  });

  it('has sessions renewed after a spell without writes', async () => {
    const { did, states, readOnly, up, probe } = start();
    readOnly();
    await seconds(3);
    expect(states).toEqual(['read-only']);
    up();
    await seconds(1);
    expect(did).toContain('renew all');
    expect(states).toEqual(['read-only', 'up']);
    probe.stop();
  });

  it('never shuts the one connection of SQLite', async () => {
    const { did, states, refusing, probe } = start('sqlite');
    refusing();
    await seconds(5);
    expect(did.filter((what) => what !== 'reopen')).toEqual([]);
    expect(states).toEqual(['away']);
    probe.stop();
  });
});

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

describe('the end of a server', () => {
  afterEach(() => (process.exitCode = 0));

  it('waits for those who are being answered, closes their connections, and lets nobody in', async () => {
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

  it('cuts off who takes too long, and ends in time whatever hangs', async () => {
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

  it('serves on for as long as it drains', async () => {
    const { url, draining } = await startServer({ drainSeconds: 1 });
    const stopping = draining.stop();
    expect(draining.isDraining()).toBe(true);
    expect((await fetch(`${url}/_ready`)).status).toBe(204);
    await stopping;
    await expect(fetch(`${url}/_ready`)).rejects.toThrow();
  });

  it('serves on for as long again at most, while a balancer has not noticed', async () => {
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
  it('answers 204, or 503 with the reasons, to GET and HEAD alone', async () => {
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

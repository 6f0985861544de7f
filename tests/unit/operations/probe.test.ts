import { type Connections } from '../../../src/operations/connections';
import { createProbe } from '../../../src/operations/probe';

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

describe('the probe of the database', () => {
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

  it('shuts the pool within two seconds of silence, and ends its connections within another two', async () => {
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

  it('does not call the database away while other connections get answers', async () => {
    const { did, state, silent, probe } = start();
    silent();
    state.answeredAt = Number.POSITIVE_INFINITY;
    await seconds(10);
    expect(did).toEqual([]);
    probe.stop();
  });

  it('renews all connections after the database was read-only', async () => {
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

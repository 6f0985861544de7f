import { createStoredRankings } from '../../../src/plugins/content-tracker/server/src/queries/stored-rankings';
import { createRankingRows } from '../../../src/plugins/content-tracker/server/src/queries/stored-rankings.sql';
import { createPlainTables } from '../../../src/plugins/content-tracker/server/src/ledger/plain-tables.sql';
import { tablesIn } from '../../../src/plugins/content-tracker/server/src/ledger/tables';
import { useMemoryDatabase } from '../memory-database';

const tables = tablesIn((table) => table);
const ttlMs = 60_000;

const db = useMemoryDatabase((empty) => createPlainTables(empty, tables));

const ranked = (documentId: string) => [{ documentId, views: 1, uniqueViews: 1, score: 1 }];

/** One instance, with how often it has ranked. */
const instance = (wait: () => Promise<void> = async () => undefined) => {
  const clock = { now: Date.now() };
  const rows = createRankingRows(db(), tables);
  const find = createStoredRankings({ rows, ttlMs, now: () => clock.now, wait });
  const state = { ranked: 0 };
  const ask = async (documentId: string, key = 'list') =>
    (
      await find(key, async () => {
        state.ranked += 1;
        return ranked(documentId);
      })
    ).map((one) => one.documentId);
  return { ask, state, clock, rows };
};

/** Makes everything that is stored older. */
const age = (ms: number) => db()(tables.rankings).decrement('computed_at', ms);

describe('a stored ranking', () => {
  it('is the answer of all instances', async () => {
    const [first, second] = [instance(), instance()];
    expect(await first.ask('a')).toEqual(['a']);
    expect(await second.ask('b')).toEqual(['a']);
    expect(second.state.ranked).toBe(0);
  });

  it('is computed once where many ask at the same time', async () => {
    const [first, second] = [instance(), instance()];
    const answers = await Promise.all([first.ask('a'), first.ask('b'), first.ask('c')]);
    expect(answers).toEqual([['a'], ['a'], ['a']]);
    expect(first.state.ranked + second.state.ranked).toBe(1);
  });

  it('is computed anew when its time is over, by one instance', async () => {
    const [first, second] = [instance(), instance()];
    await first.ask('a');
    await age(ttlMs + 1);
    expect(await second.ask('b')).toEqual(['b']);
    // The first one still remembers, and asks again at the moment at which its answer ends.
    first.clock.now += ttlMs + 1;
    expect(await first.ask('c')).toEqual(['b']);
  });

  it('is waited for while another instance computes it', async () => {
    const first = instance();
    await first.rows.claim('list', ttlMs);
    const second = instance(async () => {
      await first.rows.store('list', ranked('a'));
    });
    expect(await second.ask('b')).toEqual(['a']);
    expect(second.state.ranked).toBe(0);
  });

  it('is computed by whoever has waited too long', async () => {
    await instance().rows.claim('list', ttlMs);
    const second = instance(async () => {
      second.clock.now += 1000;
    });
    expect(await second.ask('b')).toEqual(['b']);
  });

  it('is claimed again after a failure', async () => {
    const first = instance();
    const find = createStoredRankings({
      rows: first.rows,
      ttlMs,
      now: Date.now,
      wait: async () => undefined,
    });
    await expect(find('list', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await instance().ask('a')).toEqual(['a']);
  });

  it('is computed all the same where the database takes no changes', async () => {
    const { rows } = instance();
    const readOnly = {
      ...rows,
      claim: () => Promise.reject(new Error('read-only')),
      store: () => Promise.reject(new Error('read-only')),
    };
    const find = createStoredRankings({ rows: readOnly, ttlMs, now: Date.now, wait: async () => undefined });
    expect(await find('list', async () => ranked('a'))).toEqual(ranked('a'));
  });

  it('is deleted when nobody has asked for it in the last hour', async () => {
    const { ask } = instance();
    await ask('a', 'of yesterday');
    await age(3_700_000);
    await ask('a', 'of today');
    expect(await db()(tables.rankings)).toHaveLength(1);
  });
});

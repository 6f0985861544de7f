import {
  createCollector,
  Unavailable,
  type Group,
} from '../../../src/plugins/content-tracker/server/src/reporting/group-commit';

/** A commit that the test lets happen, and a record of what was committed. */
const createLedger = () => {
  const batches: string[] = [];
  let release: (missing?: string[]) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const commit = (batch: Group<string>[]): Promise<Set<string>> => {
    batches.push(batch.map(({ item, views }) => `${item}×${views}`).join(' '));
    return new Promise((resolve, reject) => {
      release = (missing = []) => resolve(new Set(missing));
      fail = reject;
    });
  };
  return {
    batches,
    commit,
    release: (missing?: string[]) => release(missing),
    fail: (error: Error) => fail(error),
  };
};

/** Some turns of the event loop: the collector waits until one brings nothing more. */
const turn = async () => {
  for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

const setUp = (maxWaiting = 100) => {
  const ledger = createLedger();
  const failures: unknown[] = [];
  const clock = { now: 0, arrivals: 0 };
  const collector = createCollector<string>({
    keyOf: (item) => item,
    commit: ledger.commit,
    arrivals: () => clock.arrivals,
    maxWaiting,
    stalledAfterMs: 1000,
    now: () => clock.now,
    onFailure: (error) => failures.push(error),
  });
  return {
    ledger,
    failures,
    clock,
    collector: {
      ...collector,
      add: (item: string) =>
        new Promise<boolean>((resolve, reject) =>
          collector.add(item, true, (error, isThere) => (error ? reject(error) : resolve(isThere))),
        ),
    },
  };
};

describe('the group commit of views', () => {
  it('sums views that arrive during a commit by document, for the next commit', async () => {
    const { ledger, collector } = setUp();
    const first = [collector.add('a'), collector.add('a'), collector.add('b')];
    await turn();
    const second = [collector.add('a'), collector.add('c'), collector.add('c')];
    await turn();
    expect(ledger.batches).toEqual(['a×2 b×1']);
    ledger.release();
    expect(await Promise.all(first)).toEqual([true, true, true]);
    await turn();
    expect(ledger.batches).toEqual(['a×2 b×1', 'a×1 c×2']);
    ledger.release();
    expect(await Promise.all(second)).toEqual([true, true, true]);
  });

  it('answers no view before its commit', async () => {
    const { ledger, collector } = setUp();
    let isAnswered = false;
    const view = collector.add('a').then(() => (isAnswered = true));
    for (let i = 0; i < 5; i += 1) await turn();
    expect(isAnswered).toBe(false);
    ledger.release();
    await view;
  });

  it('tells the views of missing documents that these are missing', async () => {
    const { ledger, collector } = setUp();
    const views = [collector.add('here'), collector.add('gone')];
    await turn();
    ledger.release(['gone']);
    expect(await Promise.all(views)).toEqual([true, false]);
  });

  it('rejects all views of a failed commit, and goes on with the next', async () => {
    const { ledger, collector, failures } = setUp();
    const failed = [collector.add('a'), collector.add('b')];
    await turn();
    ledger.fail(new Error('disk full'));
    for (const view of failed) await expect(view).rejects.toBeInstanceOf(Unavailable);
    expect(failures).toEqual([new Error('disk full')]);
    const next = collector.add('a');
    await turn();
    ledger.release();
    expect(await next).toBe(true);
    expect(ledger.batches).toEqual(['a×1 b×1', 'a×1']);
  });

  it('refuses more views than may wait, and accepts again after the commit', async () => {
    const { ledger, collector } = setUp(2);
    const taken = [collector.add('a'), collector.add('a')];
    await expect(collector.add('a')).rejects.toBeInstanceOf(Unavailable);
    await turn();
    ledger.release();
    await Promise.all(taken);
    const again = collector.add('a');
    await turn();
    ledger.release();
    expect(await again).toBe(true);
  });

  it('refuses new views while a commit stalls', async () => {
    const { ledger, collector, clock } = setUp();
    const first = collector.add('a');
    await turn();
    clock.now = 1000;
    const second = collector.add('a');
    clock.now = 1001;
    await expect(collector.add('a')).rejects.toBeInstanceOf(Unavailable);
    ledger.release();
    expect(await first).toBe(true);
    await turn();
    ledger.release();
    expect(await second).toBe(true);
  });

  it('commits accepted views when it stops, and accepts no more', async () => {
    const { ledger, collector } = setUp();
    const taken = collector.add('a');
    const stopped = collector.stop();
    await expect(collector.add('b')).rejects.toBeInstanceOf(Unavailable);
    await turn();
    ledger.release();
    await stopped;
    expect(await taken).toBe(true);
    expect(ledger.batches).toEqual(['a×1']);
  });
});

describe('before a commit', () => {
  const oneTurn = () => new Promise((resolve) => setImmediate(resolve));

  it('waits while each turn of the event loop brings a view', async () => {
    const { ledger, collector } = setUp();
    for (const item of ['a', 'b', 'c', 'd']) {
      void collector.add(item);
      await oneTurn();
    }
    expect(ledger.batches).toEqual([]);
    await turn();
    expect(ledger.batches).toEqual(['a×1 b×1 c×1 d×1']);
  });

  it('waits while each turn brings a connection, whose view comes later', async () => {
    const { ledger, collector, clock } = setUp();
    void collector.add('a');
    for (let i = 0; i < 4; i += 1) {
      clock.arrivals += 1;
      await oneTurn();
    }
    void collector.add('b');
    await turn();
    await turn();
    expect(ledger.batches).toEqual(['a×1 b×1']);
  });

  it('waits 2 ms at most', async () => {
    const { ledger, collector, clock } = setUp();
    for (let i = 0; i < 6; i += 1) {
      void collector.add('a');
      clock.now += 1;
      await oneTurn();
    }
    expect(ledger.batches).toHaveLength(1);
  });
});

import type { Knex } from 'knex';
import { createFolding } from '../../../src/plugins/content-tracker/server/src/ledger/folding';
import type { Fold } from '../../../src/plugins/content-tracker/server/src/ledger/fold';
import type { IncrementRows } from '../../../src/plugins/content-tracker/server/src/ledger/increments.sql';
import type { Tracker } from '../../../src/plugins/content-tracker/server/src/tracker';

/** Folds over ids of increments in memory. `during` is called while each fold is under way. */
const setUp = (
  first: readonly number[],
  during: (ids: number[]) => unknown = () => undefined,
  foldSeconds = 60,
) => {
  let ids = [...first];
  let folds = 0;
  const increments = {
    areThere: async (_: Knex, after: number, upTo = Infinity) => ids.some((id) => id > after && id <= upTo),
    newestId: async () => Math.max(0, ...ids),
  } as unknown as IncrementRows;
  const fold: Fold = async () => {
    const taken = ids;
    ids = [];
    folds += 1;
    if (folds > 50) throw new Error('it folds for ever');
    await during(ids);
    return { rows: taken.length, isMoreThere: false, highestId: Math.max(0, ...taken) };
  };
  const errors: string[] = [];
  const warnings: string[] = [];
  const folding = createFolding(
    {
      db: { client: { config: { client: 'better-sqlite3' } } } as unknown as Knex,
      strapi: { log: { warn: (text: string) => warnings.push(text) } },
      config: { foldSeconds },
      now: Date.now,
      onError: (what: string) => errors.push(what),
    } as unknown as Tracker,
    fold,
    increments,
  );
  return { folding, errors, warnings, left: () => ids, folds: () => folds };
};

describe('folding', () => {
  it('does nothing where nothing waits', async () => {
    const { folding, folds } = setUp([]);
    await folding.foldNow();
    expect(folds()).toBe(0);
  });

  it('before an export ends with what was there, although readers keep coming', async () => {
    let next = 4;
    const { folding, left, folds } = setUp([1, 2, 3], (ids) => ids.push((next += 1)));
    await folding.foldAllInPause();
    expect([folds(), left()]).toEqual([1, [5]]);
  });

  it('folds what is left when it is stopped', async () => {
    const { folding, left } = setUp([1]);
    folding.start();
    await folding.stop();
    expect(left()).toEqual([]);
  });

  it('that takes long pauses for longer, at most ten seconds, and says so once', async () => {
    jest.useFakeTimers();
    try {
      const took = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const { folding, warnings, folds } = setUp(
        [1],
        async (ids) => {
          ids.push(ids.length + 1);
          await took(3_000);
        },
        1,
      );
      folding.start();
      await jest.advanceTimersByTimeAsync(3_000);
      expect(warnings).toEqual([
        'content-tracker: folding views takes 3.0 s, so viewCount follows up to 13.0 s later; nothing is lost',
      ]);
      await jest.advanceTimersByTimeAsync(9_999);
      expect(folds()).toBe(1);
      await jest.advanceTimersByTimeAsync(3_001);
      expect([folds(), warnings.length]).toEqual([2, 1]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('that fails is said, and keeps nobody from stopping', async () => {
    const { folding, errors } = setUp([1], () => {
      throw new Error('away');
    });
    folding.start();
    await folding.stop();
    expect(errors).toEqual([expect.stringContaining('folding views failed')]);
  });
});

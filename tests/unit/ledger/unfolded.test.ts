import { createReadWithUnfolded } from '../../../src/plugins/content-tracker/server/src/ledger/unfolded';
import type { ViewIncrement } from '../../../src/plugins/content-tracker/server/src/ledger/increments';
import type { Knex } from 'knex';

const document = { type: 'api::article.article', documentId: 'a', locale: 'vi' };

/** A ledger in memory with five views of a document, each an increment. `foldDuring` tells in which reads a fold comes. */
const setUp = (foldDuring: (read: number) => boolean) => {
  const ledger = { folds: 0, total: 0, waiting: 5 };
  let reads = 0;
  const increments = {
    viewsOf: async (): Promise<ViewIncrement[]> =>
      Array.from({ length: ledger.waiting }, () => ({ ...document, minute: 1, views: 1, uniqueViews: 1 })),
  };
  const state = { folds: async () => ledger.folds };
  const readWithUnfolded = createReadWithUnfolded({} as Knex, state, increments);
  const read = async (): Promise<number> => {
    reads += 1;
    if (foldDuring(reads)) Object.assign(ledger, { folds: ledger.folds + 1, total: 5, waiting: 0 });
    return ledger.total;
  };
  return async () => {
    const { counts, unfolded } = await readWithUnfolded(document, read);
    return { counted: counts + unfolded.length, reads };
  };
};

describe('the counts of a document with its views that are not folded yet', () => {
  it('are read once where no fold comes in between', async () => {
    expect(await setUp(() => false)()).toEqual({ counted: 5, reads: 1 });
  });

  it('are read again where a fold comes in between: no view is seen twice', async () => {
    expect(await setUp((read) => read === 1)()).toEqual({ counted: 5, reads: 2 });
  });

  it('are answered after five reads, however often it folds', async () => {
    expect((await setUp(() => true)()).reads).toBe(5);
  });
});

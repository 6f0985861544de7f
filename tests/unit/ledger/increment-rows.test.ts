import { createIncrements } from '../../../src/plugins/content-tracker/server/src/ledger/increments.sql';
import { createPlainTables } from '../../../src/plugins/content-tracker/server/src/ledger/plain-tables.sql';
import { tablesIn } from '../../../src/plugins/content-tracker/server/src/ledger/tables';
import { useMemoryDatabase } from '../memory-database';

const tables = tablesIn((table) => table);
const increments = createIncrements(tables);
const type = 'api::article.article';

const db = useMemoryDatabase((empty) => createPlainTables(empty, tables));

const add = (...documentIds: string[]) =>
  increments.add(db(), {
    views: documentIds.map((documentId) => ({
      type,
      documentId,
      locale: 'vi',
      minute: 1,
      views: 1,
      uniqueViews: 1,
    })),
  });
const idsIn = ({ views }: { readonly views: readonly { readonly documentId: string }[] }): string[] =>
  views.map(({ documentId }) => documentId);

describe('rows of increments', () => {
  it('are taken away, the oldest first, at most as many as asked for', async () => {
    await add('a');
    await add('b', 'c');
    await add('d');
    const first = await increments.take(db(), 0, 2);
    expect([idsIn(first), first.rows, first.highestId]).toEqual([['a', 'b', 'c'], 2, 2]);
    expect(idsIn(await increments.take(db(), 0, 2))).toEqual(['d']);
    expect(await increments.take(db(), 7, 2)).toMatchObject({ rows: 0, highestId: 7 });
  });

  it('are taken on SQLite as far as a process can count them without keeping readers waiting', async () => {
    const documents = Array.from({ length: 1_500 }, (_, i) => `document-${i}-of-a-usual-length`);
    for (let row = 0; row < 8; row += 1) await add(...documents);
    const taken = [];
    for (;;) {
      const { rows, isMoreThere } = await increments.take(db(), 0, 500);
      taken.push(rows);
      if (!isMoreThere) break;
    }
    expect(taken.reduce((sum, rows) => sum + rows, 0)).toBe(8);
    expect(taken.length).toBeGreaterThanOrEqual(3);
  });

  it('are looked for and taken above an id only', async () => {
    await add('a');
    expect([await increments.areThere(db(), 0), await increments.areThere(db(), 1)]).toEqual([true, false]);
    expect(await increments.take(db(), 1, 10)).toMatchObject({ rows: 0 });
  });

  it('that cannot be read stay, with the reason, and do not keep others from being taken', async () => {
    await add('a');
    await db()(tables.increments).insert({ payload: '{"z":[]}' });
    await add('b');
    const taken = await increments.take(db(), 0, 10);
    expect(idsIn(taken)).toEqual(['a', 'b']);
    expect(taken.unreadable).toMatchObject([
      { id: 2, error: { message: expect.stringContaining('payload') } },
    ]);
    expect(await db()(tables.increments).select('id', 'payload')).toEqual([{ id: 2, payload: '{"z":[]}' }]);
    expect(await increments.areThere(db(), 0)).toBe(false);
    await increments.retryUnreadable(db());
    expect(await increments.areThere(db(), 0)).toBe(true);
  });

  it('of a later version are left to it', async () => {
    await db()(tables.increments).insert({ payload: '…', format: 2 });
    expect(await increments.areThere(db(), 0)).toBe(false);
    expect(await increments.take(db(), 0, 10)).toMatchObject({ rows: 0, unreadable: [] });
    expect(await db()(tables.increments).pluck('format')).toEqual([2]);
  });

  it('are found by the document that they count', async () => {
    await add('a', 'b');
    await add('a');
    await db()(tables.increments).insert({ payload: '{"z":["a"]}' });
    const found = await increments.viewsOf(db(), type, { documentId: 'a', locale: 'vi' });
    expect(idsIn({ views: found })).toEqual(['a', 'a']);
    expect(await increments.viewsOf(db(), type, { documentId: '%', locale: 'vi' })).toEqual([]);
    expect(await increments.viewsOf(db(), type, { documentId: 'a', locale: 'en' })).toEqual([]);
  });
});

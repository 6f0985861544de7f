import { addRows } from '../../../src/plugins/content-tracker/server/src/ledger/add-rows.sql';
import { useMemoryDatabase } from '../memory-database';

const db = useMemoryDatabase(async (empty) => {
  await empty.schema.createTable('counts', (table) => {
    table.increments('id');
    table.string('document');
    table.string('locale');
    table.bigInteger('views');
    table.bigInteger('unique_views');
    table.float('best');
    table.unique(['document', 'locale']);
  });
});

const addition = {
  table: 'counts',
  key: ['document', 'locale'],
  most: 'document',
  added: ['views', 'unique_views'],
};
const row = (document: string, views: number, locale = 'vi') => ({
  document,
  locale,
  views,
  unique_views: 1,
});
const rows = () => db()('counts').select('document', 'locale', 'views', 'unique_views').orderBy('id');

describe('adding rows to a table of counts', () => {
  it('inserts rows that are not there', async () => {
    await addRows(db(), addition, [row('a', 2), row('a', 3, 'en')]);
    expect(await rows()).toEqual([
      { document: 'a', locale: 'vi', views: 2, unique_views: 1 },
      { document: 'a', locale: 'en', views: 3, unique_views: 1 },
    ]);
  });

  it('adds to rows that are there, in one call with new ones', async () => {
    await addRows(db(), addition, [row('a', 2), row('b', 10)]);
    await addRows(db(), addition, [row('c', 1), row('b', 5), row('a', 3)]);
    expect((await rows()).map(({ document, views }) => [document, views])).toEqual([
      ['a', 5],
      ['b', 15],
      ['c', 1],
    ]);
  });

  it('takes no new id where it adds', async () => {
    for (let times = 0; times < 5; times += 1) await addRows(db(), addition, [row('a', 1)]);
    await addRows(db(), addition, [row('b', 1)]);
    expect(await db()('counts').orderBy('id').pluck('id')).toEqual([1, 2]);
  });

  it('adds numbers beyond 32 bits', async () => {
    await addRows(db(), addition, [row('a', 3_000_000_000)]);
    await addRows(db(), addition, [row('a', 3_000_000_000)]);
    expect(await rows()).toMatchObject([{ views: 6_000_000_000 }]);
  });

  it('adds more rows than one statement takes', async () => {
    const many = Array.from({ length: 450 }, (_, i) => row(`d${i}`, i));
    await addRows(db(), addition, many);
    await addRows(db(), addition, many);
    const [sum] = await db()('counts').count({ rows: 'id' }).sum({ views: 'views' });
    expect(sum).toEqual({ rows: 450, views: 449 * 450 });
  });

  it('mixes one column by a rule of its own', async () => {
    const mixed = {
      column: 'best',
      mix: (before: number | null, given: number) => Math.max(before ?? 0, given),
    };
    const add = (best: number) => addRows(db(), { ...addition, mixed }, [{ ...row('a', 1), best }]);
    await add(5);
    await add(3);
    expect(await db()('counts').select('views', 'best')).toEqual([{ views: 2, best: 5 }]);
    await add(7);
    expect(await db()('counts').select('views', 'best')).toEqual([{ views: 3, best: 7 }]);
  });

  it('keeps rows apart that differ in another column of the key than most do', async () => {
    const add = () =>
      addRows(db(), addition, [row('a', 1), row('b', 2, 'en'), row('a', 4, 'en'), row('b', 8)]);
    await add();
    await add();
    expect((await rows()).map(({ document, locale, views }) => [document, locale, views]).sort()).toEqual([
      ['a', 'en', 8],
      ['a', 'vi', 2],
      ['b', 'en', 4],
      ['b', 'vi', 16],
    ]);
  });

  it('reads with one statement for each group of rows', async () => {
    const read: string[] = [];
    db().on('query', ({ sql }: { sql: string }) => sql.startsWith('select') && read.push(sql));
    await addRows(db(), addition, [row('a', 1), row('b', 1), row('c', 1), row('a', 1, 'en')]);
    expect(read).toHaveLength(2);
    // SQLite has no locks of rows, and no words for them.
    expect(read.join()).not.toContain('for update');
  });

  it('does nothing with no rows', async () => {
    await addRows(db(), addition, []);
    expect(await rows()).toEqual([]);
  });
});

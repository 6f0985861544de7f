import { updateRows } from '../../../src/plugins/kit/src/update-rows';
import { useMemoryDatabase } from '../memory-database';

const db = useMemoryDatabase(async (empty) => {
  await empty.schema.createTable('counts', (table) => {
    table.increments('id');
    table.bigInteger('views');
    table.float('score');
  });
  await empty('counts').insert([
    { id: 1, views: 10, score: 0.5 },
    { id: 2, views: 20, score: null },
    { id: 3, views: 30, score: 1.5 },
  ]);
});

const rows = async () =>
  (await db()('counts').orderBy('id')).map(({ id, views, score }) => [id, views, score]);

describe('updating rows by their ids', () => {
  it('adds to one column and sets another, and leaves other rows alone', async () => {
    await updateRows(
      db(),
      'counts',
      [
        { name: 'views', type: 'bigint', how: 'add' },
        { name: 'score', type: 'float8', how: 'set' },
      ],
      [
        { id: 3, views: 5_000_000_000, score: 0.1 },
        { id: 1, views: 1, score: null },
      ],
    );
    expect(await rows()).toEqual([
      [1, 11, null],
      [2, 20, null],
      [3, 5_000_000_030, 0.1],
    ]);
  });

  it('updates more rows than a statement has placeholders for', async () => {
    const many = Array.from({ length: 40_000 }, (_, i) => ({ id: i + 10, views: i }));
    await db().batchInsert('counts', many, 100);
    await updateRows(db(), 'counts', [{ name: 'views', type: 'bigint', how: 'add' }], many);
    const [sum] = await db()('counts').where('id', '>=', 10).sum({ views: 'views' });
    expect(sum).toEqual({ views: 2 * many.reduce((total, { views }) => total + views, 0) });
  });

  it('does nothing where a row is gone, or there are none', async () => {
    await updateRows(db(), 'counts', [{ name: 'views', type: 'bigint', how: 'set' }], [{ id: 9, views: 1 }]);
    await updateRows(db(), 'counts', [{ name: 'views', type: 'bigint', how: 'set' }], []);
    expect(await rows()).toHaveLength(3);
  });

  it('finds rows by their ids also where the statistics were made while the table was small', async () => {
    await db().raw('analyze');
    const ids = Array.from({ length: 3000 }, (_, i) => i + 4);
    await db().batchInsert(
      'counts',
      ids.map((id) => ({ id, views: 0 })),
      500,
    );
    const plan: string[] = [];
    const explaining = new Proxy(db(), {
      get: (target, name) =>
        name === 'raw'
          ? async (sql: string, bindings: never) => {
              const steps = await target.raw(`explain query plan ${sql}`, bindings);
              plan.push(...steps.map(({ detail }: { detail: string }) => detail));
            }
          : Reflect.get(target, name),
    });
    await updateRows(
      explaining,
      'counts',
      [{ name: 'views', type: 'bigint', how: 'add' }],
      ids.map((id) => ({ id, views: 1 })),
    );
    expect(plan).toContain('SEARCH t USING INTEGER PRIMARY KEY (rowid=?)');
  });
});

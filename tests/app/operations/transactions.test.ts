import type { Knex } from 'knex';
import { guardCommits } from '../../../src/plugins/kit/src/commits';
import { outcomeUnknown, rolledBack } from '../../../src/plugins/kit/src/database-errors';
import { startProxy, type DatabaseProxy } from '../../servers/database-proxy';
import { connectTo, createDatabase, type TestDatabase } from '../../servers/databases';

const databaseName = globalThis.database;
const noTest = (): void => undefined;
const onServers = databaseName === 'sqlite' ? noTest : it;
const onPostgres = databaseName === 'postgres' ? it : noTest;
const onSqlite = databaseName === 'sqlite' ? it : noTest;

let database: TestDatabase;
let proxy: DatabaseProxy | undefined;
let db: Knex;
let direct: Knex;
const heard: string[] = [];

beforeAll(async () => {
  database = await createDatabase(databaseName);
  const { DATABASE_URL: url } = database.env;
  if (url) proxy = await startProxy(url);
  db = connectTo({ ...database.env, ...(proxy && { DATABASE_URL: proxy.url }) });
  direct = database.connect();
  guardCommits(db.client, ({ code = '' }) => void heard.push(code));
  await direct.schema.createTable('things', (table) => {
    table.increments('id');
    table.string('name').unique();
  });
});

beforeEach(async () => {
  heard.length = 0;
  await direct('things').delete();
});

afterEach(async () => {
  proxy?.atCommit('pass');
  // The pool is whole, and no connection is left inside a transaction.
  expect(db.client.pool.numUsed()).toBe(0);
  await expect(db('things').select('id')).resolves.toBeDefined();
});

afterAll(async () => {
  await db.destroy();
  await direct.destroy();
  await proxy?.stop();
  await database.drop();
});

const stored = async (): Promise<string[]> =>
  (await direct('things').orderBy('name')).map(({ name }) => name);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'resolved',
    ({ code }) => code,
  );

/** The ways in which Strapi, Knex and plugins write transactions. */
const forms: [string, (work: (trx: Knex.Transaction) => Promise<unknown>) => Promise<unknown>][] = [
  [
    'that calls commit',
    async (work) => {
      const trx = await db.transaction();
      try {
        await work(trx);
        await trx.commit();
      } catch (error) {
        if (!trx.isCompleted()) await trx.rollback();
        throw error;
      }
    },
  ],
  ['with a callback', (work) => db.transaction(async (trx) => void (await work(trx)))],
  [
    'that holds a nested one',
    (work) =>
      db.transaction(async (trx) => {
        await trx.transaction(async (nested) => void (await work(nested)));
      }),
  ],
];

describe.each(forms)('a transaction %s', (_, run) => {
  it('resolves where its COMMIT was stored', async () => {
    await run((trx) => trx('things').insert({ name: 'a' }));
    expect(await stored()).toEqual(['a']);
    expect(heard).toEqual([]);
  });

  onServers('rejects where the connection is cut as COMMIT is sent', async () => {
    proxy?.atCommit('cut');
    expect(await codeOf(run((trx) => trx('things').insert({ name: 'a' })))).toBe(outcomeUnknown);
    expect(await stored()).toEqual([]);
    expect(heard).toEqual([outcomeUnknown]);
  });

  onServers('rejects where the answer to COMMIT is lost, and says that it may be stored', async () => {
    proxy?.atCommit('lose the answer');
    expect(await codeOf(run((trx) => trx('things').insert({ name: 'a' })))).toBe(outcomeUnknown);
    expect(await stored()).toEqual(['a']);
  });

  onServers('rejects where the connection was lost before, and nothing is stored', async () => {
    const lost = run(async (trx) => {
      await trx('things').insert({ name: 'a' });
      proxy?.endAll();
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    expect(await codeOf(lost)).toBe(rolledBack);
    expect(await stored()).toEqual([]);
  });

  onPostgres('rejects where the error of a statement was caught', async () => {
    const caught = run(async (trx) => {
      await trx('things').insert({ name: 'a' });
      await trx('things')
        .insert({ name: 'a' })
        .catch(() => undefined);
    });
    // A nested one fails when its savepoint is released.
    expect([rolledBack, '25P02']).toContain(await codeOf(caught));
    expect(await stored()).toEqual([]);
  });

  onSqlite('rejects where the disk is full', async () => {
    const [{ page_count: pages }] = await direct.raw('PRAGMA page_count');
    await db.raw(`PRAGMA max_page_count = ${pages}`);
    const full = run(async (trx) => {
      for (let i = 0; i < 200; i += 1) await trx('things').insert({ name: `${i} ${'x'.repeat(100)}` });
    });
    expect(await codeOf(full)).toBe('SQLITE_FULL');
    await db.raw('PRAGMA max_page_count = 100000');
    expect(await stored()).toEqual([]);
  });
});

/** An error by which the database ends the whole transaction, caught by whoever made the statement. */
const deadlock = async (trx: Knex.Transaction, others: (other: Knex.Transaction) => Promise<unknown>) => {
  await trx('things').where({ name: 'a' }).update({ name: 'a2' });
  const other = await direct.transaction();
  await other('things').where({ name: 'b' }).update({ name: 'b1' });
  // Heavier than ours: the database picks the lighter one as its victim.
  await others(other);
  const waiting = other('things')
    .where({ name: 'a' })
    .update({ name: 'a1' })
    .then(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await trx('things')
    .where({ name: 'b' })
    .update({ name: 'b2' })
    .catch(() => undefined);
  await waiting;
  await other.commit();
};

onServers(
  'a deadlock that was caught ends the transaction: nothing of it is stored, before or after',
  async () => {
    await direct('things').insert([{ name: 'a' }, { name: 'b' }]);
    const attempt = db.transaction(async (trx) => {
      if (databaseName === 'postgres') await trx.raw("SET LOCAL deadlock_timeout = '50ms'");
      await trx('things').insert({ name: 'before' });
      await deadlock(trx, (other) =>
        other('things').insert(Array.from({ length: 50 }, (_, i) => ({ name: `other ${i}` }))),
      );
      await trx('things')
        .insert({ name: 'after' })
        .catch(() => undefined);
    });
    expect(['ER_LOCK_DEADLOCK', rolledBack]).toContain(await codeOf(attempt));
    const names = await stored();
    expect(names).not.toContain('before');
    expect(names).not.toContain('after');
    expect(names).toContain('a1');
  },
);

it('statements that are sent together run one after the other', async () => {
  await db.transaction((trx) =>
    Promise.all(['a', 'b', 'c', 'd'].map((name) => trx('things').insert({ name }))),
  );
  expect(await stored()).toEqual(['a', 'b', 'c', 'd']);
});

onSqlite('none of the statements after a ROLLBACK of its own stays', async () => {
  const attempt = db.transaction(async (trx) => {
    await trx('things').insert({ name: 'a' });
    await Promise.allSettled([trx.raw('ROLLBACK'), trx('things').insert({ name: 'b' })]);
  });
  expect(await codeOf(attempt)).toBe(rolledBack);
  expect(await stored()).toEqual([]);
});

onSqlite(
  'a statement for which SQLite gives the transaction up lets none of those after it stay',
  async () => {
    const attempt = db.transaction(async (trx) => {
      await trx('things').insert({ name: 'a' });
      // ON CONFLICT ROLLBACK stands for what SQLite does where the disk is full or broken.
      const given = await Promise.allSettled([
        trx.raw("INSERT OR ROLLBACK INTO things (name) VALUES ('a')"),
        trx('things').insert({ name: 'after' }),
      ]);
      return given;
    });
    expect(await codeOf(attempt)).toBe('SQLITE_CONSTRAINT_UNIQUE');
    expect(await stored()).toEqual([]);
  },
);

it('a transaction that is ended twice changes nothing for the next user of its connection', async () => {
  const trx = await db.transaction();
  await trx('things').insert({ name: 'a' });
  await trx.commit();
  const next = await db.transaction();
  await next('things').insert({ name: 'b' });
  await trx.commit();
  await trx.rollback();
  await next.commit();
  expect(await stored()).toEqual(['a', 'b']);
  expect(heard).toEqual([]);
});

it('a transaction that cannot begin rejects with the reason', async () => {
  const { client } = db;
  const query = client.constructor.prototype._query;
  client.constructor.prototype._query = function refuse(this: unknown, connection: unknown, obj: any) {
    return /^BEGIN/.test(obj.sql)
      ? Promise.reject(Object.assign(new Error('no'), { code: 'BUSY' }))
      : query.call(this, connection, obj);
  };
  const work = jest.fn();
  expect(await codeOf(db.transaction(work as never))).toBe('BUSY');
  expect(await codeOf(db.transaction())).toBe('BUSY');
  client.constructor.prototype._query = query;
  expect(work).not.toHaveBeenCalled();
});

import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import { databaseName } from '../../clients/client';
import { until } from '../../clients/receiver';
import { createDatabase, signIn, start, type Running, type TestDatabase } from '../../servers/newsroom';
import { hourOf } from '../../../src/plugins/content-tracker/server/src/time/hours';
import { counted, countsOf, reportTo, sumOfType, waitUntilNothingIsLeft } from './counts';
import { article, ledger, tables } from './ledger-tables';

const bare = { SAMPLE_CONTENT: 'false' };

let database: TestDatabase;
let db: Knex;
let running: Running;
let token: string;

beforeAll(async () => {
  database = await createDatabase(databaseName);
  db = database.connect();
  running = await start(database, bare);
  token = (await signIn(running.url)).apiToken;
});
afterAll(async () => {
  await running?.stop();
  await db?.destroy();
  await database?.drop();
});

const call = async (method: 'POST' | 'DELETE' | 'GET', path: string, data?: object): Promise<any> => {
  const response = await fetch(`${running.url}/api/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    ...(data && { body: JSON.stringify({ data }) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.status === 204 ? undefined : (await response.json()).data;
};

/** Publishes so many articles; resolves to their ids. */
const publish = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const { documentId } = await call('POST', 'articles?locale=vi', { title: `Bài ${i}`, body: '…' });
      return documentId as string;
    }),
  );

/** Reports `count` views at once, of one document after the other, to one server after the other. */
const reportAtOnce = async (
  documentIds: readonly string[],
  count: number,
  urls: readonly string[] = [running.url],
): Promise<void> => {
  const statuses = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      reportTo(urls[i % urls.length] as string, documentIds[i % documentIds.length] as string),
    ),
  );
  expect(new Set(statuses)).toEqual(new Set([204]));
};

/** Has nobody fold, as an export does, while `work` runs. */
const whilePaused = async <T>(work: () => Promise<T>): Promise<T> => {
  // Later than any database's clock.
  await db('content_tracker_fold').update({ paused_until: 8_000_000_000_000 });
  try {
    return await work();
  } finally {
    await db('content_tracker_fold').update({ paused_until: 0 });
  }
};

describe('simultaneous views of several documents', () => {
  it.each([1, 2])('are counted exactly once where %d servers fold', async (servers) => {
    const documentIds = await publish(5);
    const before = await sumOfType(db);
    const other = servers === 2 ? await start(database, bare) : undefined;
    await reportAtOnce(documentIds, 1000, [running.url, ...(other ? [other.url] : [])]);
    await waitUntilNothingIsLeft(db);
    for (const documentId of documentIds) expect(await countsOf(db, documentId)).toEqual(counted(200));
    expect((await sumOfType(db)) - before).toBe(1000);
    await other?.stop();
  });
});

describe('a server of the former version, which adds to the counts itself', () => {
  /** What it does for one view, in one transaction: it knows nothing of increments. */
  const addDirectly = (documentId: string): Promise<void> =>
    db.transaction(async (trx) => {
      const rows = trx('articles').select('id').where({ document_id: documentId, locale: 'vi' });
      if (databaseName !== 'sqlite') rows.orderBy('id').forUpdate();
      await rows;
      const hour = hourOf(Date.now());
      const one = { documentId, locale: 'vi', hour, views: 1, uniqueViews: 1 };
      await ledger.addViews(trx, article, [one]);
      const { views } = await trx(tables.totals).where({ target_document_id: documentId }).first('views');
      await trx('articles').where({ document_id: documentId, locale: 'vi' }).update({ view_count: views });
    });

  it('may be up beside one that folds: each view is counted once', async () => {
    const documentIds = await publish(3);
    const before = await sumOfType(db);
    const direct = async (): Promise<void> => {
      for (let i = 0; i < 60; i += 1) await addDirectly(documentIds[i % 3] as string);
    };
    const reported = async (): Promise<void> => {
      for (let i = 0; i < 20; i += 1) await reportAtOnce(documentIds, 15);
    };
    await Promise.all([direct(), reported()]);
    await waitUntilNothingIsLeft(db);
    for (const documentId of documentIds) {
      // It knows nothing of minutes either.
      expect(await countsOf(db, documentId)).toEqual({ ...counted(120), minutes: 100 });
    }
    expect((await sumOfType(db)) - before).toBe(360);
  });
});

describe('a fold that is paused', () => {
  it('leaves all views where they are; answers have them; it catches up afterwards', async () => {
    const [documentId = ''] = await publish(1);
    await waitUntilNothingIsLeft(db);
    await whilePaused(async () => {
      await reportAtOnce([documentId], 10);
      // Twenty times as long as foldSeconds.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(await countsOf(db, documentId)).toEqual(counted(0));
      expect(await call('GET', `content-tracker/views/article/${documentId}`)).toMatchObject({ views: 10 });
    });
    await waitUntilNothingIsLeft(db);
    expect(await countsOf(db, documentId)).toEqual(counted(10));
    expect(await call('GET', `content-tracker/views/article/${documentId}`)).toMatchObject({ views: 10 });
  });
});

describe('views of a document that is deleted', () => {
  it('before they are folded are dropped, while the sum of the type counts on', async () => {
    const [deleted = '', kept = ''] = await publish(2);
    const before = await sumOfType(db);
    await whilePaused(async () => {
      await reportAtOnce([deleted, kept], 20);
      await call('DELETE', `articles/${deleted}`);
    });
    await waitUntilNothingIsLeft(db);
    expect(await countsOf(db, deleted)).toMatchObject({ totals: 0, hours: 0 });
    expect(await countsOf(db, kept)).toEqual(counted(10));
    expect((await sumOfType(db)) - before).toBe(20);
  });

  it('at the same moment leave no counts of it, and every answered one is in the sum of the type', async () => {
    const documentIds = await publish(5);
    const before = await sumOfType(db);
    const reports = Array.from({ length: 600 }, async (_, i) => {
      // A few at a time, so that each deletion meets a fold.
      await new Promise((resolve) => setTimeout(resolve, i * 3));
      return reportTo(running.url, documentIds[i % 5] as string);
    });
    for (const documentId of documentIds) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      await call('DELETE', `articles/${documentId}`);
    }
    const statuses = await Promise.all(reports);
    await waitUntilNothingIsLeft(db);
    expect(new Set(statuses)).toEqual(new Set([204, 404]));
    for (const documentId of documentIds) {
      expect(await countsOf(db, documentId)).toMatchObject({ totals: 0, hours: 0, viewCounts: [] });
    }
    expect((await sumOfType(db)) - before).toBe(statuses.filter((status) => status === 204).length);
  });
});

describe('a server that is killed', () => {
  it('leaves what it has answered and not folded, and the next start folds it', async () => {
    const documentIds = await publish(3);
    await waitUntilNothingIsLeft(db);
    await running.stop();
    running = await start(database, { ...bare, FOLD_SECONDS: '60' });
    await reportAtOnce(documentIds, 30);
    await running.stop('SIGKILL');
    expect(await countsOf(db, documentIds[0] as string)).toEqual(counted(0));
    expect(await db('content_tracker_increments')).not.toEqual([]);
    running = await start(database, bare);
    await waitUntilNothingIsLeft(db);
    for (const documentId of documentIds) expect(await countsOf(db, documentId)).toEqual(counted(10));
  });

  it('folds what is left before it ends where it is asked to stop', async () => {
    const [documentId = ''] = await publish(1);
    await running.stop();
    running = await start(database, { ...bare, FOLD_SECONDS: '60' });
    await reportAtOnce([documentId], 10);
    await running.stop();
    expect(await countsOf(db, documentId)).toEqual(counted(10));
    running = await start(database, bare);
  });
});

describe('a row of increments that cannot be read', () => {
  it('stays, is said in the log, and keeps no view from being counted', async () => {
    const [documentId = ''] = await publish(1);
    await db('content_tracker_increments').insert({ payload: `{"later":["${documentId}"]}` });
    await reportAtOnce([documentId], 5);
    await waitUntilNothingIsLeft(db);
    expect(await countsOf(db, documentId)).toEqual(counted(5));
    expect(await call('GET', `content-tracker/views/article/${documentId}`)).toMatchObject({ views: 5 });
    const left = await db('content_tracker_increments').pluck('id');
    expect(left).toHaveLength(1);
    const log = () => fs.readFileSync(running.log, 'utf8');
    await until(log, (text) => text.includes(`row ${left[0]} of the increments cannot be read`));
    await db('content_tracker_increments').delete();
  });
});

describe('a site without views', () => {
  /** A number or text that changes whenever somebody writes to the database. */
  const lookForWrites: Record<string, () => Promise<unknown>> = {
    sqlite: () => db.raw('pragma data_version'),
    postgres: async () => {
      await db.raw('select pg_stat_force_next_flush()');
      const sums = 'sum(n_tup_ins) as inserted, sum(n_tup_upd) as updated, sum(n_tup_del) as deleted';
      return (await db.raw(`select ${sums} from pg_stat_user_tables`)).rows;
    },
    mysql: async () =>
      (
        await db.raw(
          'select table_name as name, update_time as time from information_schema.tables where table_schema = database() order by name',
        )
      )[0],
  };

  it('writes nothing', async () => {
    await waitUntilNothingIsLeft(db);
    const look = lookForWrites[databaseName] as () => Promise<unknown>;
    const lookTwice = async (): Promise<unknown[]> => {
      const before = await look();
      await new Promise((resolve) => setTimeout(resolve, 4000));
      return [before, await look()];
    };
    // PostgreSQL counts what was written some seconds ago.
    const [before, after] = await until(lookTwice, ([first, second]) => isDeepStrictEqual(first, second));
    expect(after).toEqual(before);
  });
});

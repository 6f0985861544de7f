import { createBackfill } from '../../../src/plugins/content-tracker/server/src/ledger/backfill.sql';
import { createEvents } from '../../../src/plugins/content-tracker/server/src/ledger/events.sql';
import { createDays } from '../../../src/plugins/content-tracker/server/src/ledger/days.sql';
import { createRenameCounts } from '../../../src/plugins/content-tracker/server/src/ledger/rename.sql';
import {
  allDocuments,
  documentColumns,
  tablesIn,
} from '../../../src/plugins/content-tracker/server/src/ledger/tables';
import { trendingScore } from '../../../src/plugins/content-tracker/server/src/ledger/trending-score';
import type { TrackedType } from '../../../src/plugins/content-tracker/server/src/content/tracked';
import { useMemoryDatabase } from '../memory-database';

const tables = tablesIn((table) => table);
const type = { uid: 'api::article.article', name: 'article' } as unknown as TrackedType;
const day = 20_000;
const firstHour = day * 24;

const db = useMemoryDatabase(async (empty) => {
  /** The columns of the unique key may be texts or numbers, as SQLite stores what it is given. */
  const create = (name: string, unique: string[], others: string[]) =>
    empty.schema.createTable(name, (table) => {
      table.increments('id');
      for (const column of ['document_id', ...unique, ...others]) table.specificType(column, 'blob');
      table.unique(unique);
    });
  const counts = ['views', 'unique_views'];
  await create(tables.totals, documentColumns, [...counts, 'imported_views', 'recent_views', 'heat']);
  await create(tables.hours, [...documentColumns, 'hour'], counts);
  await create(tables.days, [...documentColumns, 'day'], counts);
  await create(tables.floods, [...documentColumns, 'day'], ['views']);
  await create(tables.refusals, ['day', 'reason', 'type'], ['views']);
  await create(tables.events, ['event_hash'], ['hour']);
});

const key = (documentId: string, uid: string = type.uid) => ({
  type: uid,
  target_document_id: documentId,
  target_locale: 'vi',
});
const hour = (documentId: string, at: number, views: number) => ({
  document_id: `${documentId}-${at}`,
  ...key(documentId),
  hour: at,
  views,
  unique_views: 1,
});
const total = (documentId: string, views: number, uid?: string) => ({
  document_id: documentId,
  ...key(documentId, uid),
  views,
  unique_views: 1,
  imported_views: 0,
  recent_views: views,
  heat: null,
});
const countsIn = (table: string, unit: string) =>
  db()(table)
    .select('type', 'target_document_id as documentId', `${unit} as at`, 'views')
    .orderBy(['type', 'documentId', 'at']);

describe('condensing a day', () => {
  it('takes its hours alone, and no longer counts them as recent', async () => {
    const { oldestHour, condenseDay } = createDays(tables);
    expect(await oldestHour(db())).toBeUndefined();
    await db()(tables.totals).insert(total('a', 15));
    await db()(tables.hours).insert([
      hour('a', firstHour - 1, 1),
      hour('a', firstHour, 2),
      hour('a', firstHour + 23, 4),
      hour('a', firstHour + 24, 8),
    ]);
    expect(await oldestHour(db())).toBe(firstHour - 1);
    await condenseDay(db(), { day, fromHour: firstHour, toHour: firstHour + 24 });
    expect(await countsIn(tables.days, 'day')).toMatchObject([{ documentId: 'a', at: day, views: 6 }]);
    expect((await countsIn(tables.hours, 'hour')).map(({ at }) => at)).toEqual([
      firstHour - 1,
      firstHour + 24,
    ]);
    expect(await db()(tables.totals).select('views', 'recent_views')).toEqual([
      { views: 15, recent_views: 9 },
    ]);
  });
});

describe('the backfill', () => {
  it('sums the type and scores its documents, and does nothing the second time', async () => {
    const backfill = createBackfill(tables);
    await db()(tables.totals).insert([total('a', 6), total('b', 4)]);
    await db()(tables.hours).insert([
      hour('a', firstHour, 2),
      hour('b', firstHour, 4),
      hour('a', firstHour + 1, 4),
    ]);
    for (let times = 0; times < 2; times += 1) {
      await db().transaction((trx) => backfill(trx, type, firstHour + 1));
      expect(await countsIn(tables.hours, 'hour').where({ target_document_id: allDocuments })).toMatchObject([
        { at: firstHour, views: 6 },
        { at: firstHour + 1, views: 4 },
      ]);
      const [scored] = await db()(tables.totals).where({ target_document_id: 'b' });
      expect(scored.heat).toBeCloseTo(trendingScore(4, firstHour), 9);
    }
  });
});

describe('renaming a type', () => {
  it('adds its counts to those of the new name and leaves none behind', async () => {
    const renamed = 'api::story.story';
    await db()(tables.totals).insert([
      total('a', 6),
      total('b', 4),
      { ...total('b', 1, renamed), document_id: 'x' },
    ]);
    await db()(tables.hours).insert(hour('a', firstHour, 6));
    await db()(tables.refusals).insert({ document_id: 'r', day, reason: 'bot', type: type.uid, views: 3 });
    await db()(tables.floods).insert({ document_id: 'f', ...key('a'), day, views: 2 });
    await createRenameCounts(tables)(db(), { type: type.uid }, { type: renamed });
    expect(await db()(tables.floods).select('type', 'views')).toEqual([{ type: renamed, views: 2 }]);
    expect(
      await db()(tables.totals).select('type', 'target_document_id', 'views').orderBy('target_document_id'),
    ).toEqual([
      { type: renamed, target_document_id: 'a', views: 6 },
      { type: renamed, target_document_id: 'b', views: 5 },
    ]);
    expect(await countsIn(tables.hours, 'hour')).toMatchObject([{ type: renamed, views: 6 }]);
    expect(await db()(tables.refusals).select('type', 'views')).toEqual([{ type: renamed, views: 3 }]);
  });
});

describe('events', () => {
  it('are known from their count until they are removed', async () => {
    const { findEvents, addEvents, removeEventsBefore } = createEvents(tables);
    await addEvents(db(), ['b', 'a'], 10);
    await addEvents(db(), ['c'], 11);
    const known = async () => [...(await findEvents(db(), ['a', 'b', 'c', 'd']))].sort();
    expect(await known()).toEqual(['a', 'b', 'c']);
    await removeEventsBefore(db(), 11);
    expect(await known()).toEqual(['c']);
  });

  it('cannot be counted twice', async () => {
    const { addEvents } = createEvents(tables);
    await addEvents(db(), ['a'], 10);
    await expect(addEvents(db(), ['b', 'a'], 10)).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
  });
});

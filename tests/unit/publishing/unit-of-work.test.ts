import knex, { type Knex } from 'knex';
import type { TrackedType } from '../../../src/plugins/content-tracker/server/src/content/tracked';
import {
  createUnitOfWork,
  mergeChanges,
  type Change,
  type Changes,
  type Recorded,
} from '../../../src/plugins/content-tracker/server/src/publishing/unit-of-work';

const article = { uid: 'api::article.article' } as unknown as TrackedType;
const event = { uid: 'api::event.event' } as unknown as TrackedType;
const vi = { documentId: 'a', locale: 'vi' };
const en = { documentId: 'a', locale: 'en' };
const replaced = { firstPublishedAt: new Date(0), viewCount: 8297 };
const nothing: Change = {
  type: article,
  ref: vi,
  isPublishedAnew: false,
  isSharedFieldChanged: false,
  isImport: false,
  replaced: undefined,
};

describe('two changes of one document merge', () => {
  it.each<[string, Partial<Recorded>[], Partial<Change>]>([
    ['a first change is taken as it is', [{ isPublishedAnew: true }], { isPublishedAnew: true }],
    [
      'a later change takes nothing back',
      [{ isPublishedAnew: true }, { isPublishedAnew: false }],
      { isPublishedAnew: true },
    ],
    [
      'different things that happened add up',
      [{ isImport: true }, { isPublishedAnew: true }, { isSharedFieldChanged: true }],
      { isImport: true, isPublishedAnew: true, isSharedFieldChanged: true },
    ],
    [
      'a publication that deletes a row and inserts another one keeps the values of the first',
      [{ replaced }, { isPublishedAnew: true }],
      { replaced, isPublishedAnew: true },
    ],
    [
      'of two deleted rows, the last one is replaced',
      [{ replaced: { firstPublishedAt: null, viewCount: 1 } }, { replaced }],
      { replaced },
    ],
  ])('%s', (_, changes, expected) => {
    const merged = changes.reduce<Change | undefined>(
      (before, change) => mergeChanges(before, { type: article, ref: vi, ...change }),
      undefined,
    );
    expect(merged).toEqual({ ...nothing, ...expected });
  });
});

describe('a transaction', () => {
  let db: Knex;
  const settled: Changes[] = [];
  const unitOfWork = createUnitOfWork(async (_, changes) => void settled.push(changes));
  beforeAll(() => {
    const connection = { filename: ':memory:' };
    db = knex({ client: 'better-sqlite3', connection, useNullAsDefault: true });
  });
  afterAll(() => db.destroy());
  beforeEach(() => settled.splice(0));

  it('is settled once before it commits, with one change for each document and locale', async () => {
    const trx = await db.transaction();
    unitOfWork.record(trx, { type: article, ref: vi, replaced });
    unitOfWork.record(trx, { type: article, ref: en, isSharedFieldChanged: true });
    unitOfWork.record(trx, { type: event, ref: vi, isImport: true });
    unitOfWork.record(trx, { type: article, ref: vi, isPublishedAnew: true });
    unitOfWork.recordBulkChange(trx, event);
    unitOfWork.recordBulkChange(trx, event);
    expect(settled).toEqual([]);
    await trx.commit();
    expect(settled).toEqual([
      {
        documents: [
          { ...nothing, replaced, isPublishedAnew: true },
          { ...nothing, ref: en, isSharedFieldChanged: true },
          { ...nothing, type: event, isImport: true },
        ],
        bulkChanged: new Set([event]),
      },
    ]);
  });

  it('tells what it has done to a document so far', async () => {
    const trx = await db.transaction();
    expect(unitOfWork.changeOf(trx, article, vi)).toBeUndefined();
    unitOfWork.record(trx, { type: article, ref: vi, replaced });
    expect(unitOfWork.changeOf(trx, article, vi)).toEqual({ ...nothing, replaced });
    expect(unitOfWork.changeOf(trx, article, en)).toBeUndefined();
    expect(unitOfWork.changeOf(trx, event, vi)).toBeUndefined();
    await trx.rollback();
  });

  it('is not settled when it is rolled back, nor when it has recorded nothing', async () => {
    const rolledBack = await db.transaction();
    unitOfWork.record(rolledBack, { type: article, ref: vi, isPublishedAnew: true });
    await rolledBack.rollback();
    const idle = await db.transaction();
    await idle.commit();
    expect(settled).toEqual([]);
  });

  it('knows nothing of the changes of the one before', async () => {
    const first = await db.transaction();
    unitOfWork.record(first, { type: article, ref: vi, isPublishedAnew: true });
    await first.commit();
    const second = await db.transaction();
    unitOfWork.record(second, { type: article, ref: en, isPublishedAnew: true });
    await second.commit();
    expect(settled.map(({ documents }) => documents.map(({ ref }) => ref))).toEqual([[vi], [en]]);
  });
});

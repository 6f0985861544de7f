import fs from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { databaseName } from '../../clients/client';
import { createDatabase, scratch, type TestDatabase } from '../../servers/databases';
import { start, type Running } from '../../servers/newsroom';
import { runStrapi } from '../../servers/strapi-command';
import { reportTo, sampleArticles, waitUntilNothingIsLeft } from '../ledger/counts';

// A newsroom is exported while readers come, and imported into a project that has counted views of its own.

const archive = path.join(scratch, `counting-${process.pid}-${databaseName}`);

let from: TestDatabase;
let to: TestDatabase;
let running: Running;
let answered = 0;

/** The numbers of a newsroom: of each document, and the sums of all that was counted. */
const readNumbers = async (db: Knex) => {
  const totals = await db('content_tracker_view_totals').where({ type: 'api::article.article' });
  const hours = await db('content_tracker_view_hours').where({ type: 'api::article.article' });
  const rows = await db('articles').select('document_id', 'locale', 'view_count');
  const sum = (items: any[], column: string): number =>
    items.reduce((all, item) => all + Number(item[column]), 0);
  const byDocument = new Map(
    totals.map((row) => [`${row.target_document_id} ${row.target_locale}`, Number(row.views)]),
  );
  return {
    counted: sum(totals, 'views') - sum(totals, 'imported_views'),
    byHour: sum(
      hours.filter((row) => row.target_document_id !== '*'),
      'views',
    ),
    sumOfType: sum(
      hours.filter((row) => row.target_document_id === '*'),
      'views',
    ),
    differing: rows.filter(
      (row) => Number(row.view_count) !== (byDocument.get(`${row.document_id} ${row.locale}`) ?? 0),
    ),
  };
};

const numbersOf = async (database: TestDatabase) => {
  const db = database.connect();
  try {
    await waitUntilNothingIsLeft(db);
    return await readNumbers(db);
  } finally {
    await db.destroy();
  }
};

/** Runs `work` while readers open all articles. */
const whileReadersCome = async (work: () => Promise<void>): Promise<void> => {
  const db = from.connect();
  const documentIds = await sampleArticles(db);
  await db.destroy();
  let isOn = true;
  const read = async (offset: number): Promise<void> => {
    for (let i = offset; isOn; i += 1) {
      const status = await reportTo(running.url, documentIds[i % documentIds.length] as string);
      expect(status).toBe(204);
      answered += 1;
      // Readers must leave the export some of the machine.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const readers = Array.from({ length: 4 }, (_, i) => read(i));
  await work();
  isOn = false;
  await Promise.all(readers);
};

beforeAll(async () => {
  [from, to] = [await createDatabase(databaseName), await createDatabase(databaseName)];
  await (await start(to)).stop();
  running = await start(from);
}, 400_000);
afterAll(async () => {
  fs.rmSync(`${archive}.tar`, { force: true });
  await running?.stop();
  await from?.drop();
  await to?.drop();
});

it('an export while readers come has the counts of one moment, and the newsroom loses no view by it', async () => {
  const before = await numbersOf(from);
  await whileReadersCome(() => runStrapi(from, 'export', '--no-encrypt', '--no-compress', '--file', archive));
  const { counted, byHour, sumOfType, differing } = await numbersOf(from);
  expect(answered).toBeGreaterThan(50);
  expect(counted - before.counted).toBe(answered);
  expect([byHour, sumOfType, differing]).toEqual([counted, counted, []]);
}, 400_000);

it('an import brings those counts, and what the project had counted itself is gone', async () => {
  await runStrapi(to, 'import', '--force', '--file', `${archive}.tar`);
  const db = to.connect();
  // As a server beside the import would have left them.
  const [documentId] = await sampleArticles(db);
  const view = ['api::article.article', 'vi', Math.floor(Date.now() / 60_000), documentId, 1000, 1000];
  await db('content_tracker_increments').insert({ payload: JSON.stringify({ v: [view] }) });
  await db.destroy();
  await running.stop();
  running = await start(to);
  const { counted, byHour, sumOfType, differing } = await numbersOf(to);
  expect(counted).toBeGreaterThan(0);
  expect(counted).toBeLessThan(answered);
  expect([byHour, sumOfType, differing]).toEqual([counted, counted, []]);
}, 400_000);

import { createMinutes } from '../../../src/plugins/content-tracker/server/src/ledger/minutes.sql';
import { createPlainTables } from '../../../src/plugins/content-tracker/server/src/ledger/plain-tables.sql';
import { tablesIn } from '../../../src/plugins/content-tracker/server/src/ledger/tables';
import type { ViewIncrement } from '../../../src/plugins/content-tracker/server/src/ledger/increments';
import { useMemoryDatabase } from '../memory-database';

const tables = tablesIn((table) => table);
const minutes = createMinutes(tables);
const now = 29_000_000;

const db = useMemoryDatabase((empty) => createPlainTables(empty, tables));

const view = (documentId: string, minute: number, change: Partial<ViewIncrement> = {}): ViewIncrement => ({
  type: 'api::article.article',
  documentId,
  locale: 'vi',
  minute,
  views: 2,
  uniqueViews: 1,
  ...change,
});

/** The rows: type, language, minutes before now, and what is counted. */
const rows = async () =>
  (await db()(tables.minutes).orderBy(['type', 'locale', 'minute'])).map((row) => [
    row.type,
    row.locale,
    row.minute - now,
    JSON.parse(row.payload),
  ]);

describe('views by the minute', () => {
  it('are in one row for each type, language and minute', async () => {
    const english = view('a', now, { locale: 'en' });
    const event = view('e', now, { type: 'api::event.event' });
    await minutes.add(db(), [view('a', now), view('b', now), view('a', now - 1), english, event], now);
    expect(await rows()).toEqual([
      ['api::article.article', 'en', 0, ['a', 2, 1]],
      ['api::article.article', 'vi', -1, ['a', 2, 1]],
      ['api::article.article', 'vi', 0, ['a', 2, 1, 'b', 2, 1]],
      ['api::event.event', 'vi', 0, ['e', 2, 1]],
    ]);
  });

  it('are added to those of the same document and minute', async () => {
    await minutes.add(db(), [view('a', now), view('a', now)], now);
    await minutes.add(db(), [view('b', now), view('a', now, { views: 10, uniqueViews: 5 })], now);
    expect(await rows()).toEqual([['api::article.article', 'vi', 0, ['a', 14, 7, 'b', 2, 1]]]);
  });

  it('are left out where they are older than an hour', async () => {
    await minutes.add(db(), [view('a', now - 60), view('a', now - 59)], now);
    expect(await rows()).toEqual([['api::article.article', 'vi', -59, ['a', 2, 1]]]);
  });

  it('are removed when they become older than an hour', async () => {
    await minutes.add(db(), [view('a', now - 1), view('a', now)], now);
    await minutes.removeOld(db(), now + 59);
    expect(await rows()).toEqual([['api::article.article', 'vi', 0, ['a', 2, 1]]]);
    await minutes.removeOld(db(), now + 60);
    expect(await rows()).toEqual([]);
  });
});

import { hoursOfDay, dayOf } from '../../../src/plugins/content-tracker/server/src/time/calendar';
import { createBackfill } from '../../../src/plugins/content-tracker/server/src/ledger/backfill.sql';
import { allDocuments } from '../../../src/plugins/content-tracker/server/src/ledger/tables';
import { createDays } from '../../../src/plugins/content-tracker/server/src/ledger/days.sql';
import { connectToShared, publishArticle, readArticle, view } from '../../clients/client';
import { article, ledger, tables, useLedger } from './ledger-tables';
import { scoreHalfLifeHours } from '../../../src/plugins/content-tracker/server/src/ledger/trending-score';
import { hourOf } from '../../../src/plugins/content-tracker/server/src/time/hours';

const db = useLedger();
const { condenseDay } = createDays(tables);
const backfill = createBackfill(tables);

/** Numbers of a table's rows, which PostgreSQL gives as texts. */
const numbersOf = async (table: string, documentId: string, columns: string[]): Promise<number[][]> => {
  const rows = await db()(table)
    .select(columns)
    .where({ target_document_id: documentId })
    .orderBy(['target_locale', ...columns]);
  return rows.map((row) => columns.map((column) => Number(row[column])));
};

describe('condensing hours into days', () => {
  const dayNumber = (date: string) => Date.parse(date) / 86_400_000;
  const hourNumber = (time: string) => hourOf(Date.parse(time));

  it.each([
    ['in which the clocks go forward', 'Europe/Paris', '2026-03-29', '2026-03-28T23:00Z', 23],
    ['in which the clocks go back', 'Europe/Paris', '2026-10-25', '2026-10-24T22:00Z', 25],
    ['without daylight saving', 'Asia/Ho_Chi_Minh', '2026-06-15', '2026-06-14T17:00Z', 24],
  ])('makes one row of a day %s', async (_, timeZone, date, begin, hours) => {
    const documentId = `fold-${date}`;
    const [first, day] = [hourNumber(begin), dayNumber(date)];
    // One hour more on either side: the day before has 1 view, the day itself 2, 3, 4, …
    const counted = Array.from({ length: hours + 2 }, (_unused, i) => ({
      documentId,
      locale: 'vi',
      hour: first - 1 + i,
      views: i + 1,
      uniqueViews: 1,
    }));
    const inEnglish = { documentId, locale: 'en', hour: first, views: 1000, uniqueViews: 500 };
    await db().transaction((trx) => ledger.addViews(trx, article, [...counted, inEnglish]));
    const after = hours + 2;
    const all = (after * (after + 1)) / 2;
    const within = all - 1 - after;
    const totalColumns = ['views', 'unique_views', 'recent_views'];
    expect(await numbersOf(tables.totals, documentId, totalColumns)).toEqual([
      [1000, 500, 1000],
      [all, after, all],
    ]);

    const fold = (one: number) =>
      db().transaction((trx) => condenseDay(trx, { day: one, ...hoursOfDay(one, timeZone) }));
    await fold(day);
    const folded = {
      days: [
        [day, 1000, 500],
        [day, within, hours],
      ],
      hours: [
        [first - 1, 1, 1],
        [first + hours, after, 1],
      ],
      totals: [
        [1000, 500, 0],
        [all, after, 1 + after],
      ],
    };
    const read = async () => ({
      days: await numbersOf(tables.days, documentId, ['day', 'views', 'unique_views']),
      hours: await numbersOf(tables.hours, documentId, ['hour', 'views', 'unique_views']),
      totals: await numbersOf(tables.totals, documentId, totalColumns),
    });
    expect(await read()).toEqual(folded);

    await fold(day);
    expect(await read()).toEqual(folded);

    // The hours on either side belong to the days on either side.
    await fold(day - 1);
    await fold(day + 1);
    expect(await read()).toEqual({
      days: [
        [day, 1000, 500],
        [day - 1, 1, 1],
        [day, within, hours],
        [day + 1, after, 1],
      ],
      hours: [],
      totals: [
        [1000, 500, 0],
        [all, after, 0],
      ],
    });
  });

  it('adds late views to the day that was condensed before', async () => {
    const documentId = 'fold-late';
    const hour = hourNumber('2026-07-01T12:00Z');
    const day = dayOf(hour * 3_600_000, 'UTC');
    const late = { documentId, locale: 'vi', hour, views: 5, uniqueViews: 3 };
    for (let times = 0; times < 2; times += 1) {
      await db().transaction((trx) => ledger.addViews(trx, article, [late]));
      await db().transaction((trx) => condenseDay(trx, { day, ...hoursOfDay(day, 'UTC') }));
    }
    expect(await numbersOf(tables.days, documentId, ['day', 'views', 'unique_views'])).toEqual([
      [day, 10, 6],
    ]);
    expect(await numbersOf(tables.totals, documentId, ['views', 'recent_views'])).toEqual([[10, 0]]);
  });
});

describe('the totals of a whole type', () => {
  const type = { ...article, uid: 'test::summed', name: 'summed' } as unknown as typeof article;
  const sums = async (table: string, unit: string): Promise<unknown[][]> =>
    (
      await db()(table)
        .where({ type: type.uid, target_document_id: allDocuments })
        .orderBy(['target_locale', unit])
    ).map((row) => [row.target_locale, ...[row[unit], row.views, row.unique_views].map(Number)]);
  const counted = (documentId: string, locale: string, hour: number, views: number) => ({
    documentId,
    locale,
    hour,
    views,
    uniqueViews: 1,
  });

  it('are counted with every view, condensed with the days, and kept when a document is deleted', async () => {
    const [hour, day] = [24 * 20_000, 20_000];
    await db().transaction((trx) =>
      ledger.addViews(trx, type, [
        counted('a', 'vi', hour, 3),
        counted('b', 'vi', hour, 4),
        counted('b', 'vi', hour + 24, 5),
        counted('b', 'en', hour, 6),
      ]),
    );
    await db().transaction((trx) => ledger.addViews(trx, type, [counted('a', 'vi', hour, 10)]));
    const before = [
      ['en', hour, 6, 1],
      ['vi', hour, 17, 3],
      ['vi', hour + 24, 5, 1],
    ];
    expect(await sums(tables.hours, 'hour')).toEqual(before);
    await db().transaction((trx) => ledger.remove(trx, type, [{ documentId: 'a', locale: 'vi' }]));
    // No document of this type is in the content: all of them are gone.
    await db().transaction((trx) => ledger.removeOrphans(trx, type));
    expect(await sums(tables.hours, 'hour')).toEqual(before);
    expect(await db()(tables.hours).where({ type: type.uid })).toHaveLength(before.length);
    await db().transaction((trx) => condenseDay(trx, { day, ...hoursOfDay(day, 'UTC') }));
    expect(await sums(tables.hours, 'hour')).toEqual(before.slice(2));
    expect(await sums(tables.days, 'day')).toEqual([
      ['en', day, 6, 1],
      ['vi', day, 17, 3],
    ]);
    await db()(tables.hours).where({ type: type.uid }).delete();
    await db()(tables.days).where({ type: type.uid }).delete();
  });

  it('are computed once for counts that were written before there were type totals', async () => {
    await db().transaction((trx) =>
      ledger.addViews(trx, type, [
        counted('a', 'vi', 480_000, 3),
        counted('b', 'vi', 480_000, 4),
        counted('b', 'en', 480_001, 5),
      ]),
    );
    await db().transaction((trx) => condenseDay(trx, { day: 20_000, ...hoursOfDay(20_000, 'UTC') }));
    await db().transaction((trx) => ledger.addViews(trx, type, [counted('a', 'vi', 480_048, 7)]));
    const read = async () => [await sums(tables.hours, 'hour'), await sums(tables.days, 'day')];
    const whole = await read();
    expect(whole).toEqual([
      [['vi', 480_048, 7, 1]],
      [
        ['en', 20_000, 5, 1],
        ['vi', 20_000, 7, 2],
      ],
    ]);
    for (const table of [tables.hours, tables.days]) {
      await db()(table).where({ type: type.uid, target_document_id: allDocuments }).delete();
    }
    for (let times = 0; times < 2; times += 1) {
      await db().transaction((trx) => backfill(trx, type, 480_050));
      expect(await read()).toEqual(whole);
    }
  });
});

describe('a count above the largest integer of the attribute', () => {
  it('grows in the ledger, while viewCount stays at its largest value', async () => {
    const { documentId } = await publishArticle({ title: 'Hơn hai tỉ lượt xem' });
    const shared = connectToShared();
    try {
      const totalOf = async () =>
        Number((await shared(tables.totals).first('views').where({ target_document_id: documentId })).views);
      await shared.transaction((trx) =>
        ledger.setImportedViews(trx, article, { documentId, locale: 'vi' }, 2_147_483_646),
      );
      await view(documentId);
      expect([await totalOf(), (await readArticle(documentId)).viewCount]).toEqual([
        2_147_483_647, 2_147_483_647,
      ]);
      await view(documentId);
      expect([await totalOf(), (await readArticle(documentId)).viewCount]).toEqual([
        2_147_483_648, 2_147_483_647,
      ]);
      const many = {
        documentId,
        locale: 'vi',
        hour: hourOf(Date.now()),
        views: 9_000_000_000,
        uniqueViews: 1,
      };
      await shared.transaction((trx) => ledger.addViews(trx, article, [many]));
      expect([await totalOf(), (await readArticle(documentId)).viewCount]).toEqual([
        11_147_483_648, 2_147_483_647,
      ]);
    } finally {
      await shared.destroy();
    }
  });
});

it('the trending score stands although views of years ago were taken off', async () => {
  const documentId = 'taken-off-long-ago';
  const hour = hourOf(Date.now());
  const at = (hoursAgo: number, views: number) => ({
    documentId,
    locale: 'vi',
    hour: hour - hoursAgo,
    views,
    uniqueViews: views,
  });
  const yearsAgo = 1_100 * 24;
  await db().transaction((trx) => ledger.addViews(trx, article, [at(yearsAgo, 5), at(0, 4)]));
  await db().transaction((trx) => ledger.addViews(trx, article, [at(yearsAgo, -5)]));
  const [row] = await db()(tables.totals).where({ target_document_id: documentId });
  expect(Number(row.views)).toBe(4);
  // Four views of this hour, as the logarithm of an hour's weight has it.
  expect(Number(row.heat)).toBeCloseTo(Math.log2(4) + hour / scoreHalfLifeHours, 6);
});

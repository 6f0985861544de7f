import {
  trendingScore,
  viewsOfScore,
} from '../../../src/plugins/content-tracker/server/src/ledger/trending-score';
import { createBackfill } from '../../../src/plugins/content-tracker/server/src/ledger/backfill.sql';
import {
  createRanking,
  type Ranked,
  type Ranking,
} from '../../../src/plugins/content-tracker/server/src/queries/ranking.sql';
import { article, ledger, tables, useLedger } from '../ledger/ledger-tables';
import { createRandom } from '../../model/sequences';
import { hourOf } from '../../../src/plugins/content-tracker/server/src/time/hours';

const db = useLedger();
const rank: Ranking['rank'] = (query) => createRanking(db(), tables).rank(query);

describe('the trending score of a document', () => {
  const type = { ...article, uid: 'test::heated', name: 'heated' } as unknown as typeof article;
  const nowHour = 490_000;
  const random = createRandom(11);
  const upTo = (most: number) => Math.floor(random() * most);
  const weights = new Map<string, number>();
  const scores = async (): Promise<Map<string, number>> => {
    const rows = await db()(tables.totals).where({ type: type.uid }).whereNotNull('heat');
    return new Map(
      rows.map((row) => [`${row.target_document_id} ${row.target_locale}`, viewsOfScore(row.heat, nowHour)]),
    );
  };
  const expectAsSummed = async () => {
    const found = await scores();
    expect([...found.keys()].sort()).toEqual([...weights.keys()].sort());
    for (const [key, weight] of weights) expect((found.get(key) as number) / weight).toBeCloseTo(1, 6);
  };

  it('is the decayed sum of its hours, in whatever order they are reported', async () => {
    for (let times = 0; times < 40; times += 1) {
      const counted = Array.from({ length: 1 + upTo(30) }, () => ({
        documentId: `d${upTo(20)}`,
        locale: upTo(2) ? 'vi' : 'en',
        hour: nowHour - upTo(400),
        views: 1 + Math.floor(random() ** 8 * 1e6),
        uniqueViews: 1,
      }));
      const hours = [
        ...new Map(counted.map((one) => [`${one.documentId} ${one.locale} ${one.hour}`, one])).values(),
      ];
      for (const { documentId, locale, hour, views } of hours) {
        const key = `${documentId} ${locale}`;
        weights.set(key, (weights.get(key) ?? 0) + views * 2 ** ((hour - nowHour) / 24));
      }
      await db().transaction((trx) => ledger.addViews(trx, type, hours));
    }
    await expectAsSummed();
  });

  it('is not changed by imported views', async () => {
    await db().transaction(async (trx) => {
      await ledger.setImportedViews(trx, type, { documentId: 'd1', locale: 'vi' }, 5000);
      await ledger.setImportedViews(trx, type, { documentId: 'imported', locale: 'vi' }, 5000);
    });
    await expectAsSummed();
    const counted = { documentId: 'imported', locale: 'vi', hour: nowHour, views: 8, uniqueViews: 1 };
    await db().transaction((trx) => ledger.addViews(trx, type, [counted]));
    weights.set('imported vi', 8);
    await expectAsSummed();
  });

  it('is computed once for counts that were written before there were scores', async () => {
    await db()(tables.totals).where({ type: type.uid }).update({ heat: null });
    for (let times = 0; times < 2; times += 1) {
      await db().transaction((trx) => createBackfill(tables)(trx, type, nowHour));
      await expectAsSummed();
    }
  });
});

describe('the ranking of documents', () => {
  const nowHour = hourOf(Date.parse('2026-06-30T00:00Z'));
  const today = nowHour / 24;
  const documents = 3000;
  /** Days that are kept as hours; those before have been folded, up to a year. */
  const keptDays = 40;

  interface Row {
    readonly documentId: string;
    /** Its hour since the epoch, or of a folded day its first. */
    readonly hour: number;
    readonly isDay: boolean;
    readonly views: number;
    readonly uniqueViews: number;
  }

  const random = createRandom(2026);
  const upTo = (most: number) => Math.floor(random() * most);

  /** Much read of old is often little read of late: what the bound says must not be believed too soon. */
  const rowsOf = (documentId: string): Row[] => {
    const hours = new Set(
      Array.from({ length: 8 }, () => nowHour - 1 - Math.floor(random() ** 3 * keptDays * 24)),
    );
    const days = new Set(Array.from({ length: 2 }, () => today - keptDays - 1 - upTo(300)));
    const counts = () => {
      const views = 1 + Math.floor(random() ** 4 * 60);
      return { views, uniqueViews: 1 + upTo(views) };
    };
    return [
      ...[...hours].map((hour) => ({ documentId, hour, isDay: false, ...counts() })),
      ...[...days].map((day) => ({ documentId, hour: day * 24, isDay: true, ...counts() })),
    ];
  };

  const rows: Row[] = [];
  beforeAll(async () => {
    const key = (documentId: string) => ({
      type: 'test::ranked',
      target_document_id: documentId,
      target_locale: 'vi',
    });
    const totals: object[] = [];
    for (let i = 0; i < documents; i += 1) {
      const documentId = `${upTo(1e9).toString(36)}x${i}`;
      const own = rowsOf(documentId);
      rows.push(...own);
      const sum = (some: Row[]) => some.reduce((all, { views }) => all + views, 0);
      const imported = upTo(100);
      totals.push({
        ...key(documentId),
        views: sum(own) + imported,
        unique_views: 0,
        imported_views: imported,
        recent_views: sum(own.filter(({ isDay }) => !isDay)),
        heat: trendingScore(
          own.reduce((all, { hour, views }) => all + views * 2 ** ((hour - nowHour) / 24), 0),
          nowHour,
        ),
      });
    }
    const stored = (isDay: boolean) =>
      rows
        .filter((row) => row.isDay === isDay)
        .map(({ documentId, hour, views, uniqueViews }) => ({
          ...key(documentId),
          ...(isDay ? { day: hour / 24 } : { hour }),
          views,
          unique_views: uniqueViews,
        }));
    // Another language and another type, which are nobody's business here.
    const others = ['en', 'vi'].map((target_locale) => ({
      type: target_locale === 'en' ? 'test::ranked' : 'test::other',
      target_document_id: 'stranger',
      target_locale,
      views: 1e6,
      unique_views: 1e6,
    }));
    const otherTotals = others.map((row) => ({
      ...row,
      imported_views: 0,
      recent_views: 1e6,
      heat: trendingScore(1e6, nowHour),
    }));
    await db().transaction(async (trx) => {
      await trx.batchInsert(tables.totals, [...totals, ...otherTotals], 90);
      await trx.batchInsert(
        tables.hours,
        [...stored(false), ...others.map((row) => ({ ...row, hour: nowHour - 1 }))],
        90,
      );
      await trx.batchInsert(tables.days, stored(true), 90);
    });
  });

  /** Sums every row there is. */
  const sumAll = (fromHour: number, halfLifeHours?: number): Ranked[] => {
    const sums = new Map<string, Ranked>();
    for (const { documentId, hour, views, uniqueViews } of rows.filter((row) => row.hour >= fromHour)) {
      const weight = halfLifeHours ? 2 ** ((hour - (nowHour - 1)) / halfLifeHours) : 1;
      const sum = sums.get(documentId);
      sums.set(documentId, {
        documentId,
        views: views + (sum?.views ?? 0),
        uniqueViews: uniqueViews + (sum?.uniqueViews ?? 0),
        score: views * weight + (sum?.score ?? 0),
      });
    }
    return [...sums.values()].sort((a, b) => b.score - a.score || (a.documentId < b.documentId ? -1 : 1));
  };
  const span = (hours: number) => ({
    type: 'test::ranked',
    locale: 'vi',
    fromHour: nowHour - hours,
    toHour: nowHour,
  });

  /** Each place's score is the best left, and it is this document's own; last digits do not matter. */
  const expectBest = (list: Ranked[], all: Ranked[], limit: number) => {
    const scores = new Map(all.map(({ documentId, score }) => [documentId, score]));
    expect(list).toHaveLength(Math.min(limit, all.length));
    expect(new Set(list.map(({ documentId }) => documentId)).size).toBe(list.length);
    list.forEach(({ documentId, score }, i) => {
      expect(score / (all[i] as Ranked).score).toBeCloseTo(1, 9);
      expect(score / (scores.get(documentId) as number)).toBeCloseTo(1, 9);
    });
  };

  describe.each<[string, number]>([
    ['24 h', 24],
    ['7 d', 7 * 24],
    ['30 d', 30 * 24],
  ])('of the last %s', (_, hours) => {
    it.each([1, 10, 100, 2 * documents])(
      'the first %i are those that summing every hour gives',
      async (limit) => {
        const wanted = sumAll(nowHour - hours).slice(0, limit);
        expect(await rank({ ...span(hours), limit })).toEqual(wanted);
        // There have to be ties, or nothing is said of them.
        if (limit >= 100) expect(new Set(wanted.map(({ score }) => score)).size).toBeLessThan(wanted.length);
      },
    );

    it.each([
      [1, 10],
      [7, 100],
      [24, 10],
      [24, 100],
      [25, 100],
      [720, 100],
    ])('are the same with a half-life of %i h, for the first %i', async (halfLifeHours, limit) => {
      const list = await rank({ ...span(hours), limit, halfLifeHours });
      expectBest(list, sumAll(nowHour - hours, halfLifeHours), limit);
    });
  });

  const year = { ...span(365 * 24), days: { from: today - 365, to: today, middleHour: (today - 365) * 24 } };
  it.each([10, 100])('of a year adds the days that were folded, for the first %i', async (limit) => {
    expect(await rank({ ...year, limit })).toEqual(sumAll(year.fromHour).slice(0, limit));
  });

  it.each([
    [24, 10],
    [24, 100],
    [720, 10],
    [720, 100],
  ])('weighs folded days by their age, with a half-life of %i h, up to %i', async (halfLifeHours, limit) => {
    const list = await rank({ ...year, limit, halfLifeHours });
    expectBest(list, sumAll(year.fromHour, halfLifeHours), limit);
  });
});

import type { Knex } from 'knex';
import { databaseName } from '../../clients/client';
import { createDatabase, type TestDatabase } from '../../servers/newsroom';
import { bootStrapi, type StrapiProcess } from '../../servers/strapi-process';

const experiment = 'features.future.experimental_firstPublishedAt';
const withoutTracker = { CONTENT_TRACKER: 'false', SAMPLE_CONTENT: 'false' };
const withTracker = { SAMPLE_CONTENT: 'false' };
const system = { kind: 'system', id: null, name: null };

/** Works in a Strapi that is booted for it and stopped after it. */
const during = async <T>(
  booting: Promise<StrapiProcess>,
  work: (inside: StrapiProcess) => Promise<T>,
): Promise<T> => {
  const inside = await booting;
  try {
    return await work(inside);
  } finally {
    await inside.stop();
  }
};

/** Creates articles, published or not; resolves to their documentIds by title. */
const createArticles = (inside: StrapiProcess, titles: readonly string[], status: 'draft' | 'published') =>
  inside.run(
    async (strapi, all, state) => {
      const created: [string, string][] = [];
      for (const title of all) {
        const article = await strapi
          .documents('api::article.article')
          .create({ data: { title, body: '…' }, locale: 'vi', status: state });
        created.push([title, article.documentId]);
      }
      return Object.fromEntries(created) as Record<string, string>;
    },
    [...titles],
    status,
  );

/** What the tracker tells of an article. */
const historyOf = (inside: StrapiProcess, documentId: string) =>
  inside.run(
    async (strapi, id) =>
      strapi
        .plugin('content-tracker')
        .service('publishing')
        .timeline({ uid: 'api::article.article', documentId: id, locale: 'vi' }),
    documentId,
  );

/** `firstPublishedAt` of all rows of an article. */
const firstDatesOf = (inside: StrapiProcess, documentId: string): Promise<(string | null)[]> =>
  inside.run(
    async (strapi, id) =>
      (await strapi.db.query('api::article.article').findMany({ where: { documentId: id } })).map(
        (row: any) => row.firstPublishedAt,
      ),
    documentId,
  );

const countEntries = async (db: Knex): Promise<number> =>
  Number((await db('content_tracker_publications').count({ entries: '*' }))[0]?.entries);

describe('a newsroom that gets the tracker later', () => {
  let database: TestDatabase;
  let db: Knex;
  let ids: Record<string, string>;
  const idOf = (title: string) => ids[title] as string;
  const rowsOf = (title: string) => db('articles').where({ document_id: idOf(title) });
  const publishedRowOf = (title: string) => rowsOf(title).whereNotNull('published_at');

  beforeAll(async () => {
    database = await createDatabase(databaseName);
    await during(bootStrapi(database, { env: withoutTracker }), async (inside) => {
      const titles = ['Cũ', 'Vẫn thế', 'Sửa ngày', 'Đăng tay', 'Gỡ tay', 'Xoá tay', 'Quên ngày'];
      ids = {
        ...(await createArticles(inside, titles, 'published')),
        ...(await createArticles(inside, ['Nháp', 'Nháp lên tay'], 'draft')),
      };
    });
    db = database.connect();
    // Published again since: Strapi has forgotten the first date, the draft knows when it was made.
    await rowsOf('Cũ').update({ created_at: new Date('2019-05-01T00:00:00Z') });
    await publishedRowOf('Cũ').update({ published_at: new Date('2020-02-02T10:00:00Z') });
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  it('logs at the first start an import for every publication, with the oldest known date', async () => {
    await during(bootStrapi(database, { env: withTracker }), async (inside) => {
      const { entries, ...dates } = (await historyOf(inside, idOf('Cũ'))) as any;
      const after = {
        firstPublishedAt: '2019-05-01T00:00:00.000Z',
        publishedAt: '2020-02-02T10:00:00.000Z',
      };
      expect(dates).toEqual({
        firstPublishedAt: after.firstPublishedAt,
        lastPublishedAt: after.publishedAt,
        unpublishedAt: null,
        timesPublished: 1,
      });
      expect(entries).toEqual([
        {
          at: expect.any(String),
          action: 'imported',
          actor: system,
          title: 'Cũ',
          before: { firstPublishedAt: null, publishedAt: null },
          after,
          scheduledAt: null,
          reason: null,
          takenOff: null,
        },
      ]);
      expect(await firstDatesOf(inside, idOf('Cũ'))).toEqual(Array(2).fill(after.firstPublishedAt));
      expect(await historyOf(inside, idOf('Nháp'))).toBeNull();
      expect(await firstDatesOf(inside, idOf('Nháp'))).toEqual([null]);
    });
    expect(await countEntries(db)).toBe(7);
  });

  it('logs at the next start the rows that were changed by hand meanwhile, and no others', async () => {
    const earlier = new Date('2015-03-03T03:03:03Z');
    const later = new Date();
    await rowsOf('Sửa ngày').update({ first_published_at: earlier });
    await publishedRowOf('Đăng tay').update({ published_at: later });
    await publishedRowOf('Gỡ tay').delete();
    await rowsOf('Xoá tay').delete();
    await rowsOf('Quên ngày').update({ first_published_at: null });
    await rowsOf('Nháp lên tay').update({ published_at: later });
    await during(bootStrapi(database, { env: withTracker }), async (inside) => {
      const lastOf = async (title: string) => {
        const { entries } = (await historyOf(inside, idOf(title))) as any;
        return [entries.length, entries.at(-1)];
      };
      expect(await lastOf('Sửa ngày')).toMatchObject([
        2,
        { action: 'imported', after: { firstPublishedAt: earlier.toISOString() } },
      ]);
      expect(await lastOf('Đăng tay')).toMatchObject([
        2,
        { action: 'republished', actor: system, after: { publishedAt: later.toISOString() } },
      ]);
      expect(await lastOf('Gỡ tay')).toMatchObject([2, { action: 'unpublished', actor: system }]);
      expect(await lastOf('Xoá tay')).toMatchObject([2, { action: 'deleted', title: 'Xoá tay' }]);
      expect(await lastOf('Nháp lên tay')).toMatchObject([
        1,
        { action: 'imported', after: { publishedAt: later.toISOString() } },
      ]);
      // The log remembers it: that takes no line.
      const [count, entry] = await lastOf('Quên ngày');
      expect([count, entry.action]).toEqual([1, 'imported']);
      const remembered = Array(2).fill(entry.after.firstPublishedAt);
      expect(await firstDatesOf(inside, idOf('Quên ngày'))).toEqual(remembered);
    });
    expect(await countEntries(db)).toBe(7 + 5);
  });

  it('logs each publication once where two servers start at the same time after the log was lost', async () => {
    // So many that the second is there before the first is done.
    const rows = await rowsOf('Vẫn thế');
    const copies = Array.from({ length: 1000 }, (_, i) =>
      rows.map(({ id: _id, ...row }) => ({ ...row, document_id: `copy${i}` })),
    );
    await db.batchInsert('articles', copies.flat(), 50);
    await db('content_tracker_publications').delete();
    await db('articles').update({ first_published_at: null });
    const both = await Promise.all([1, 2].map(() => bootStrapi(database, { env: withTracker })));
    await Promise.all(both.map((inside) => inside.stop()));

    const published = await db('articles').whereNotNull('published_at');
    const entries = await db('content_tracker_publications');
    expect(entries.map((entry) => entry.action)).toEqual(published.map(() => 'imported'));
    const idsOf = (all: any[], column: string) => all.map((one) => one[column] as string).sort();
    expect(idsOf(entries, 'target_document_id')).toEqual(idsOf(published, 'document_id'));
    expect(published.filter((row) => row.first_published_at === null)).toEqual([]);
  });
});

describe("a newsroom that has tried Strapi's experimental_firstPublishedAt", () => {
  let database: TestDatabase;
  let db: Knex;
  beforeAll(async () => {
    database = await createDatabase(databaseName);
    db = database.connect();
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  it('fails to start with an instruction, and keeps the dates', async () => {
    const withExperiment = { options: { [experiment]: true } };
    const booting = bootStrapi(database, { env: withoutTracker, ...withExperiment });
    const { 'Thử nghiệm': documentId } = await during(booting, (inside) =>
      createArticles(inside, ['Thử nghiệm'], 'published'),
    );
    const [before] = await db('articles').whereNotNull('published_at');
    expect(before.first_published_at).not.toBeNull();
    // Published again since.
    const publishedAt = new Date(Date.now() + 60_000);
    await db('articles').whereNotNull('published_at').update({ published_at: publishedAt });

    await expect(bootStrapi(database, { env: withTracker, ...withExperiment })).rejects.toThrow(
      /^content-tracker: experimental_firstPublishedAt in config\/features\.ts claims .* Remove the flag and start again with the plugin enabled/,
    );
    await during(bootStrapi(database, { env: withTracker }), async (inside) => {
      const { entries, timesPublished } = (await historyOf(inside, documentId as string)) as any;
      expect(timesPublished).toBe(1);
      expect(entries).toMatchObject([
        {
          action: 'imported',
          actor: system,
          after: {
            firstPublishedAt: new Date(before.first_published_at).toISOString(),
            publishedAt: publishedAt.toISOString(),
          },
        },
      ]);
    });
  });
});

import type { Knex } from 'knex';
import { allDocuments } from '../../../src/plugins/content-tracker/server/src/ledger/tables';
import { newReader } from '../../clients/client';
import { until } from '../../clients/receiver';

/** Adds up a column, which PostgreSQL gives as text. */
const sum = async (query: Knex.QueryBuilder, column = 'views'): Promise<number> =>
  Number((await query.sum({ sum: column }).first())?.sum ?? 0);

/** The views of a document by each table that has them; `viewCount` is that of each of its rows. */
export const countsOf = async (db: Knex, documentId: string) => {
  const ofDocument = { target_document_id: documentId };
  const minutes: string[] = await db('content_tracker_view_minutes').pluck('payload');
  const flat = minutes.flatMap((payload) => JSON.parse(payload) as (string | number)[]);
  return {
    totals: await sum(db('content_tracker_view_totals').where(ofDocument)),
    hours: await sum(db('content_tracker_view_hours').where(ofDocument)),
    minutes: flat.reduce<number>((all, one, i) => all + (one === documentId ? Number(flat[i + 1]) : 0), 0),
    viewCounts: (await db('articles').where({ document_id: documentId }).pluck('view_count')).map(Number),
  };
};

/** What `countsOf` resolves to for a document that was viewed so many times, in one language. */
export const counted = (views: number, rows = 2) => ({
  totals: views,
  hours: views,
  minutes: views,
  viewCounts: Array(rows).fill(views),
});

/** All views of articles, by the sums that stay when a document is deleted. */
export const sumOfType = (db: Knex): Promise<number> =>
  sum(
    db('content_tracker_view_hours').where({
      type: 'api::article.article',
      target_document_id: allDocuments,
    }),
  );

/** Waits until nothing is left to be folded. */
export const waitUntilNothingIsLeft = (db: Knex): Promise<unknown> =>
  until(
    () => db('content_tracker_increments').where({ format: 1 }),
    (rows) => rows.length === 0,
  );

/** Reports a view to a server, by a new reader; resolves to the status of the answer. */
export const reportTo = async (url: string, documentId: string): Promise<number> => {
  const { status } = await fetch(`${url}/api/content-tracker/views`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': newReader() },
    body: JSON.stringify({ type: 'article', documentId, locale: 'vi' }),
  });
  return status;
};

/** Ids of published articles in Vietnamese, among the sample content. */
export const sampleArticles = async (db: Knex): Promise<string[]> =>
  db('articles').where({ locale: 'vi' }).whereNotNull('published_at').orderBy('id').pluck('document_id');

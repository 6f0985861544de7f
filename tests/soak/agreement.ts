import type { Knex } from 'knex';

/** The last log entry and the number of publications of each article, and the rows of all articles. */
export const readBoth = async (db: Knex) => {
  const entries = await db('content_tracker_publications')
    .where({ type: 'api::article.article' })
    .orderBy('id');
  const last = new Map<string, any>();
  const publications = new Map<string, number>();
  for (const entry of entries) {
    last.set(`${entry.target_document_id} ${entry.target_locale}`, entry);
    if (!['published', 'republished'].includes(entry.action)) continue;
    publications.set(entry.target_document_id, (publications.get(entry.target_document_id) ?? 0) + 1);
  }
  return { last, publications, rows: await db('articles') };
};

const timeOf = (value: unknown): number | null => (value === null ? null : Number(new Date(value as string)));

/** Articles whose last log entry and rows have different dates. */
export const disagreements = async (db: Knex): Promise<string[]> => {
  const { last, rows } = await readBoth(db);
  const published = new Map(
    rows.filter((row) => row.published_at !== null).map((row) => [`${row.document_id} ${row.locale}`, row]),
  );
  const found: string[] = [];
  for (const [key, row] of published) {
    const entry = last.get(key);
    if (timeOf(entry?.published_after ?? null) !== timeOf(row.published_at)) {
      found.push(`${key}: publishedAt`);
    }
    if (timeOf(entry?.first_after ?? null) !== timeOf(row.first_published_at)) found.push(`${key}: first`);
  }
  for (const [key, entry] of last) {
    if (entry.published_after !== null && !published.has(key)) found.push(`${key}: not published`);
  }
  if (published.size !== rows.filter((row) => row.published_at !== null).length) found.push('doubled rows');
  return found;
};

/** Waits until what was counted of a document, or of all, is in the totals and in `viewCount`. */
export const untilFolded = async (db: Knex, documentId = ''): Promise<void> => {
  const end = Date.now() + 20_000;
  const waiting = () =>
    db('content_tracker_increments').where('payload', 'like', `%${documentId}%`).first('id');
  while (await waiting()) {
    if (Date.now() > end) throw new Error('increments are not folded');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Rows whose viewCount is not the ledger's total. */
export const differences = async (db: Knex): Promise<unknown[]> => {
  const rows = await db('articles').select('id', 'document_id', 'locale', 'view_count');
  const totals = await db('content_tracker_view_totals').where({ type: 'api::article.article' });
  const byDocument = new Map(
    totals.map((one) => [`${one.target_document_id} ${one.target_locale}`, Number(one.views)]),
  );
  return rows.filter(
    (row) => Number(row.view_count) !== (byDocument.get(`${row.document_id} ${row.locale}`) ?? 0),
  );
};

import type { Knex } from 'knex';
import { asAdmin, asProgram, editor } from '../../clients/client';
import { expectSuccess } from '../../clients/editing';

export type Table = 'articles' | 'events';
/** By `vi draft` and so on. */
export type Rows = Record<string, any>;

export const events = 'api::event.event';

/** Uploads one; resolves to its number. */
export const uploadPicture = async (): Promise<number> => {
  const data = new FormData();
  const bytes = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );
  data.set('files', new Blob([bytes], { type: 'image/png' }), 'pixel.png');
  return (await asProgram('POST', '/api/upload', data)).body[0].id;
};

export const put = (table: Table, id: string, locale: string, data: object, status = 'published') =>
  expectSuccess(asProgram('PUT', `/api/${table}/${id}?locale=${locale}&status=${status}`, { data }));

export const save = (id: string, locale: string, data: object, uid?: string) =>
  expectSuccess(asAdmin('PUT', `${editor(uid)}/${id}?locale=${locale}`, data));

/** In both languages, published in both. */
export const createArticle = async (data: object = {}): Promise<string> => {
  const base = { title: 'Tiếng Việt', body: '…', ...data };
  const { documentId } = await expectSuccess(asProgram('POST', '/api/articles?locale=vi', { data: base }));
  await put('articles', documentId, 'en', { title: 'English', body: '…' });
  return documentId;
};

export const createEvent = async (languages: readonly string[] = ['vi', 'en']): Promise<string> => {
  const data = { title: 'Hội nghị', startsAt: '2026-12-01T08:00:00.000Z' };
  const { documentId } = await expectSuccess(
    asProgram('POST', `/api/events?locale=${languages[0]}`, { data }),
  );
  for (const locale of languages.slice(1)) await put('events', documentId, locale, { title: 'Conference' });
  return documentId;
};

/** All four rows of a document, by `vi draft` and so on, as the database has them. */
export const rowsOf = async (db: Knex, table: Table, documentId: string): Promise<Rows> => {
  const rows = await db(table).where({ document_id: documentId });
  const covers = await db('files_related_mph').where({
    related_type: `api::${table.slice(0, -1)}.${table.slice(0, -1)}`,
    field: 'cover',
  });
  const linked = async (relation: 'author' | 'event'): Promise<Map<number, string>> => {
    if (table === 'events') return new Map();
    const links = await db(`articles_${relation}_lnk`)
      .join(`${relation}s`, `${relation}s.id`, `articles_${relation}_lnk.${relation}_id`)
      .whereIn(
        'article_id',
        rows.map(({ id }) => id),
      )
      .select('article_id', `${relation}s.document_id as target`);
    return new Map(links.map(({ article_id, target }) => [article_id, target]));
  };
  const [author, event] = [await linked('author'), await linked('event')];
  return Object.fromEntries(
    rows.map((row) => [
      `${row.locale} ${row.published_at === null ? 'draft' : 'published'}`,
      {
        title: row.title,
        cover: covers.find(({ related_id }) => related_id === row.id)?.file_id ?? null,
        status: row.event_status ?? null,
        author: author.get(row.id) ?? null,
        event: event.get(row.id) ?? null,
        updatedAt: new Date(row.updated_at).getTime(),
        publishedAt: row.published_at === null ? null : new Date(row.published_at).getTime(),
      },
    ]),
  );
};

export const fieldOf = (rows: Rows, field: string) =>
  Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row[field]]));
export const inAll = (value: unknown) => ({
  'vi draft': value,
  'vi published': value,
  'en draft': value,
  'en published': value,
});

/** Two authors of a test file's own. */
export const createAuthors = (names: readonly string[]): Promise<string[]> =>
  Promise.all(
    names.map(
      async (name) => (await expectSuccess(asProgram('POST', '/api/authors', { data: { name } }))).documentId,
    ),
  );

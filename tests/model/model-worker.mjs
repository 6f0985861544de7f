// A newsroom in a process of its own: it runs the commands that model-newsroom.ts sends, and reads the tables.
// Commands call Strapi's services directly, because thousands of them have to fit into a minute. Views are reported
// over HTTP.
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ documentId: string, locale: string }} DocumentRef
 * @typedef {DocumentRef & { name: string, title: string, firstPublishedAt: number, reason: string }} Command
 */

process.env.NODE_ENV = 'production';
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');
const strapi = await createStrapi({ appDir: root, distDir: path.join(root, 'dist') }).load();
await new Promise((resolve) => strapi.server.httpServer.listen(0, '127.0.0.1', () => resolve(undefined)));

const uid = 'api::article.article';
const articles = strapi.documents(uid);
const publishing = strapi.plugin('content-tracker').service('publishing');
const db = strapi.db.connection;
const isSqlite = db.client.config.client === 'better-sqlite3';
// These tests do not cut the power, so SQLite need not wait for the disk.
if (isSqlite) await db.raw('PRAGMA synchronous = OFF');

/** @type {<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>) => Promise<R[]>} */
const atATime = async (items, most, work) => {
  /** @type {any[]} */
  const results = [];
  let next = 0;
  const workOn = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(/** @type {any} */ (items[index]));
    }
  };
  await Promise.all(Array.from({ length: most }, workOn));
  return results;
};

/** Each returns the rows that Strapi wrote or deleted: an empty list where there was nothing to do. */
const commands = {
  publish: async (/** @type {Command} */ { documentId, locale }) =>
    (await articles.publish({ documentId, locale })).entries,
  'publish all locales': async (/** @type {Command} */ { documentId }) =>
    (await articles.publish({ documentId, locale: '*' })).entries,
  edit: async (/** @type {Command} */ { documentId, locale, title }) =>
    [await articles.update({ documentId, locale, data: { title, body: '…' } })].filter(Boolean),
  unpublish: async (/** @type {Command} */ { documentId, locale }) =>
    (await articles.unpublish({ documentId, locale })).entries,
  discard: async (/** @type {Command} */ { documentId, locale }) => {
    // As the content manager does: Strapi's service would delete a draft that was never published.
    const published = await articles.findOne({ documentId, locale, status: 'published', fields: ['title'] });
    return published ? (await articles.discardDraft({ documentId, locale })).entries : [];
  },
  clone: async (/** @type {Command} */ { documentId, locale }) =>
    (await articles.clone({ documentId, locale, data: {} })).entries,
  'delete locale': async (/** @type {Command} */ { documentId, locale }) =>
    (await articles.delete({ documentId, locale })).entries,
  delete: async (/** @type {Command} */ { documentId }) =>
    (await articles.delete({ documentId, locale: '*' })).entries,
  backdate: async (/** @type {Command} */ { documentId, locale, firstPublishedAt, reason }) => {
    const moment = new Date(firstPublishedAt);
    return [await publishing.backdate({ uid, documentId, locale, firstPublishedAt: moment, reason })];
  },
  create: async (/** @type {Command} */ { locale, title }) => [
    await articles.create({ locale, data: { title, body: '…' } }),
  ],
};
const byName = { ...commands, 'add locale': commands.edit };

const perform = async (/** @type {Command} */ command) => {
  const began = Date.now();
  try {
    const entries = await byName[/** @type {keyof typeof byName} */ (command.name)](command);
    const [first] = entries;
    return { outcome: first ? 'done' : 'refused', documentId: first?.documentId, began, ended: Date.now() };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    const outcome = name === 'ValidationError' ? 'refused' : `failed: ${name}: ${message}`;
    return { outcome, began, ended: Date.now() };
  }
};

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const { port } = strapi.server.httpServer.address();
let readers = 0;

/**
 * Reports a view. A busy machine may answer 503: then again after Retry-After.
 * @type {(report: { headers: http.OutgoingHttpHeaders, body: string }) => Promise<number | undefined>}
 */
const report = async ({ headers, body }) => {
  const answer = await /** @type {Promise<http.IncomingMessage>} */ (
    new Promise((resolve, reject) => {
      const options = { agent, port, method: 'POST', path: '/api/content-tracker/views', headers };
      http
        .request(options, (response) => response.resume().once('end', () => resolve(response)))
        .once('error', reject)
        .end(body);
    })
  );
  if (answer.statusCode !== 503) return answer.statusCode;
  await new Promise((resolve) => setTimeout(resolve, Number(answer.headers['retry-after']) * 1000));
  return report({ headers, body });
};

/** Reports a view by a new reader; resolves to the status code of the answer. */
const open = (/** @type {DocumentRef} */ { documentId, locale }) => {
  readers += 1;
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/${readers} Firefox/140.0`,
  };
  return report({ headers, body: JSON.stringify({ type: 'article', documentId, locale }) });
};

const timesIn = (/** @type {Record<string, unknown>} */ row) =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, value instanceof Date ? value.getTime() : value]),
  );

/** The tables that a document is stored in, each with the column that has the documentId. */
const tables = {
  articles: 'document_id',
  content_tracker_publications: 'target_document_id',
  content_tracker_view_totals: 'target_document_id',
  content_tracker_view_hours: 'target_document_id',
};

/** Reads the rows of these documents, and the timeline of each language; times in milliseconds since the epoch. */
const readSnapshot = async (/** @type {string[]} */ documentIds) => {
  const read = async (/** @type {keyof typeof tables} */ table) =>
    (await db(table).whereIn(tables[table], documentIds).orderBy('id')).map(timesIn);
  const documents = documentIds.flatMap((documentId) => [
    { documentId, locale: 'vi' },
    { documentId, locale: 'en' },
  ]);
  return {
    rows: await read('articles'),
    entries: await read('content_tracker_publications'),
    totals: await read('content_tracker_view_totals'),
    hours: await read('content_tracker_view_hours'),
    timelines: await atATime(documents, 4, async (document) => {
      const timeline = await publishing.timeline({ uid, ...document });
      return { ...document, timeline: timeline && timesIn(timeline) };
    }),
  };
};

/** Copies documents with all their rows, so that the common beginning of many sequences is performed once. */
const copy = async (/** @type {{ from: string, to: string }[]} */ pairs) => {
  const sources = [...new Set(pairs.map(({ from }) => from))];
  for (const [table, key] of Object.entries(tables)) {
    const rows = await db(table).whereIn(key, sources).orderBy('id');
    const copies = pairs.flatMap(({ from, to }) =>
      rows
        .filter((/** @type {any} */ row) => row[key] === from)
        .map((/** @type {any} */ { id: _, ...row }) => ({
          ...row,
          document_id: row.document_id.replace(from, to),
          [key]: to,
          // A slug is unique.
          ...(row.slug && { slug: to }),
        })),
    );
    if (copies.length > 0) await db.batchInsert(table, copies, 50);
  }
};

/** Waits until all that was counted is in the totals and in `viewCount`. */
const waitUntilFolded = async () => {
  while (await db('content_tracker_increments').first('id')) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** The documents of a round are independent of each other, so their commands may run at the same time. */
const atOnce = isSqlite ? 1 : 4;
let last = Date.now();

/** @type {Record<string, (items: any[]) => Promise<unknown>>} */
const tasks = {
  async perform(items) {
    // A step begins in a later millisecond than the one before ended in.
    while (Date.now() <= last);
    const done = await atATime(items, atOnce, perform);
    last = Date.now();
    return done;
  },
  async open(items) {
    const statuses = await atATime(items, 64, open);
    // What is waiting would not be copied.
    await waitUntilFolded();
    return statuses;
  },
  copy,
  async readSnapshot(documentIds) {
    await waitUntilFolded();
    return readSnapshot(documentIds);
  },
  async stop() {
    agent.destroy();
    await strapi.destroy();
    setTimeout(() => process.disconnect());
  },
};

process.on(
  'message',
  async (/** @type {{ id: number, task: string, items: any[] }} */ { id, task, items }) => {
    try {
      process.send?.({ id, result: await tasks[task]?.(items) });
    } catch (error) {
      process.send?.({ id, error: String(/** @type {Error} */ (error).stack) });
    }
  },
);
process.send?.({ id: 0 });

import { createRequire } from 'node:module';

const Database = createRequire(import.meta.url)('better-sqlite3');

/**
 * Fills tables past Strapi: published articles, and hourly rows over 60 days.
 * @param {string} file @param {{ documents: number, hourlyRows: number }} size
 */
export const fill = (file, { documents, hourlyRows }) => {
  const db = new Database(file);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  const hour = Math.floor(Date.now() / 3_600_000);
  const now = Date.now();
  const article = db.prepare(
    "INSERT INTO articles (document_id, title, body, slug, locale, view_count, created_at, updated_at, published_at, first_published_at) VALUES (?, ?, 'x', ?, 'vi', ?, ?, ?, ?, ?)",
  );
  const total = db.prepare(
    "INSERT INTO content_tracker_view_totals (document_id, type, target_document_id, target_locale, views, unique_views, imported_views, recent_views, heat) VALUES (?, 'api::article.article', ?, 'vi', ?, ?, 0, ?, ?)",
  );
  const hourly = db.prepare(
    "INSERT INTO content_tracker_view_hours (document_id, type, target_document_id, target_locale, hour, views, unique_views) VALUES (?, 'api::article.article', ?, 'vi', ?, ?, ?)",
  );
  const perDocument = hourlyRows / documents;
  // Hours between two rows of a document, over 60 days.
  const spacing = Math.floor((60 * 24) / perDocument);
  db.transaction(() => {
    for (let i = 0; i < documents; i += 1) {
      const id = `bench${String(i).padStart(19, '0')}`;
      // As readers are: few documents are read much, most of them little.
      const scale = 1 + 20_000 / (1 + i);
      let sum = 0;
      let weighed = 0;
      for (let j = 0; j < perDocument; j += 1) {
        const views = 1 + Math.floor(Math.random() * scale);
        const age = 1 + j * spacing + Math.floor(Math.random() * spacing);
        sum += views;
        weighed += views * 2 ** (-age / 24);
        hourly.run(`${id}-${j}`, id, hour - age, views, views);
      }
      total.run(id, id, sum, sum, sum, Math.log2(weighed) + hour / 24);
      article.run(id, `Article ${i}`, `article-${i}`, sum, now, now, null, now);
      article.run(id, `Article ${i}`, `article-${i}`, sum, now, now, now, now);
    }
  })();
  db.close();
};

import fs from 'node:fs';
import { createRequire } from 'node:module';
import { pause } from './measure.mjs';
import { startPostgres } from './postgres.mjs';
import { serveNewsroom, sqliteAt } from './serve.mjs';

const knex = createRequire(import.meta.url)('knex');

/** @typedef {{ name: string, env: (database: string) => Record<string, string>, copy: (from: string, to: string) => Promise<unknown>, create: (name: string) => Promise<unknown>, postgres?: import('./postgres.mjs').Postgres }} Place A kind of database. */

/** @type {Place} */
const sqlite = {
  name: 'SQLite',
  env: sqliteAt,
  create: async () => undefined,
  copy: async (from, to) => fs.copyFileSync(sqliteAt(from).DATABASE_FILENAME, sqliteAt(to).DATABASE_FILENAME),
};

/** The kinds of database that this machine has. @returns {Promise<Place[]>} */
export const places = async () => {
  const postgres = await startPostgres();
  if (!postgres) return [sqlite];
  const { env, create } = postgres;
  return [sqlite, { name: 'PostgreSQL', env, create, copy: (from, to) => create(to, from), postgres }];
};

/** @template T @param {Record<string, string>} env @param {(db: import('knex').Knex) => Promise<T>} work */
export const inDatabase = async (env, work) => {
  const db =
    env.DATABASE_CLIENT === 'sqlite'
      ? knex({
          client: 'better-sqlite3',
          connection: { filename: env.DATABASE_FILENAME },
          useNullAsDefault: true,
        })
      : knex({ client: 'pg', connection: env.DATABASE_URL });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
};

/** Has the next lists computed: a server looks at what is stored each second. @param {import('knex').Knex} db */
export const forgetLists = async (db) => {
  await db('content_tracker_rankings').delete();
  await pause(1_100);
};

/** @param {string} url @returns {Promise<string[]>} */
export const firstArticles = async (url) =>
  (await (await fetch(`${url}/api/articles?fields=title`)).json()).data.map(
    (/** @type {any} */ one) => one.documentId,
  );

/** Publishes articles past Strapi, before it starts. @param {import('knex').Knex} db @param {number} amount */
const publishArticles = async (db, amount) => {
  const ids = Array.from({ length: amount }, (_, i) => `bench${String(i).padStart(19, '0')}`);
  const now = new Date();
  const rows = ids.flatMap((id, i) =>
    [null, now].map((published) => ({
      document_id: id,
      title: `Article ${i}`,
      slug: `bench-article-${i}`,
      body: 'x',
      locale: 'vi',
      created_at: now,
      updated_at: now,
      published_at: published,
    })),
  );
  await db.transaction((trx) => trx.batchInsert('articles', rows, 100));
  return ids;
};

/**
 * Makes the database of a newsroom that has published `amount` articles besides the samples.
 * @param {Place} place @param {string} name @param {number} amount @returns {Promise<string[]>} their ids
 */
export const makeSite = async (place, name, amount) => {
  await place.create(name);
  await (await serveNewsroom(place.env(name))).stop();
  return inDatabase(place.env(name), (db) => publishArticles(db, amount));
};

import type { Knex } from 'knex';
import {
  createDatabase,
  signIn,
  start,
  type Newsroom,
  type Running,
  type TestDatabase,
} from '../servers/newsroom';
import { until } from '../clients/receiver';
import { startProxy, type DatabaseProxy } from '../servers/database-proxy';
import { differences, disagreements, untilFolded } from './agreement';

/** `npm run test:soak -- --all` runs everything at full length; otherwise tests are shorter. */
export const isWhole = process.env.NEWSROOM_SOAK_ALL === 'true';
export const variables = { postgres: 'TEST_POSTGRES_URL', mysql: 'TEST_MYSQL_URL' } as const;
/** The database servers that are configured here. */
export const servers = (['postgres', 'mysql'] as const).filter((name) => process.env[variables[name]]);
export const articles = '/content-manager/collection-types/api::article.article';

/** A newsroom whose database is behind a proxy that can fail. */
export interface Scene {
  readonly running: Running;
  readonly keys: Newsroom;
  readonly proxy: DatabaseProxy;
  /** Direct access, without the proxy. */
  readonly db: Knex;
  readonly ids: readonly string[];
  readonly call: (method: string, path: string, body?: unknown, token?: string) => Promise<Answered>;
}
export interface Answered {
  readonly status: number;
  readonly body: any;
  readonly retryAfter: string | null;
  readonly tookMs: number;
}

export const createCall =
  (url: string, adminToken: string) =>
  async (method: string, path: string, body?: unknown, token = adminToken): Promise<Answered> => {
    const began = Date.now();
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : null,
      retryAfter: response.headers.get('retry-after'),
      tookMs: Date.now() - began,
    };
  };

export const settings = { WEBHOOK_ALLOWED_ADDRESSES: '127.0.0.1', WEBHOOK_RETRY_DELAYS: '0.5,1,1,1,1' };

export const withScene = async (
  name: 'postgres' | 'mysql',
  work: (scene: Scene, database: TestDatabase) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> => {
  const database = await createDatabase(name);
  const { env: own } = database;
  const proxy = await startProxy(own.DATABASE_URL as string);
  const running = await start({ env: { ...own, DATABASE_URL: proxy.url } }, { ...settings, ...env });
  const db = database.connect();
  try {
    const keys = await signIn(running.url);
    const call = createCall(running.url, keys.adminToken);
    const { body } = await call('GET', '/api/articles?fields=title', undefined, '');
    const ids = body.data.map((one: { documentId: string }) => one.documentId);
    await work({ running, keys, proxy, db, ids, call }, database);
  } finally {
    proxy.back();
    await running.stop();
    await proxy.stop();
    await db.destroy();
    await database.drop();
  }
};

export const titleOf = async (db: Knex, documentId: string): Promise<string> =>
  (await db('articles').where({ document_id: documentId, locale: 'vi' }).whereNotNull('published_at').first())
    ?.title;
/** The views of a document, once what was counted is folded. */
export const viewsOf = async (db: Knex, documentId: string): Promise<number> => {
  await untilFolded(db, documentId);
  const row = await db('content_tracker_view_totals')
    .where({ target_document_id: documentId, target_locale: 'vi' })
    .first();
  return Number(row?.views ?? 0);
};

/** Expects that the server works and that its counts, log and rows are consistent. */
export const expectWhole = async ({ db, call, ids, running }: Omit<Scene, 'proxy'>): Promise<void> => {
  await until(
    async () => (await fetch(`${running.url}/_ready`)).status,
    (status) => status === 204,
    15,
  );
  const answers = await Promise.all(
    ids.map((id) =>
      call('POST', `${articles}/${id}/actions/publish?locale=vi`, { title: `Sau ${id}`, body: '…' }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
  expect(await disagreements(db)).toEqual([]);
  await until(
    () => differences(db),
    (found) => found.length === 0,
    40,
  );
};

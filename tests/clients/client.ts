import fs from 'node:fs';
import type { Knex } from 'knex';
import { connectTo } from '../servers/databases';
import { createEditor, type Grant } from './editors';
import { environment, type DatabaseName, type Newsroom } from '../servers/newsroom';

declare global {
  // Set by jest.config.mjs.
  var database: DatabaseName;
}

/** The kind of database that this run of the test file is for. */
export const databaseName = globalThis.database;

const shared = JSON.parse(process.env[`NEWSROOM_${databaseName}`] ?? 'null') as Newsroom & {
  env: Record<string, string>;
  log: string;
  temporary: string;
};

/** The tokens of the shared server: of its administrator, and the API token of programs. */
export const sharedKeys = { adminToken: shared.adminToken, apiToken: shared.apiToken };

/** Where the shared server listens. */
export const serverUrl = shared.url;

/** The shared server's database, for a further server or a command that a test starts on it. */
export const sharedDatabase = { env: shared.env };

/** Opens the shared server's database for direct queries. The test has to destroy the connection. */
export const connectToShared = (): Knex => connectTo(shared.env);

/** The shared server's log so far. */
export const readSharedLog = (): string => fs.readFileSync(shared.log, 'utf8');

/** Names of uploaded files in the shared server's temporary folder. Tests that run at the same time have files there too. */
export const temporaryFiles = (): string[] =>
  fs.readdirSync(shared.temporary).filter((name) => /^[0-9a-z]{25}$/.test(name));

/** The environment of a command on the shared server's database. */
export const sharedEnvironment = (): NodeJS.ProcessEnv => environment(shared);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' | 'PATCH';

/** Makes a function that sends requests to the shared server with this token, or without one. */
export const createCall =
  (token?: string) =>
  async (
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${shared.url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && !(body instanceof FormData) && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body:
        body === undefined || typeof body === 'string' || body instanceof FormData
          ? (body as string)
          : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };

/** Sends a request as a reader who is not signed in. */
export const asPublic = createCall();
/** Sends a request as a program, with an API token that may do everything. */
export const asProgram = createCall(shared.apiToken);
/** Sends a request as the administrator, to the routes that the admin uses. */
export const asAdmin = createCall(shared.adminToken);

/** Makes an editor whose role has these grants only, and a function that sends requests as this editor. */
export const asEditorWho = async (grants: readonly Grant[]) =>
  createCall((await createEditor(shared, grants)).token);

/** The path of a content type in the content manager's API. */
export const editor = (uid = 'api::article.article') => `/content-manager/collection-types/${uid}`;

/** Creates and publishes an article through the content API; resolves to the document it answers. */
export const publishArticle = async (data: Record<string, unknown>, locale = 'vi'): Promise<any> => {
  const answer = await asProgram('POST', `/api/articles?locale=${locale}`, {
    data: { body: 'Nội dung.', ...data },
  });
  if (answer.status !== 201) {
    throw new Error(`creating an article answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body.data;
};

/** An article as the content API shows it to readers. */
export const readArticle = async (documentId: string, query = ''): Promise<any> =>
  (await asPublic('GET', `/api/articles/${documentId}?${query}`)).body.data;

let readers = 0;

/** A User-Agent that no visitor had before, so that a view with it is never a repeat. */
export const newReader = (): string => {
  readers += 1;
  return `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/${process.pid}${readers} Firefox/140.0`;
};

interface View {
  readonly documentId: string;
  readonly locale?: string;
  readonly type?: string;
}

let connection: Knex | undefined;
afterAll(() => connection?.destroy());

const waitUntilNone = async (find: (increments: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<void> => {
  connection ??= connectToShared();
  const db = connection;
  while (await find(db('content_tracker_increments')).first('id')) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Waits until all that was counted of a document is in its totals and in `viewCount`. */
export const waitUntilFolded = (documentId: string): Promise<void> =>
  waitUntilNone((increments) => increments.where('payload', 'like', `%"${documentId}"%`));

/** Waits until nothing is left to be folded, of refusals and of imported views neither. */
export const waitUntilAllIsFolded = (): Promise<void> => waitUntilNone((increments) => increments);

/** Has most viewed and trending lists ranked anew: each is remembered for a second, and stored for a minute. */
export const forgetLists = async (): Promise<void> => {
  connection ??= connectToShared();
  await connection('content_tracker_rankings').delete();
  await new Promise((resolve) => setTimeout(resolve, 1_100));
};

/**
 * Reports a view as a reader's browser does, and waits until it is folded. Each call is a new visitor, unless `agent`
 * names one.
 */
export const view = async (
  documentId: string,
  locale = 'vi',
  { agent = newReader(), headers = {} }: { agent?: string; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const answer = await report({ type: 'article', documentId, locale }, { 'User-Agent': agent, ...headers });
  await waitUntilFolded(documentId);
  return answer;
};

/** Reports views as a server does, and waits until they are folded; resolves to the outcome of each. */
export const reportBatch = async (views: readonly unknown[]): Promise<any[]> => {
  const { body } = await asProgram('POST', '/api/content-tracker/views/batch', { views });
  await waitUntilAllIsFolded();
  return body.data;
};

/** Reports a view with any body, also a malformed one. */
export const report = (body: View | unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  asPublic('POST', '/api/content-tracker/views', body, { 'User-Agent': newReader(), ...headers });

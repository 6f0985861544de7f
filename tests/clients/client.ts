import fs from 'node:fs';
import type { Knex } from 'knex';
import { connectTo } from '../servers/databases';
import { createEditor, type Grant } from './editors';
import { environment, type DatabaseName, type Newsroom } from '../servers/newsroom';

declare global {
  // Set by jest.config.mjs.
  var database: DatabaseName;
}

/** The database that this run of the test file is for. */
export const databaseName = globalThis.database;

const shared = JSON.parse(process.env[`NEWSROOM_${databaseName}`] ?? 'null') as Newsroom & {
  env: Record<string, string>;
  log: string;
  temporary: string;
};

/** What its administrator and its programs sign in with. */
export const sharedKeys = { adminToken: shared.adminToken, apiToken: shared.apiToken };

/** Where the shared server listens. */
export const serverUrl = shared.url;

/** The shared server's database, for a server or command of the test's own beside it. */
export const sharedDatabase = { env: shared.env };

/** The test's own way into the shared server's database, past it. */
export const connectToShared = (): Knex => connectTo(shared.env);

/** What the shared server has logged so far. */
export const readSharedLog = (): string => fs.readFileSync(shared.log, 'utf8');

/** Files of requests that the shared server has in its temporary folder; those of others that run now are among them. */
export const temporaryFiles = (): string[] =>
  fs.readdirSync(shared.temporary).filter((name) => /^[0-9a-z]{25}$/.test(name));

/** The environment of commands that work beside the shared server. */
export const sharedEnvironment = (): NodeJS.ProcessEnv => environment(shared);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' | 'PATCH';

/** Someone with this token. */
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

/** A reader: nobody in particular. */
export const asPublic = createCall();
/** A program with an API token that may do everything. */
export const asProgram = createCall(shared.apiToken);
/** The administrator, through the routes that the admin uses. */
export const asAdmin = createCall(shared.adminToken);

/** Somebody in the newsroom with a role that may do just this. */
export const asEditorWho = async (grants: readonly Grant[]) =>
  createCall((await createEditor(shared, grants)).token);

export const editor = (uid = 'api::article.article') => `/content-manager/collection-types/${uid}`;

/** Creates and publishes an article; resolves to what the content API answered. */
export const publishArticle = async (data: Record<string, unknown>, locale = 'vi'): Promise<any> => {
  const answer = await asProgram('POST', `/api/articles?locale=${locale}`, {
    data: { body: 'Nội dung.', ...data },
  });
  if (answer.status !== 201) {
    throw new Error(`creating an article answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body.data;
};

/** What readers get of an article. */
export const readArticle = async (documentId: string, query = ''): Promise<any> =>
  (await asPublic('GET', `/api/articles/${documentId}?${query}`)).body.data;

let readers = 0;

/** The User-Agent of a reader who has not been here before. */
export const newReader = (): string => {
  readers += 1;
  return `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/${process.pid}${readers} Firefox/140.0`;
};

interface View {
  readonly documentId: string;
  readonly locale?: string;
  readonly type?: string;
}

/** Reports a view as a reader's browser would; each call is another reader unless `agent` says who. */
export const view = (
  documentId: string,
  locale = 'vi',
  { agent = newReader(), headers = {} }: { agent?: string; headers?: Record<string, string> } = {},
): Promise<Answer> => report({ type: 'article', documentId, locale }, { 'User-Agent': agent, ...headers });

/** Reports what may be no view at all. */
export const report = (body: View | unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  asPublic('POST', '/api/content-tracker/views', body, { 'User-Agent': newReader(), ...headers });

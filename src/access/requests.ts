import fs from 'node:fs/promises';
import { STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { errors } from '@strapi/utils';
import { interceptRequests } from '../plugins/kit/src/intercept';
import { createForwarding } from './proxies';
import { bodyOf, Refusal } from './refusal';

/** Names of the middlewares in `config/middlewares.ts`: around `strapi::body`, and inside it. */
export const requestRules = 'global::request-rules';
export const uploadedFiles = 'global::uploaded-files';

interface Koa {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly request: {
    /** `false` where there is a body of none of these types, `null` where there is none. */
    is(...types: string[]): string | false | null;
    readonly files?: Readonly<Record<string, UploadedFile | readonly UploadedFile[]>>;
  };
  status: number;
  body: unknown;
}
interface UploadedFile {
  readonly filepath: string;
}
type Next = () => Promise<void>;

/** What Strapi reads; handlers of its plugins fail where a body was sent that nobody has read. */
const readable = ['json', 'urlencoded', 'multipart', 'application/graphql'];

const isUnreadable = ({ method, headers, request }: Koa): boolean =>
  ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) &&
  headers['content-length'] !== '0' &&
  request.is(...readable) === false;

/** The routes that take files: of the media library, in the admin and in the content API. */
const takesFiles = ({ method, path }: Koa): boolean =>
  method === 'POST' && /^(\/api)?\/upload\/?$|^\/upload\/files\/[^/]+\/replace\/?$/.test(path);

const isMultipart = ({ headers }: Koa): boolean =>
  /^multipart\//i.test(headers['content-type']?.trim() ?? '');

const answer = (ctx: Koa, status: number, message: string, details?: object): void => {
  ctx.status = status;
  ctx.body = bodyOf(status, message, details);
};

/** What a parser of bodies may say, of those that Strapi uses. */
interface ParserError extends Error {
  readonly status?: number;
  readonly httpCode?: number;
  readonly type?: string;
  readonly code?: unknown;
}

/** formidable's numbers for what is too large or too much. */
const tooLarge = [1006, 1007, 1009];

const statusOf = ({ status, httpCode, type, code }: ParserError): number => {
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return 415;
  if (status === 413 || httpCode === 413 || tooLarge.includes(code as number)) return 413;
  return status === 415 ? 415 : 400;
};

/** For `strapi::body`, which would answer 500, and write a stack to the log, for each body that it cannot read. */
export const refuseUnreadable = (error: ParserError): never => {
  const status = statusOf(error);
  const what = status === 413 ? 'The body is too large' : 'The body cannot be read';
  throw new Refusal(status, `${what}: ${error.message.slice(0, 200)}`);
};

/** Answers a request that is at fault itself, so that it is no fault of the server. */
const refuse = (ctx: Koa, error: unknown): void => {
  if (error instanceof Refusal) return answer(ctx, error.status, error.message, error.details as object);
  // Of Koa's own parts, which Strapi takes for faults of the server: a path that cannot be decoded, or leads out.
  const { status = 500 } = error as { status?: number };
  if (status >= 400 && status < 500 && !(error instanceof errors.HttpError)) {
    return answer(ctx, status, (error as Error).message);
  }
  // A cookie that is for HTTPS alone was asked for.
  if (/secure cookie over unencrypted/.test((error as Error).message)) {
    return answer(
      ctx,
      400,
      'A session cookie can be had over HTTPS only: sign in without x-strapi-refresh-cookie',
    );
  }
  throw error;
};

/** Who names nobody may send so much: readers have nothing larger to say. */
const mostAnonymousBytes = 1024 ** 2;

const isTooLarge = ({ headers }: Koa): boolean =>
  headers.authorization === undefined && Number(headers['content-length'] ?? 0) > mostAnonymousBytes;

/** Has every refusal in the shape of Strapi's errors, and files taken only where there is a use for them. */
export const createRequestRules =
  () =>
  async (ctx: Koa, next: Next): Promise<void> => {
    if (isMultipart(ctx) && !(takesFiles(ctx) && ctx.headers.authorization)) {
      return takesFiles(ctx)
        ? answer(ctx, 401, 'Uploading files needs an Authorization header')
        : answer(ctx, 415, 'multipart/form-data is taken where files are uploaded only');
    }
    if (isTooLarge(ctx)) {
      return answer(
        ctx,
        413,
        `The body is too large: at most ${mostAnonymousBytes} bytes without authorization`,
      );
    }
    if (isUnreadable(ctx)) {
      return answer(ctx, 415, 'The body must be application/json, or a form');
    }
    try {
      await next();
    } catch (error) {
      refuse(ctx, error);
    }
    // Strapi's router answers these without a body.
    if ((ctx.status === 405 || ctx.status === 501) && !ctx.body) {
      answer(ctx, ctx.status, STATUS_CODES[ctx.status] as string);
    }
  };

/** Removes the files of a request from the temporary folder once it is answered, whatever their fields' names. */
export const createUploadedFiles =
  () =>
  async (ctx: Koa, next: Next): Promise<void> => {
    const files = Object.values(ctx.request.files ?? {}).flat() as UploadedFile[];
    try {
      await next();
    } finally {
      await Promise.all(files.map(({ filepath }) => fs.rm(filepath, { force: true })));
    }
  };

/** What Node's own parser may refuse. */
const parserStatuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Understands the absolute form of a URL, `GET http://host/path`, as RFC 9112 (3.2.2) has it, and says in a body why
 * a request cannot be read at all.
 * @param trustedProxies addresses and ranges, where they are named
 */
export const readRequests = (server: Server, trustedProxies: readonly string[]): void => {
  const forward = createForwarding(trustedProxies);
  interceptRequests(server, (request) => {
    if (trustedProxies.length > 0) forward(request);
    request.url = request.url?.replace(/^https?:\/\/[^/?#]*(?=[/?#]|$)/i, '').replace(/^(?!\/)/, '/');
    return false;
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status = parserStatuses[error.code ?? ''] ?? 400;
    const body = JSON.stringify(bodyOf(status, `The request cannot be read: ${STATUS_CODES[status]}`));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    return void socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
};

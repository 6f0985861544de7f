// Why: Strapi answers many malformed requests with 500, parses uploads on every path before it knows the caller, and
// leaves files of unknown fields in the temporary folder.
// Relies on: the option `onError` of strapi::body, the errors of its parsers, and `ctx.request.files`. If they change,
// tests/app/access/malformed-requests.test.ts and requests.test.ts notice; nothing is refused at start.
import fs from 'node:fs/promises';
import { STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { errors } from '@strapi/utils';
import { interceptRequests } from '../plugins/kit/src/intercept';
import { createForwarding, type TrustedProxies } from './proxies';
import { bodyOf, Refusal } from './refusal';

/** The names of the middlewares in `config/middlewares.ts`: one around `strapi::body`, one inside it. */
export const requestRules = 'global::request-rules';
export const uploadedFiles = 'global::uploaded-files';

interface KoaContext {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly request: {
    /** `false` where the body has none of these types, `null` where there is no body. */
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

/** The types of bodies that Strapi parses. Handlers of its plugins fail on a body that was not parsed. */
const readable = ['json', 'urlencoded', 'multipart', 'application/graphql'];

const isUnreadable = ({ method, headers, request }: KoaContext): boolean =>
  ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) &&
  headers['content-length'] !== '0' &&
  request.is(...readable) === false;

/** The routes that take files: of the media library, in the admin and in the content API. */
const takesFiles = ({ method, path }: KoaContext): boolean =>
  method === 'POST' && /^(\/api)?\/upload\/?$|^\/upload\/files\/[^/]+\/replace\/?$/.test(path);

const isMultipart = ({ headers }: KoaContext): boolean =>
  /^multipart\//i.test(headers['content-type']?.trim() ?? '');

const answer = (ctx: KoaContext, status: number, message: string, details?: object): void => {
  ctx.status = status;
  ctx.body = bodyOf(status, message, details);
};

/** An error of one of the parsers that Strapi uses. */
interface ParserError extends Error {
  readonly status?: number;
  readonly httpCode?: number;
  readonly type?: string;
  readonly code?: unknown;
}

/** Formidable's codes for too many or too large parts. */
const tooLarge = [1006, 1007, 1009];

const statusOf = ({ status, httpCode, type, code }: ParserError): number => {
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return 415;
  if (status === 413 || httpCode === 413 || tooLarge.includes(code as number)) return 413;
  return status === 415 ? 415 : 400;
};

/** Handles errors of `strapi::body`, which by default answers 500 and logs a stack for each body that it cannot read. */
export const refuseUnreadable = (error: ParserError): never => {
  const status = statusOf(error);
  const what = status === 413 ? 'The body is too large' : 'The body cannot be read';
  throw new Refusal(status, `${what}: ${error.message.slice(0, 200)}`);
};

/** Answers an error that the request caused with 4xx, and throws all other errors again. */
const refuse = (ctx: KoaContext, error: unknown): void => {
  if (error instanceof Refusal) return answer(ctx, error.status, error.message, error.details as object);
  // Errors of Koa, which Strapi answers with 500: a path that cannot be decoded, or that leads out of its folder.
  const { status = 500 } = error as { status?: number };
  if (status >= 400 && status < 500 && !(error instanceof errors.HttpError)) {
    return answer(ctx, status, (error as Error).message);
  }
  // The caller asked for a cookie that is sent over HTTPS only.
  if (/secure cookie over unencrypted/.test((error as Error).message)) {
    return answer(
      ctx,
      400,
      'A session cookie needs HTTPS: use HTTPS, or sign in without the header x-strapi-refresh-cookie',
    );
  }
  throw error;
};

/** The largest body of a request without authorization. */
const mostAnonymousBytes = 1024 ** 2;

const isTooLarge = ({ headers }: KoaContext): boolean =>
  headers.authorization === undefined && Number(headers['content-length'] ?? 0) > mostAnonymousBytes;

/** Answers every refusal in the shape of Strapi's errors, and accepts files only on routes that take files. */
export const createRequestRules =
  () =>
  async (ctx: KoaContext, next: Next): Promise<void> => {
    if (isMultipart(ctx) && !(takesFiles(ctx) && ctx.headers.authorization)) {
      return takesFiles(ctx)
        ? answer(ctx, 401, 'Uploading files needs an Authorization header')
        : answer(ctx, 415, 'multipart/form-data is accepted only where files are uploaded');
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

/** Removes the files of a request from the temporary folder after the answer. Strapi removes those of one field only. */
export const createUploadedFiles =
  () =>
  async (ctx: KoaContext, next: Next): Promise<void> => {
    const files = Object.values(ctx.request.files ?? {}).flat() as UploadedFile[];
    try {
      await next();
    } finally {
      await Promise.all(files.map(({ filepath }) => fs.rm(filepath, { force: true })));
    }
  };

/** The status for each error of Node's own parser; 400 for all others. */
const parserStatuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Prepares each request before Koa: applies the trusted proxies, and accepts the absolute form of a URL,
 * `GET http://host/path` (RFC 9112, 3.2.2). A request that Node cannot parse is answered with a body that says so.
 */
export const readRequests = (server: Server, proxies: TrustedProxies): void => {
  const hasProxies = proxies.count > 0 || proxies.ranges.length > 0;
  const forward = createForwarding(proxies);
  interceptRequests(server, (request) => {
    if (hasProxies) forward(request);
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

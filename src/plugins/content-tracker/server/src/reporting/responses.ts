import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Malformed } from './beacon';

/** Bytes of a report's body. */
export const maxBodyBytes = 1024;
/** How long a client may take to send the body. */
export const bodyTimeoutMs = 10_000;
const retryAfterSeconds = 2;

export interface HttpResponse {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** Strapi's own answers have this header too. */
export const noSniffing = { 'X-Content-Type-Options': 'nosniff' };

const withHeaders = (response: HttpResponse, headers: OutgoingHttpHeaders): HttpResponse => ({
  ...response,
  headers: { ...response.headers, ...headers },
});

/** For answers given before the whole body was read: the connection cannot be used again. */
const closing = (response: HttpResponse): HttpResponse => withHeaders(response, { Connection: 'close' });

/** A response in the shape of Strapi's errors. */
const failure = (status: number, name: string, message: string, problems?: Malformed[]): HttpResponse => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify({
    data: null,
    error: {
      status,
      name,
      message,
      details: problems ? { errors: problems.map((problem) => ({ ...problem, name })) } : {},
    },
  }),
});

/** The same for counted and for refused views: a bot learns nothing. */
export const accepted: HttpResponse = { status: 204 };

export const preflight: HttpResponse = {
  status: 204,
  headers: {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': '86400',
  },
};

export const malformed = (problem: Malformed): HttpResponse =>
  failure(400, 'ValidationError', problem.message, [problem]);

export const wrongOrigin = (origin: string): HttpResponse =>
  closing(failure(403, 'ForbiddenError', `views may not be reported from ${origin}`));

export const unknownDocument = failure(
  404,
  'NotFoundError',
  'there is no published document of a tracked type with this documentId and locale',
);

export const wrongMethod = (method: string): HttpResponse =>
  withHeaders(closing(failure(405, 'MethodNotAllowedError', `views are reported with POST, not ${method}`)), {
    Allow: 'POST, OPTIONS',
  });

export const tooSlow = closing(
  failure(408, 'RequestTimeoutError', `the body must arrive within ${bodyTimeoutMs / 1000} s`),
);

export const tooLarge = closing(
  failure(413, 'PayloadTooLargeError', `the body must not be larger than ${maxBodyBytes} bytes`),
);

export const wrongMediaType = failure(
  415,
  'UnsupportedMediaTypeError',
  'Content-Type must be application/json or text/plain',
);

export const unavailable = withHeaders(
  failure(503, 'ServiceUnavailableError', 'the view could not be counted now; report it again later'),
  { 'Retry-After': retryAfterSeconds },
);

const flatByCors = new WeakMap<OutgoingHttpHeaders, string[]>();

/** Headers of an answer without any of its own, as Node writes them quickest. The usual `cors` is always the same object. */
const flatHeaders = (cors: OutgoingHttpHeaders): string[] => {
  const known = flatByCors.get(cors);
  if (known) return known;
  const flat = Object.entries({ ...noSniffing, ...cors }).flat() as string[];
  flatByCors.set(cors, flat);
  return flat;
};

/** @param cors headers that every response to this request has */
export const send = (
  response: ServerResponse,
  cors: OutgoingHttpHeaders,
  { status, headers, body }: HttpResponse,
): void => {
  if (response.destroyed) return;
  if (body === undefined && headers === undefined) {
    response.writeHead(status, flatHeaders(cors) as never).end();
    return;
  }
  const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...noSniffing, ...cors, ...headers, ...length }).end(body);
};

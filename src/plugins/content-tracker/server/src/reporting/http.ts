import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { isMalformed, parseBeacon, type Beacon, type Malformed } from './beacon';
import { beaconScript } from './beacon-script';
import { Unavailable } from './group-commit';
import type { Visit } from './filter';
import type { Outcome } from './report';

/** Bytes of a report's body. */
const maxBodyBytes = 1024;
/** How long a client may take to send them. */
const bodyTimeoutMs = 10_000;
const retryAfterSeconds = 2;

interface Options {
  /** Where Strapi's content API is: `/api`. */
  readonly apiPrefix: string;
  readonly allowedOrigins: readonly string[];
  readonly addressOf: (request: IncomingMessage) => string;
  readonly report: (beacon: Beacon, visit: Visit) => Promise<Outcome>;
  /** Hears of errors that are nobody's fault but ours. */
  readonly onError: (error: unknown) => void;
}

/** What a request is answered with. */
interface Answer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

type Body = { readonly text: string } | { readonly refused: 'too large' | 'too slow' | 'gone' };

const readBody = (request: IncomingMessage): Promise<Body> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (body: Body): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      resolve(body);
    };
    const timer = setTimeout(() => end({ refused: 'too slow' }), bodyTimeoutMs);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBodyBytes) end({ refused: 'too large' });
    });
    request.on('end', () => end({ text: Buffer.concat(chunks).toString('utf8') }));
    // A connection that breaks off has nobody left to answer, but the promise must not stay open.
    request.on('close', () => end({ refused: 'gone' }));
    request.on('error', () => end({ refused: 'gone' }));
  });

/** An answer in the shape of Strapi's errors. */
const failure = (status: number, name: string, message: string, errors?: Malformed[]): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify({
    data: null,
    error: {
      status,
      name,
      message,
      details: errors ? { errors: errors.map((one) => ({ ...one, name })) } : {},
    },
  }),
});

const withHeaders = (answer: Answer, headers: OutgoingHttpHeaders): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});

/** The rest of the body is not read: the connection cannot be used again. */
const unread = (answer: Answer): Answer => withHeaders(answer, { Connection: 'close' });

const tooLarge = unread(
  failure(413, 'PayloadTooLargeError', `the body must not be larger than ${maxBodyBytes} bytes`),
);
const tooSlow = unread(
  failure(408, 'RequestTimeoutError', `the body must arrive within ${bodyTimeoutMs / 1000} s`),
);
const unreadable = failure(
  415,
  'UnsupportedMediaTypeError',
  'Content-Type must be application/json or text/plain',
);
const unknown = failure(
  404,
  'NotFoundError',
  'there is no published document of a tracked type with this documentId and locale',
);
const unavailable = withHeaders(
  failure(503, 'ServiceUnavailableError', 'the view could not be counted now; report it again later'),
  { 'Retry-After': retryAfterSeconds },
);
/** A refused view is answered like a counted one: a bot learns nothing. */
const taken: Answer = { status: 204 };

const preflight: Answer = {
  status: 204,
  headers: {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': '86400',
  },
};

/** As Strapi's own answers say it. */
const noSniffing = { 'X-Content-Type-Options': 'nosniff' };

const isReadableType = (contentType = ''): boolean =>
  /^\s*(application\/json|text\/plain)\s*(;|$)/i.test(contentType);

const send = (
  response: ServerResponse,
  cors: OutgoingHttpHeaders,
  { status, headers, body }: Answer,
): void => {
  if (response.destroyed) return;
  const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...noSniffing, ...cors, ...headers, ...length }).end(body);
};

/**
 * Answers reports of views, and the script that sends them. It stands in front of Strapi's whole stack, Koa
 * included, which costs several times what counting costs, and so does its own parsing, CORS and errors.
 */
export const createReceiver = (
  options: Options,
): ((request: IncomingMessage, response: ServerResponse) => boolean) => {
  const { apiPrefix, allowedOrigins, addressOf, report, onError } = options;
  const path = `${apiPrefix}/content-tracker/views`;
  const anyOrigin = allowedOrigins.includes('*');

  const receive = async (request: IncomingMessage): Promise<Answer> => {
    if (Number(request.headers['content-length']) > maxBodyBytes) return tooLarge;
    const body = await readBody(request);
    if ('refused' in body) return body.refused === 'too large' ? tooLarge : tooSlow;
    if (body.text !== '' && !isReadableType(request.headers['content-type'])) return unreadable;
    const beacon = parseBeacon(body.text);
    if (isMalformed(beacon)) return failure(400, 'ValidationError', beacon.message, [beacon]);
    const { headers } = request;
    const visit = { headers, address: addressOf(request), agent: headers['user-agent'] ?? '' };
    return (await report(beacon, visit)) === 'unknown' ? unknown : taken;
  };

  const corsOf = (origin: string | undefined): OutgoingHttpHeaders =>
    anyOrigin
      ? { 'Access-Control-Allow-Origin': '*' }
      : { Vary: 'Origin', ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }) };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method } = request;
    const { origin } = request.headers;
    // No origin: not a browser on another site.
    if (!anyOrigin && origin !== undefined && !allowedOrigins.includes(origin)) {
      const forbidden = failure(403, 'ForbiddenError', `views may not be reported from ${origin}`);
      return send(response, { Vary: 'Origin' }, unread(forbidden));
    }
    const cors = corsOf(origin);
    if (method === 'OPTIONS') return send(response, cors, preflight);
    if (method !== 'POST') {
      const wrong = failure(405, 'MethodNotAllowedError', `views are reported with POST, not ${method}`);
      return send(response, cors, withHeaders(unread(wrong), { Allow: 'POST, OPTIONS' }));
    }
    try {
      send(response, cors, await receive(request));
    } catch (error) {
      if (!(error instanceof Unavailable)) onError(error);
      send(response, cors, unavailable);
    }
  };

  const script = beaconScript(path);
  const serveScript = (method: string, response: ServerResponse): void => {
    response
      .writeHead(200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Content-Length': Buffer.byteLength(script),
        'Cache-Control': 'public, max-age=3600',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        ...noSniffing,
      })
      .end(method === 'GET' ? script : undefined);
  };

  /** Answers the request if it is one of these, and says whether it was. */
  return (request, response) => {
    const { url = '', method = '' } = request;
    const query = url.indexOf('?');
    const asked = query === -1 ? url : url.slice(0, query);
    if (asked === path || asked === `${path}/`) {
      void answer(request, response);
      return true;
    }
    if (asked !== '/content-tracker/beacon.js' || !(method === 'GET' || method === 'HEAD')) return false;
    serveScript(method, response);
    return true;
  };
};

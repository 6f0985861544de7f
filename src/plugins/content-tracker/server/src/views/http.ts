import type { IncomingMessage } from 'node:http';
import type { Context, Middleware } from 'koa';
import { isMalformed, parseBeacon, type Beacon, type Malformed } from './beacon';
import { beaconScript } from './beacon-script';
import { Unavailable } from './collector';
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
  readonly report: (beacon: Beacon, visit: Visit) => Promise<Outcome>;
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
  });

/** Answers in the shape of Strapi's errors. */
const fail = (ctx: Context, status: number, name: string, message: string, errors?: Malformed[]): void => {
  ctx.status = status;
  ctx.body = {
    data: null,
    error: {
      status,
      name,
      message,
      details: errors ? { errors: errors.map((one) => ({ ...one, name })) } : {},
    },
  };
};

/** The rest of the body is not read: the connection cannot be used again. */
const failUnread = (ctx: Context, status: number, name: string, message: string): void => {
  ctx.set('Connection', 'close');
  fail(ctx, status, name, message);
};

const allowOrigin = (ctx: Context, allowedOrigins: readonly string[]): boolean => {
  if (allowedOrigins.includes('*')) {
    ctx.set('Access-Control-Allow-Origin', '*');
    return true;
  }
  ctx.vary('Origin');
  const origin = ctx.get('Origin');
  // No origin: not a browser on another site.
  if (origin === '') return true;
  if (!allowedOrigins.includes(origin)) return false;
  ctx.set('Access-Control-Allow-Origin', origin);
  return true;
};

const preflight = (ctx: Context): void => {
  ctx.set('Access-Control-Allow-Methods', 'POST');
  ctx.set('Access-Control-Allow-Headers', 'Content-Type');
  ctx.set('Access-Control-Max-Age', '86400');
  ctx.status = 204;
};

const isReadableType = (ctx: Context): boolean => Boolean(ctx.is('application/json', 'text/plain'));

const visitOf = (ctx: Context): Visit => ({
  headers: ctx.headers,
  // The socket's, or the proxy header's where `server.proxy` trusts it.
  address: ctx.ip,
  agent: ctx.get('User-Agent'),
});

const failBody = (ctx: Context, refused: 'too large' | 'too slow' | 'gone'): void =>
  refused === 'too large'
    ? failUnread(ctx, 413, 'PayloadTooLargeError', `the body must not be larger than ${maxBodyBytes} bytes`)
    : failUnread(ctx, 408, 'RequestTimeoutError', `the body must arrive within ${bodyTimeoutMs / 1000} s`);

const receive = async (ctx: Context, report: Options['report']): Promise<void> => {
  if (Number(ctx.get('Content-Length')) > maxBodyBytes) return failBody(ctx, 'too large');
  const body = await readBody(ctx.req);
  if ('refused' in body) return failBody(ctx, body.refused);
  // Asked only now: `ctx.is` says null, not false, where there is no body at all.
  if (body.text !== '' && !isReadableType(ctx)) {
    return fail(ctx, 415, 'UnsupportedMediaTypeError', 'Content-Type must be application/json or text/plain');
  }
  const beacon = parseBeacon(body.text);
  if (isMalformed(beacon)) return fail(ctx, 400, 'ValidationError', beacon.message, [beacon]);
  if ((await report(beacon, visitOf(ctx))) === 'unknown') {
    return fail(
      ctx,
      404,
      'NotFoundError',
      'there is no published document of a tracked type with this documentId and locale',
    );
  }
  // A refused view is answered like a counted one: a bot learns nothing.
  ctx.status = 204;
};

const serveScript = (ctx: Context, apiPrefix: string): void => {
  ctx.type = 'text/javascript; charset=utf-8';
  ctx.set('Cache-Control', 'public, max-age=3600');
  ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
  ctx.body = beaconScript(`${apiPrefix}/content-tracker/views`);
};

/**
 * Answers reports of views. It stands in front of Strapi's middleware stack, which costs several times
 * what counting costs, and so does its own parsing, CORS and errors.
 */
export const createBeaconMiddleware = ({ apiPrefix, allowedOrigins, report }: Options): Middleware => {
  const path = `${apiPrefix}/content-tracker/views`;

  const answer = async (ctx: Context): Promise<void> => {
    if (!allowOrigin(ctx, allowedOrigins)) {
      return failUnread(ctx, 403, 'ForbiddenError', `views may not be reported from ${ctx.get('Origin')}`);
    }
    if (ctx.method === 'OPTIONS') return preflight(ctx);
    if (ctx.method !== 'POST') {
      ctx.set('Allow', 'POST, OPTIONS');
      return fail(ctx, 405, 'MethodNotAllowedError', `views are reported with POST, not ${ctx.method}`);
    }
    try {
      await receive(ctx, report);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      ctx.set('Retry-After', String(retryAfterSeconds));
      fail(ctx, 503, 'ServiceUnavailableError', 'the view could not be counted now; report it again later');
    }
  };

  return (ctx, next) => {
    if (ctx.path === path) return answer(ctx);
    if (ctx.path === '/content-tracker/beacon.js' && ctx.method === 'GET') return serveScript(ctx, apiPrefix);
    return next();
  };
};

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { isMalformed, parseBeacon, type Beacon } from './beacon';
import { beaconScript } from './beacon-script';
import type { Visit } from './filter';
import { Unavailable } from './group-commit';
import type { ReportOutcome } from './report';
import {
  accepted,
  bodyTimeoutMs,
  malformed,
  maxBodyBytes,
  noSniffing,
  preflight,
  send,
  tooLarge,
  tooSlow,
  unavailable,
  unknownDocument,
  wrongMediaType,
  wrongMethod,
  wrongOrigin,
  type HttpResponse,
} from './responses';

interface ReceiverOptions {
  /** The path of Strapi's content API: `/api`. */
  readonly apiPrefix: string;
  readonly allowedOrigins: readonly string[];
  readonly addressOf: (request: IncomingMessage) => string;
  readonly report: (beacon: Beacon, visit: Visit) => Promise<ReportOutcome>;
  /** Called with errors that neither the client nor a failed commit has caused. */
  readonly onError: (error: unknown) => void;
}

type Body = { readonly text: string } | { readonly failure: 'too large' | 'too slow' | 'closed' };

const readBody = (request: IncomingMessage): Promise<Body> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (body: Body): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      resolve(body);
    };
    const timer = setTimeout(() => end({ failure: 'too slow' }), bodyTimeoutMs);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBodyBytes) end({ failure: 'too large' });
    });
    request.on('end', () => end({ text: Buffer.concat(chunks).toString('utf8') }));
    // After the client has closed the connection nobody waits for an answer, but the promise must not stay open.
    request.on('close', () => end({ failure: 'closed' }));
    request.on('error', () => end({ failure: 'closed' }));
  });

const isReadableType = (contentType = ''): boolean =>
  /^\s*(application\/json|text\/plain)\s*(;|$)/i.test(contentType);

const createScriptServer = (script: string) => (method: string, response: ServerResponse) => {
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

/**
 * Answers reports of views, and requests for the script that sends them. It stands in front of Strapi's whole stack,
 * which costs several times what counting costs. So it does its own parsing, CORS and errors.
 */
export const createReceiver = (
  options: ReceiverOptions,
): ((request: IncomingMessage, response: ServerResponse) => boolean) => {
  const { apiPrefix, allowedOrigins, addressOf, report, onError } = options;
  const path = `${apiPrefix}/content-tracker/views`;
  const anyOrigin = allowedOrigins.includes('*');

  const receive = async (request: IncomingMessage): Promise<HttpResponse> => {
    if (Number(request.headers['content-length']) > maxBodyBytes) return tooLarge;
    const body = await readBody(request);
    if ('failure' in body) return body.failure === 'too large' ? tooLarge : tooSlow;
    if (body.text !== '' && !isReadableType(request.headers['content-type'])) return wrongMediaType;
    const beacon = parseBeacon(body.text);
    if (isMalformed(beacon)) return malformed(beacon);
    const { headers } = request;
    const visit = { headers, address: addressOf(request), agent: headers['user-agent'] ?? '' };
    return (await report(beacon, visit)) === 'unknown' ? unknownDocument : accepted;
  };

  const corsOf = (origin: string | undefined): OutgoingHttpHeaders =>
    anyOrigin
      ? { 'Access-Control-Allow-Origin': '*' }
      : { Vary: 'Origin', ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }) };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '' } = request;
    const { origin } = request.headers;
    // A request without an origin does not come from a browser on another site.
    if (!anyOrigin && origin !== undefined && !allowedOrigins.includes(origin)) {
      return send(response, { Vary: 'Origin' }, wrongOrigin(origin));
    }
    const cors = corsOf(origin);
    if (method === 'OPTIONS') return send(response, cors, preflight);
    if (method !== 'POST') return send(response, cors, wrongMethod(method));
    try {
      send(response, cors, await receive(request));
    } catch (error) {
      if (!(error instanceof Unavailable)) onError(error);
      send(response, cors, unavailable);
    }
  };

  const serveScript = createScriptServer(beaconScript(path));

  /** Returns whether the request was one of these, and answers it then. */
  return (request, response) => {
    const { url = '', method = '' } = request;
    const query = url.indexOf('?');
    const requested = query === -1 ? url : url.slice(0, query);
    if (requested === path || requested === `${path}/`) {
      void answer(request, response);
      return true;
    }
    if (requested !== '/content-tracker/beacon.js' || !(method === 'GET' || method === 'HEAD')) return false;
    serveScript(method, response);
    return true;
  };
};

import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { isMalformed, parseBeacon } from './beacon';
import type { BodyFailure, BodyReader } from './body';
import type { Visit } from './filter';
import { Unavailable } from './group-commit';
import { pageScript } from './page-script';
import type { Report } from './report';
import {
  accepted,
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
  /** Path of the script, besides the one that it had first. */
  readonly scriptPath: string;
  readonly allowedOrigins: readonly string[];
  readonly addressOf: (request: IncomingMessage) => string;
  readonly readBody: BodyReader['read'];
  readonly report: Report;
  /** Called with errors that neither the client nor a failed commit has caused. */
  readonly onError: (error: unknown) => void;
}

const isReadableType = (contentType = ''): boolean =>
  contentType === 'application/json' || /^\s*(application\/json|text\/plain)\s*(;|$)/i.test(contentType);

/** What is wrong with a report before its body is understood. */
const problemWith = (
  request: IncomingMessage,
  text: string,
  failure: BodyFailure | undefined,
): HttpResponse | undefined => {
  if (failure) return failure === 'too large' ? tooLarge : tooSlow;
  return text === '' || isReadableType(request.headers['content-type']) ? undefined : wrongMediaType;
};

/** Blockers know this name from other sites. It stays for pages that were made with it. */
const firstScriptPath = '/content-tracker/beacon.js';

/** The script is the same for everybody, so every site may read it, which `crossorigin` and `integrity` ask for. */
const createScriptServer = (script: string) => {
  const etag = `"${createHash('sha256').update(script).digest('base64url')}"`;
  const always = {
    ETag: etag,
    'Cache-Control': 'public, max-age=3600',
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...noSniffing,
  };
  const whole = {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Content-Length': Buffer.byteLength(script),
    ...always,
  };
  return ({ method, headers }: IncomingMessage, response: ServerResponse): void => {
    if (headers['if-none-match']?.includes(etag)) response.writeHead(304, always).end();
    else response.writeHead(200, whole).end(method === 'GET' ? script : undefined);
  };
};

/**
 * Answers reports of views, and requests for the script that sends them. It stands in front of Strapi's whole stack,
 * which costs several times what counting costs. So it does its own parsing, CORS and errors.
 */
export const createReceiver = (
  options: ReceiverOptions,
): ((request: IncomingMessage, response: ServerResponse) => boolean) => {
  const { apiPrefix, scriptPath, allowedOrigins, addressOf, readBody, report, onError } = options;
  const path = `${apiPrefix}/content-tracker/views`;
  const anyOrigin = allowedOrigins.includes('*');
  const corsOfAnyOrigin = { 'Access-Control-Allow-Origin': '*' };

  const corsOf = (origin: string | undefined): OutgoingHttpHeaders =>
    anyOrigin
      ? corsOfAnyOrigin
      : { Vary: 'Origin', ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }) };

  /** Reads the body and reports it. `answer` is called once. */
  const receive = (request: IncomingMessage, answer: (response: HttpResponse) => void): void => {
    const { headers } = request;
    const fail = (error: unknown): void => {
      if (!(error instanceof Unavailable)) onError(error);
      answer(unavailable);
    };
    if (Number(headers['content-length']) > maxBodyBytes) return answer(tooLarge);
    readBody(request, (text, failure) => {
      const problem = problemWith(request, text, failure);
      if (problem) return answer(problem);
      const beacon = parseBeacon(text);
      if (isMalformed(beacon)) return answer(malformed(beacon));
      try {
        const visit: Visit = { headers, address: addressOf(request), agent: headers['user-agent'] ?? '' };
        report(beacon, visit, (error, outcome) => {
          if (error) fail(error);
          else answer(outcome === 'unknown' ? unknownDocument : accepted);
        });
      } catch (error) {
        fail(error);
      }
    });
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '' } = request;
    const { origin } = request.headers;
    // A request without an origin does not come from a browser on another site.
    if (!anyOrigin && origin !== undefined && !allowedOrigins.includes(origin)) {
      return send(response, { Vary: 'Origin' }, wrongOrigin(origin));
    }
    const cors = corsOf(origin);
    if (method === 'OPTIONS') return send(response, cors, preflight);
    if (method !== 'POST') return send(response, cors, wrongMethod(method));
    receive(request, (given) => send(response, cors, given));
  };

  const serveScript = createScriptServer(pageScript({ reports: path, script: scriptPath }));

  /** Returns whether the request was one of these, and answers it then. */
  return (request, response) => {
    const { url = '', method = '' } = request;
    const query = url.indexOf('?');
    const requested = query === -1 ? url : url.slice(0, query);
    if (requested === path || requested === `${path}/`) {
      answer(request, response);
      return true;
    }
    if (requested !== scriptPath && requested !== firstScriptPath) return false;
    if (method !== 'GET' && method !== 'HEAD') return false;
    serveScript(request, response);
    return true;
  };
};

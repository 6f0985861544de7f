import type { IncomingMessage, ServerResponse } from 'node:http';

const path = '/_ready';

/**
 * Answers `GET /_ready` before Koa: 204 where this instance can serve, else 503 with the reasons. Strapi's `/_health`
 * only says that the process is alive.
 * @param reasons sentences that say why the instance cannot serve now; empty where it can
 */
export const createReadiness =
  (reasons: () => string[]) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const { url = '', method } = request;
    if (url !== path && !url.startsWith(`${path}?`)) return false;
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return true;
    }
    const found = reasons();
    const headers = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
    if (found.length === 0) {
      response.writeHead(204, headers).end();
    } else {
      response
        .writeHead(503, { ...headers, 'Content-Type': 'application/json; charset=utf-8' })
        .end(method === 'HEAD' ? undefined : JSON.stringify({ ready: false, reasons: found }));
    }
    return true;
  };

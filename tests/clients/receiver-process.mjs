// A downstream site: a process of its own that verifies what arrives with the standard's library. How it
// answers is said by the path: /ok/…, /fail/…, /hang/…, /reset/…, /redirect/…, /gone/…, /later/…, /flaky/…,
// until a PUT to that path says otherwise.
import { Buffer } from 'node:buffer';
import http from 'node:http';
import { Webhook } from 'standardwebhooks';

/** @type {Map<string, string>} */ const secrets = new Map();
/** @type {Map<string, string>} */ const told = new Map();
/** @type {object[]} */ const received = [];
/** @type {Set<string>} */ const failed = new Set();

/** @param {string} path @param {string} body @param {http.IncomingHttpHeaders} headers */
const verify = (path, body, headers) => {
  const secret = secrets.get(path);
  if (!secret) return null;
  try {
    new Webhook(secret).verify(body, /** @type {Record<string, string>} */ (headers));
    return true;
  } catch {
    return false;
  }
};

/** @type {Record<string, (request: http.IncomingMessage, response: http.ServerResponse) => void>} */
const manners = {
  ok: (_, response) => response.writeHead(200).end('thank you'),
  fail: (_, response) => response.writeHead(500).end('out of order'),
  hang: () => undefined,
  reset: (request) => request.socket.resetAndDestroy(),
  redirect: (_, response) => response.writeHead(302, { Location: 'http://169.254.169.254/latest/' }).end(),
  gone: (_, response) => response.writeHead(410).end(),
  later: (_, response) => response.writeHead(503, { 'Retry-After': '4' }).end(),
  // Each message fails once.
  flaky: (request, response) => {
    const id = String(request.headers['webhook-id']);
    response.writeHead(failed.has(id) ? 204 : 500).end();
    failed.add(id);
  },
};

/** @param {http.IncomingMessage} request @returns {Promise<string>} */
const read = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const server = http.createServer(async (request, response) => {
  const path = request.url ?? '/';
  if (request.method === 'GET') {
    const mine = received.filter((one) => /** @type {any} */ (one).path === path);
    return response.end(JSON.stringify(mine));
  }
  const body = await read(request).catch(() => '');
  if (request.method === 'PUT') {
    const { secret, manner } = JSON.parse(body);
    if (secret) secrets.set(path, secret);
    if (manner) told.set(path, manner);
    return response.end();
  }
  const { headers } = request;
  const isVerified = verify(path, body, headers);
  received.push({ path, at: Date.now(), headers, body, isVerified });
  return manners[told.get(path) ?? path.split('/')[1] ?? '']?.(request, response);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
});
// Its parent is gone.
process.on('disconnect', () => process.exit());

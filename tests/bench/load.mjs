import { Buffer } from 'node:buffer';
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import { clearTimeout } from 'node:timers';
import { URL } from 'node:url';
import { createAnswerReader } from './load-answers.mjs';
import { composeRequests } from './load-requests.mjs';

/** @typedef {import('./load-requests.mjs').Load} Load */
/**
 * @typedef {object} Result
 * @property {number} perSecond Requests per second that were answered 2xx, of those answered in time.
 * @property {number} answered Requests that were answered 2xx.
 * @property {Record<string, number>} statuses Answers by status.
 * @property {Record<string, number>} errors Requests without an answer, by cause.
 * @property {number} sent
 * @property {number} cpuShare What this process used of one core.
 */

/** How long requests that are under way may take once the time is over. */
const patienceMs = 10_000;
/** As many addresses as connections come from: each has ports of its own. */
const ownAddresses = process.platform === 'linux' ? 250 : 0;

/** Bytes are read to the end before other sockets are: one buffer serves all. */
const received = Buffer.allocUnsafe(65_536);

/** @param {Load} load @returns {Promise<Result>} */
export const run = (load) =>
  new Promise((resolve) => {
    const requests = composeRequests(load);
    const { hostname, port } = new URL(load.url);
    const { firstReader = 0, seconds = Infinity, amount = Infinity, fresh = false } = load;
    /** @type {Record<string, number>} */ const statuses = {};
    /** @type {Record<string, number>} */ const errors = {};
    let sent = 0;
    let answered = 0;
    let inTime = 0;
    let connections = 0;
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    const end = start + seconds * 1000;
    let isOver = false;

    const finish = () => {
      const ms = Math.min(performance.now(), end) - start;
      const cpu = process.cpuUsage(cpuBefore);
      const all = performance.now() - start;
      clearTimeout(timer);
      resolve({
        perSecond: (inTime * 1000) / ms,
        answered,
        statuses,
        errors,
        sent,
        cpuShare: (cpu.user + cpu.system) / 1000 / all,
      });
    };
    /** @type {Set<net.Socket>} */ const open = new Set();
    const timer = setTimeout(
      () => {
        isOver = true;
        setTimeout(
          () => open.forEach((socket) => socket.destroy(new Error('no answer'))),
          patienceMs,
        ).unref();
      },
      Math.min(seconds * 1000, 2 ** 31 - 1),
    );
    const mayAsk = () => !isOver && sent < amount;

    /** Asks over one connection until it ends, and then over the next. */
    const connect = () => {
      connections += 1;
      const bytes = Buffer.allocUnsafe(requests.length);
      let isWaiting = false;
      const ask = () => {
        requests.write(bytes, firstReader + sent);
        sent += 1;
        isWaiting = true;
        socket.write(bytes);
      };
      const read = createAnswerReader((status) => {
        isWaiting = false;
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status >= 200 && status < 300) {
          answered += 1;
          if (!isOver) inTime += 1;
        }
        if (!fresh && mayAsk()) ask();
        else socket.destroy();
      });
      const socket = net.connect({
        host: hostname,
        port: Number(port),
        noDelay: true,
        ...(fresh && ownAddresses && { localAddress: `127.0.0.${2 + (sent % ownAddresses)}` }),
        onread: { buffer: received, callback: (size) => read(received, size) },
      });
      open.add(socket);
      socket.on('connect', () => (mayAsk() ? ask() : socket.destroy()));
      let cause = 'closed';
      socket.on(
        'error',
        (/** @type {NodeJS.ErrnoException} */ error) => (cause = error.code ?? error.message),
      );
      socket.on('close', () => {
        open.delete(socket);
        if (isWaiting || cause !== 'closed') errors[cause] = (errors[cause] ?? 0) + 1;
        connections -= 1;
        if (mayAsk()) connect();
        else if (connections === 0) finish();
      });
    };
    for (let i = 0; i < load.connections; i += 1) connect();
  });

import { Buffer } from 'node:buffer';
import { URL } from 'node:url';

/**
 * A load: what is asked, by how many connections, for how long.
 * @typedef {object} Load
 * @property {string} url
 * @property {string[]} [bodies] JSON, sent in turns; all of one length in bytes. Without them it asks with GET.
 *   A run of `#` in a body is replaced by a number that no other request has.
 * @property {boolean} [readers] Each request comes from another reader: an address behind a proxy, and one of the
 *   browsers that are about.
 * @property {string} [agent] The agent of all requests, instead of a browser's.
 * @property {number} connections Requests that are under way at one time.
 * @property {boolean} [fresh] Each request has a connection of its own. Otherwise all connections are kept.
 * @property {number} [seconds] How long to ask.
 * @property {number} [amount] How many requests, instead of `seconds`.
 * @property {number} [firstReader] The number of the first reader. Those below it have been there before.
 */

const readerMark = '111.111.111.111';
const browserMark = 'rv:111.0) Gecko/20100101 Firefox/111.0';
const browser = `Mozilla/5.0 (X11; Linux x86_64; ${browserMark}`;

/** Writes `value` with exactly `digits` digits. @param {Buffer} bytes @param {number} at @param {number} digits @param {number} value */
const writeNumber = (bytes, at, digits, value) => {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i -= 1) {
    bytes[i] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
};

/** 98 million addresses of one length, 101.100.100.100 to 126.255.255.255. @param {Buffer} bytes @param {number} at @param {number} reader */
const writeAddress = (bytes, at, reader) => {
  writeNumber(bytes, at, 3, 101 + (Math.floor(reader / 156 ** 3) % 26));
  writeNumber(bytes, at + 4, 3, 100 + (Math.floor(reader / 156 ** 2) % 156));
  writeNumber(bytes, at + 8, 3, 100 + (Math.floor(reader / 156) % 156));
  writeNumber(bytes, at + 12, 3, 100 + (reader % 156));
};

/** @param {Load} load @param {string | undefined} body */
const compose = ({ url, readers, agent, fresh }, body) => {
  const { host, pathname, search } = new URL(url);
  const lines = [
    `${body === undefined ? 'GET' : 'POST'} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    `Connection: ${fresh ? 'close' : 'keep-alive'}`,
    ...(readers ? [`X-Forwarded-For: ${readerMark}`] : []),
    `User-Agent: ${agent ?? browser}`,
    ...(body === undefined
      ? []
      : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
};

/**
 * Composes the requests once. What differs between two requests is written over at places that are known.
 * @param {Load} load
 */
export const composeRequests = (load) => {
  const texts = (load.bodies ?? [undefined]).map((body) => compose(load, body));
  const first = /** @type {Buffer} */ (texts[0]);
  if (texts.some(({ length }) => length !== first.length)) throw new Error('the bodies differ in length');
  const address = first.indexOf(readerMark);
  const browserAt = load.agent === undefined ? first.indexOf(browserMark) : -1;
  const [number = ''] = /#+/.exec(first.toString('latin1')) ?? [];
  const numberAt = first.indexOf('#');
  return {
    length: first.length,
    /** Fills a connection's own bytes with its next request. @param {Buffer} bytes @param {number} n */
    write(bytes, n) {
      /** @type {Buffer} */ (texts[n % texts.length]).copy(bytes);
      if (address >= 0) writeAddress(bytes, address, n);
      if (browserAt >= 0) {
        writeNumber(bytes, browserAt + 4, 2, 10 + (n % 50));
        writeNumber(bytes, browserAt + browserMark.length - 4, 2, 10 + (n % 50));
      }
      if (numberAt >= 0) writeNumber(bytes, numberAt, number.length, n);
    },
  };
};

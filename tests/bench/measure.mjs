// What benchmarks measure with.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../scripts/prepare.mjs';

const require = createRequire(import.meta.url);
export const autocannon = require('autocannon');
export const knex = require('knex');

export const rounds = 5;
const seconds = 4;
export const folder = path.join(root, '.tmp', 'bench');
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
let lastPort = 21_000 + (process.pid % 1000);

/** @param {number[]} numbers */
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
/** @param {number[]} numbers */
const spread = (numbers) => `${Math.round(Math.min(...numbers))}…${Math.round(Math.max(...numbers))}`;
/** @param {string} what @param {string} aim @param {{ a: [string, number[]], b: [string, number[]], unit: string }} measured */
export const say = (what, aim, { a: [aName, a], b: [bName, b], unit }) => {
  const ratio = median(a) / median(b);
  console.log(
    `${what}: ${ratio.toFixed(2)} (aim ${aim}) — ${aName} ${Math.round(median(a))} ${unit} (${spread(a)}), ` +
      `${bName} ${Math.round(median(b))} ${unit} (${spread(b)})`,
  );
};

/** @template T @param {number} round @param {T[]} some */
export const inTurns = (round, some) => (round % 2 === 0 ? some : [...some].reverse());

/** @typedef {{ url: string, stop: () => Promise<unknown> }} Running */

/** @param {string} script @param {Record<string, string>} env */
export const serve = async (script, env = {}) => {
  lastPort += 1;
  const url = `http://127.0.0.1:${lastPort}`;
  const log = fs.openSync(path.join(folder, `${lastPort}.log`), 'w');
  const child = spawn(process.execPath, ['--expose-gc', path.join(root, 'tests', 'bench', script)], {
    cwd: root,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(lastPort), TRUSTED_PROXIES: '1', ...env },
    stdio: ['ignore', log, log],
  });
  for (let i = 0; i < 600; i += 1) {
    if (child.exitCode !== null) throw new Error(`${script} ended: see ${folder}`);
    const isUp = await fetch(script === 'bare.mjs' ? url : `${url}/_health`, {
      method: 'POST',
      body: '{}',
    }).then(
      () => true,
      () => false,
    );
    if (isUp) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = () => new Promise((resolve) => child.once('exit', resolve) && child.kill());
  return { url, stop };
};

let readers = 0;
/** Requests per second that were answered well. @param {string} url @param {object} options */
export const load = async (url, options) => {
  const result = await autocannon({ url, connections: 1024, duration: seconds, ...options });
  return result['2xx'] / result.duration;
};

/** Another reader each time: another address behind a proxy, with one of the browsers that are about. */
const newReader = () => {
  readers += 1;
  const address = [10, (readers >> 16) & 255, (readers >> 8) & 255, readers & 255].join('.');
  const agent = `Mozilla/5.0 (X11; Linux x86_64; rv:${100 + (readers % 50)}.0) Gecko/20100101 Firefox/${100 + (readers % 50)}.0`;
  return { 'content-type': 'application/json', 'user-agent': agent, 'x-forwarded-for': address };
};
/** @param {string} documentId */
export const report = (documentId) => ({
  method: 'POST',
  body: JSON.stringify({ type: 'article', documentId, locale: 'vi' }),
  setupRequest: (/** @type {any} */ request) => ({ ...request, headers: newReader() }),
});
/** @param {ReturnType<typeof report>} one */
export const requests = ({ setupRequest, ...rest }) => ({ requests: [{ ...rest, setupRequest }] });
/** @param {string} url */
export const firstArticles = async (url) =>
  (await (await fetch(`${url}/api/articles?fields=title`)).json()).data.map(
    (/** @type {any} */ one) => one.documentId,
  );
/** @param {string} name */
export const databaseAt = (name) => ({
  DATABASE_CLIENT: 'sqlite',
  DATABASE_FILENAME: path.join(folder, `${name}.db`),
});

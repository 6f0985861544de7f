import { fork } from 'node:child_process';
import path from 'node:path';
import { root } from '../../scripts/prepare.mjs';

/** @typedef {import('./load-requests.mjs').Load} Load */
/** @typedef {import('./load.mjs').Result} Result */

let readers = 0;

/**
 * A client in a process of its own.
 * @returns {(load: Load) => Promise<Result>} one load after the other
 */
export const createClient = () => {
  const child = fork(path.join(root, 'tests', 'bench', 'load-client.mjs'));
  // It ends when this process does, and does not keep it.
  child.unref();
  child.channel?.unref();
  return (load) =>
    new Promise((resolve, reject) => {
      child.channel?.ref();
      const fail = () => reject(new Error('the client has ended'));
      child.once('exit', fail);
      child.once('message', (message) => {
        const result = /** @type {Result} */ (message);
        readers += result.sent;
        child.off('exit', fail);
        child.channel?.unref();
        resolve(result);
      });
      child.send({ ...load, firstReader: readers });
    });
};

/** @type {ReturnType<typeof createClient> | undefined} */ let client;

/** Loads one site, and nothing else meanwhile. @param {Load} load */
export const load = (load) => {
  client ??= createClient();
  return client(load);
};

/** Requests without an answer, or with another than 2xx; '' where there are none. @param {Result} result */
export const failuresOf = ({ statuses, errors }) =>
  [...Object.entries(statuses).filter(([status]) => !status.startsWith('2')), ...Object.entries(errors)]
    .map(([what, times]) => `${times} × ${what}`)
    .join(', ');

/** One view of each of the documents in turn, each by another reader. @param {string} site @param {readonly string[]} ids */
export const reports = (site, ids) => ({
  url: `${site}/api/content-tracker/views`,
  bodies: ids.map((documentId) => JSON.stringify({ type: 'article', documentId, locale: 'vi' })),
  readers: true,
});

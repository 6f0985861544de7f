import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { root } from '../../scripts/prepare.mjs';
import { folder, pause } from './measure.mjs';

/** @typedef {{ url: string, pid: number, stop: () => Promise<unknown> }} Running */

/** What runs, and the signal that ends it at once. @type {Map<import('node:child_process').ChildProcess, NodeJS.Signals>} */
const children = new Map();
process.on('exit', () => children.forEach((signal, child) => child.kill(signal)));
// Then 'exit' is told of.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });

/**
 * Starts a program that ends with this one.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} options
 * @param {NodeJS.Signals} [atOnce] the signal that ends it at once
 */
export const spawnOwn = (command, args, options, atOnce = 'SIGKILL') => {
  const child = spawn(command, args, options);
  children.set(child, atOnce);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.once('exit', () => children.delete(child));
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGTERM') => {
    child.kill(signal);
    await ended;
  };
  return { child, pid: Number(child.pid), stop };
};

const profile = process.env.BENCH_PROFILE === '1' ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];

/** Starts a script of this folder and waits until it answers. @param {string} script @param {Record<string, string>} env @returns {Promise<Running>} */
export const serve = async (script, env = {}) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = fs.openSync(path.join(folder, `${port}.log`), 'w');
  const file = path.join(root, 'tests', 'bench', script);
  const { child, pid, stop } = spawnOwn(process.execPath, ['--expose-gc', ...profile, file], {
    cwd: root,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), TRUSTED_PROXIES: '1', ...env },
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  const isUp = () =>
    fetch(`${url}/_health`, { method: 'POST', body: '{}' }).then(
      () => true,
      () => false,
    );
  for (let i = 0; !(await isUp()); i += 1) {
    if (child.exitCode !== null || i === 1200) throw new Error(`${script} does not answer: see ${port}.log`);
    await pause(100);
  }
  return { url, pid, stop };
};

/** @param {Record<string, string>} env */
export const serveNewsroom = (env) => serve('server.mjs', env);

/** @param {string} name */
export const sqliteAt = (name) => ({
  DATABASE_CLIENT: 'sqlite',
  DATABASE_FILENAME: path.join(folder, `${name}.db`),
});

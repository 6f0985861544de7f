// npm run develop: the server and the admin in watch mode, plugins included.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { plugins, prepare, root } from './prepare.mjs';

const stopMs = 10_000;

prepare({ withApp: false });
// `strapi develop` compiles into dist too, so the next `npm start` must build the server again.
fs.rmSync(path.join(root, '.cache', 'server.built'), { force: true });

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
let isStopping = false;

/**
 * Starts a command in a process group of its own, so that its children can be ended with it.
 * @param {string} bin a package's command, below node_modules
 * @param {string[]} args @param {import('node:child_process').SpawnOptions} options
 */
const start = (bin, args, options) => {
  const file = path.join(root, 'node_modules', bin);
  const child = spawn(process.execPath, [file, ...args], { detached: true, ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
const end = (child, signal) => {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-(child.pid ?? 0), signal);
  } catch {
    // The process has ended.
  }
};

/** @param {number} code */
const stopAll = async (code) => {
  if (isStopping) return;
  isStopping = true;
  const all = [...children];
  for (const child of all) end(child, 'SIGTERM');
  const latest = Date.now() + stopMs;
  while (children.size > 0 && Date.now() < latest) await new Promise((resolve) => setTimeout(resolve, 50));
  // Children that a group's first process left behind.
  for (const child of all) end(child, 'SIGKILL');
  process.exit(code);
};
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => void stopAll(0));
}

/** Makes Strapi restart, as it does at each change of a file of the project. */
const restart = () => {
  const now = new Date();
  fs.utimesSync(path.join(root, 'src', 'index.ts'), now, now);
};

/**
 * Keeps a plugin's dist up to date. During each build dist is empty, so Strapi does not watch src/plugins
 * (config/admin.ts) and is restarted after the build.
 * @param {string} name @param {() => void} onServer called at each build of its server part but the first
 * @returns {Promise<void>} once both parts are built
 */
const watch = (name, onServer) =>
  new Promise((resolve) => {
    const child = start('@strapi/sdk-plugin/bin/strapi-plugin.js', ['watch'], {
      cwd: path.join(root, 'src', 'plugins', name),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.once('exit', (code) => {
      if (isStopping) return;
      console.error(`\nThe watcher of the plugin ${name} has ended.\n`);
      void stopAll(code || 1);
    });
    /** @type {Set<string>} */
    const built = new Set();
    /** @param {string} line */
    const read = (line) => {
      const part = /(\w+) rebuilt in/.exec(line)?.[1];
      if (part === undefined) {
        if (line.includes('Error building')) console.error(`${name}: ${line}`);
        return;
      }
      if (part === 'server' && built.has(part)) onServer();
      built.add(part);
      if (built.size === 2) resolve();
    };
    for (const output of [child.stdout, child.stderr]) {
      if (output) readline.createInterface({ input: output }).on('line', read);
    }
  });

console.log('… building the plugins, and watching them');
await Promise.all(plugins().map((name) => watch(name, restart)));
start('@strapi/strapi/bin/strapi.js', ['develop'], { cwd: root, stdio: 'inherit' }).once('exit', (code) =>
  stopAll(code ?? 0),
);

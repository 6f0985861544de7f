// npm run develop: the server and the admin in watch mode, plugins included.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { plugins, prepare, root } from './prepare.mjs';

prepare();
// It compiles into dist as well: what it leaves there is not what was built.
fs.rmSync(path.join(root, '.cache', 'server.built'), { force: true });

/** @param {string[]} args */
const start = (args) =>
  spawn('npx', ['--no-install', ...args], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });

// Strapi restarts at a change of a plugin's server sources, and Vite reloads the admin; both read the
// plugin's dist, which these watchers keep up to date.
const watchers = plugins().map((name) =>
  spawn('npm', ['run', 'watch', '--silent', '--workspace', `src/plugins/${name}`], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  }),
);
const strapi = start(['strapi', 'develop']);

const stopAll = () => {
  for (const child of [...watchers, strapi]) child.kill();
};
process.on('SIGINT', stopAll);
process.on('SIGTERM', stopAll);
strapi.on('exit', (code) => {
  stopAll();
  process.exit(code ?? 0);
});

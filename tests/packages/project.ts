import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../servers/databases';
import { freePort } from '../servers/newsroom';

const run = promisify(execFile);
const key = () => randomBytes(24).toString('base64');
const secrets = ['APP_KEYS', 'API_TOKEN_SALT', 'ADMIN_JWT_SECRET', 'TRANSFER_TOKEN_SALT', 'ENCRYPTION_KEY'];

/** Variables of this repository's npm and Jest would reach the project's own. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_ENV' && !/^(npm_(lifecycle|package|command)|JEST_)/.test(name),
  ),
);

/** Runs a command to its end, says how long it took, and rejects with all that it printed. */
const execute = async (
  home: string,
  [command = '', ...args]: string[],
  env: Record<string, string> = {},
): Promise<string> => {
  const start = Date.now();
  try {
    const { stdout } = await run(command, args, {
      cwd: home,
      env: { ...inherited, ...env },
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32',
    });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`"${[command, ...args].join(' ')}" failed:\n${stdout}\n${stderr}`, { cause: error });
  } finally {
    const seconds = Math.round((Date.now() - start) / 1000);
    process.stdout.write(`${seconds} s: ${[path.basename(command), ...args].join(' ')}\n`);
  }
};

export interface Package {
  readonly tarball: string;
  readonly files: readonly string[];
}

/** Copies what is not ignored, so that nothing is built there, to where Node finds this repository's `node_modules`. */
const copyClean = async (): Promise<string> => {
  fs.mkdirSync(path.join(root, '.tmp'), { recursive: true });
  const clean = fs.mkdtempSync(path.join(root, '.tmp', 'clean-'));
  const listed = await execute(root, ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const needed = /^(src\/plugins\/|scripts\/|package(-lock)?\.json$)/;
  for (const file of listed.split('\0').filter((name) => needed.test(name))) {
    const source = path.join(root, file);
    // Git lists what was deleted and is not committed yet.
    if (fs.existsSync(source)) fs.cpSync(source, path.join(clean, file));
  }
  return clean;
};

/** Packs the plugins where they are not built yet: packing has to do it. Has Strapi's tool say whether they are whole. */
export const packPlugins = async (
  names: readonly string[],
  folder: string,
): Promise<Map<string, Package>> => {
  const clean = await copyClean();
  const packages = new Map<string, Package>();
  try {
    for (const name of names) {
      const home = path.join(clean, 'src', 'plugins', name);
      const printed = await execute(home, ['npm', 'pack', '--json', '--pack-destination', folder]);
      const [{ filename, files }] = JSON.parse(printed.slice(printed.lastIndexOf('\n[') + 1));
      await execute(home, ['npx', '--no-install', 'strapi-plugin', 'verify']);
      packages.set(name, {
        tarball: path.join(folder, filename),
        files: files.map((file: { path: string }) => file.path),
      });
    }
  } finally {
    fs.rmSync(clean, { recursive: true, force: true });
  }
  return packages;
};

/**
 * This repository's lock file, under the project's name: the same versions on each run, which `npm ci` has left in
 * npm's cache. npm itself drops what the project does not need.
 */
const writeLock = (home: string): void => {
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const { name, version, dependencies } = JSON.parse(
    fs.readFileSync(path.join(home, 'package.json'), 'utf8'),
  );
  const others = Object.entries<{ link?: boolean }>(lock.packages).filter(
    ([place, { link }]) => place !== '' && !place.startsWith('src/') && !link,
  );
  const packages = { '': { name, version, dependencies }, ...Object.fromEntries(others) };
  fs.writeFileSync(
    path.join(home, 'package-lock.json'),
    JSON.stringify({ ...lock, name, version, packages }),
  );
};

export interface Server {
  readonly url: string;
  readLog(): string;
  stop(): Promise<void>;
}

export interface Project {
  readonly home: string;
  /** Runs a command in it. */
  execute(command: string[]): Promise<string>;
  install(...packages: string[]): Promise<void>;
  /** Writes a file of it. */
  write(file: string, text: string): void;
  /** Starts its server, and waits until it answers. */
  start(): Promise<Server>;
}

/** A project that somebody else has written by hand, in JavaScript; nothing is installed yet. */
export const createProject = (folder: string, environment: Record<string, string>): Project => {
  const home = path.join(folder, 'project');
  fs.cpSync(path.join(__dirname, 'project'), home, { recursive: true });
  fs.mkdirSync(path.join(home, '.tmp'));
  writeLock(home);
  const env = {
    ...Object.fromEntries(secrets.map((name) => [name, key()])),
    NODE_ENV: 'production',
    STRAPI_TELEMETRY_DISABLED: 'true',
    ...environment,
  };

  return {
    home,
    execute: (command) => execute(home, command, env),

    async install(...packages) {
      // Compiling SQLite takes minutes, and npm did it when it installed this repository.
      const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
      await execute(home, ['npm', 'install', ...quiet, ...packages]);
      const compiled = path.join('node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node');
      fs.cpSync(path.join(root, compiled), path.join(home, compiled));
    },

    write: (file, text) => fs.writeFileSync(path.join(home, file), text),

    async start() {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const log = path.join(folder, 'server.log');
      const output = fs.openSync(log, 'w');
      const strapi = path.join(home, 'node_modules', '@strapi', 'strapi', 'bin', 'strapi.js');
      const server = spawn(process.execPath, [strapi, 'start'], {
        cwd: home,
        env: { ...inherited, ...env, PORT: String(port) },
        stdio: ['ignore', output, output],
      });
      fs.closeSync(output);
      const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
      const isUp = async () => (await fetch(`${url}/_health`).catch(() => undefined))?.status === 204;
      while (!(await isUp())) {
        if (server.exitCode !== null || server.signalCode !== null) {
          throw new Error(`the server did not start:\n${fs.readFileSync(log, 'utf8').slice(-4000)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return {
        url,
        readLog: () => fs.readFileSync(log, 'utf8'),
        async stop() {
          server.kill();
          await ended;
        },
      };
    },
  };
};

/** A folder outside of this repository: what is missing in the project must not be found here. */
export const createFolder = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'newsroom-packages-'));

import { execFileSync, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root, scratch } from './databases';
import { environment, type TestDatabase } from './newsroom';

/** A Strapi without HTTP in a process of its own, in which a test runs functions. */
export interface StrapiProcess {
  /**
   * Runs a function in that process with that `strapi` and `args`; resolves to the function's result. The
   * function is sent as text, so it cannot use variables of the test. Arguments and result have to be JSON.
   */
  run<A extends unknown[], R>(work: (strapi: any, ...args: A) => Promise<R>, ...args: A): Promise<R>;
  /** The log of that process so far. */
  readLog(): string;
  /** Destroys that Strapi and waits for the end of the process. */
  stop(): Promise<void>;
}

export interface BootOptions {
  readonly env?: Record<string, string>;
  /** Values of Strapi's configuration by path; they replace those of `config/`. */
  readonly options?: Record<string, unknown>;
}

/** Boots a Strapi in a process of its own; rejects with the reason if the boot fails. */
export const bootStrapi = async (
  database: Pick<TestDatabase, 'env'>,
  { env = {}, options = {} }: BootOptions = {},
): Promise<StrapiProcess> => {
  const file = path.join(scratch, `inside-${randomUUID()}.log`);
  const log = fs.openSync(file, 'w');
  const child = fork(path.join(root, 'tests', 'servers', 'strapi-worker.mjs'), {
    cwd: root,
    execArgv: [],
    env: environment(database, { ...env, STRAPI_OPTIONS: JSON.stringify(Object.entries(options)) }),
    stdio: ['ignore', log, log, 'ipc'],
  });
  fs.closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answer = <R>() =>
    new Promise<R>((resolve, reject) => {
      child.once('message', ({ result, error }: { result: R; error?: string }) =>
        error === undefined ? resolve(result) : reject(new Error(error)),
      );
      void ended.then(() => reject(new Error('the Strapi of the test has ended')));
    });
  const stop = (): Promise<void> => {
    if (child.connected) child.disconnect();
    return ended;
  };

  try {
    await answer();
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
  return {
    run(work, ...args) {
      const answered = answer<Awaited<ReturnType<typeof work>>>();
      child.send({ source: work.toString(), args });
      return answered;
    },
    readLog: () => fs.readFileSync(file, 'utf8'),
    stop,
  };
};

/** Boots a Strapi, runs one function in it and stops it; resolves to the function's result and the log. */
export const runInStrapi = async <A extends unknown[], R>(
  database: Pick<TestDatabase, 'env'>,
  booting: BootOptions,
  work: (strapi: any, ...args: A) => Promise<R>,
  ...args: A
): Promise<{ result: R; log: string }> => {
  const strapi = await bootStrapi(database, booting);
  try {
    return { result: await strapi.run(work, ...args), log: strapi.readLog() };
  } finally {
    await strapi.stop();
  }
};

/** Copies the project to a folder that a test may write in. Packages are linked, not copied. */
export const copyProject = (): string => {
  const project = fs.mkdtempSync(path.join(scratch, 'project-'));
  for (const name of ['.env', 'config', 'database', 'dist', 'package.json', 'public', 'src']) {
    fs.cpSync(path.join(root, name), path.join(project, name), { recursive: true, verbatimSymlinks: true });
  }
  const [from, to] = [path.join(root, 'node_modules'), path.join(project, 'node_modules')];
  if (process.platform === 'linux') execFileSync('cp', ['-al', from, to]);
  else fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  return project;
};

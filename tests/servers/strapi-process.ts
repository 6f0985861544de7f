import { execFileSync, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root, scratch } from './databases';
import { environment, type TestDatabase } from './newsroom';

/** A Strapi that a test works in, beside the servers on its database, or alone. */
export interface Inside {
  /**
   * Runs a function there, given that Strapi and `args`, and resolves to what it does. It travels as text:
   * it knows nothing of what stands around it in the test, and all that is passed has to be JSON.
   */
  run<A extends unknown[], R>(work: (strapi: any, ...args: A) => Promise<R>, ...args: A): Promise<R>;
  /** What it has logged so far. */
  readLog(): string;
  /** Ends it as a service manager would, and waits. */
  stop(): Promise<void>;
}

export interface Booting {
  readonly env?: Record<string, string>;
  /** Strapi's configuration, by path, beyond what `config/` says. */
  readonly options?: Record<string, unknown>;
}

/** Boots it; rejects with the reason where the boot fails. */
export const bootInside = async (
  database: Pick<TestDatabase, 'env'>,
  { env = {}, options = {} }: Booting = {},
): Promise<Inside> => {
  const file = path.join(scratch, `inside-${randomUUID()}.log`);
  const log = fs.openSync(file, 'w');
  const child = fork(path.join(root, 'tests', 'servers', 'strapi-process.mjs'), {
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

/** Boots, works inside, stops; resolves to what the work and the log say. */
export const workInside = async <A extends unknown[], R>(
  database: Pick<TestDatabase, 'env'>,
  booting: Booting,
  work: (strapi: any, ...args: A) => Promise<R>,
  ...args: A
): Promise<{ result: R; log: string }> => {
  const strapi = await bootInside(database, booting);
  try {
    return { result: await strapi.run(work, ...args), log: strapi.readLog() };
  } finally {
    await strapi.stop();
  }
};

/** A copy of the whole project that a test may write in; its packages are those of the project. */
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

import { fork } from 'node:child_process';
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
  /** Ends it as a service manager would, and waits. */
  stop(): Promise<void>;
}

interface Booting {
  readonly env?: Record<string, string>;
  /** Strapi's configuration, by path, beyond what `config/` says. */
  readonly options?: Record<string, unknown>;
}

/** Boots it; rejects with the reason where the boot fails. */
export const bootInside = async (
  database: Pick<TestDatabase, 'env'>,
  { env = {}, options = {} }: Booting = {},
): Promise<Inside> => {
  const log = fs.openSync(path.join(scratch, `inside-${process.pid}.log`), 'a');
  const child = fork(path.join(root, 'tests', 'app', 'strapi-inside.mjs'), {
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
    stop,
  };
};

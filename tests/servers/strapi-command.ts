import { execFile } from 'node:child_process';
import path from 'node:path';
import { root } from './databases';
import { environment, type TestDatabase } from './newsroom';

/** Runs a command of Strapi on a database; rejects with what it said if it fails. */
export const runStrapi = (database: TestDatabase, ...args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const bin = path.join(root, 'node_modules', '.bin', 'strapi');
    const env = { ...environment(database), NODE_ENV: 'production' };
    execFile(bin, args, { cwd: root, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${stdout}${stderr}`.slice(-4000))) : resolve(),
    );
  });

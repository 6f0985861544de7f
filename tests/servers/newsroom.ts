import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createDatabase, root, scratch, type DatabaseName, type TestDatabase } from './databases';

/** The address of a running newsroom and its tokens. */
export interface Newsroom {
  readonly url: string;
  /** JWT of its first administrator. */
  readonly adminToken: string;
  /** An API token that may do everything. */
  readonly apiToken: string;
}

export interface Running {
  readonly url: string;
  readonly process: ChildProcess;
  readonly log: string;
  /** Sends the signal, SIGTERM by default, and waits for the end of the process. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export const admin = {
  firstname: 'Test',
  lastname: 'Admin',
  email: 'admin@newsroom.example',
  password: 'Newsroom-Test-1',
};

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** The environment of a newsroom on this database, for its server and for its commands. */
export const environment = (
  database: Pick<TestDatabase, 'env'>,
  extra: Record<string, string> = {},
): NodeJS.ProcessEnv => {
  // Jest's own variables would reach Strapi, NODE_ENV=test above all.
  const inherited = Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_ENV' && !name.startsWith('JEST_'),
  );
  // Folded often: tests wait for viewCount. A token outlives a run on a slow machine. Many readers come from one address.
  const usual = {
    SHARED_ADDRESSES: '127.0.0.1=10000,192.0.2.0/24=10000',
    HOST: '127.0.0.1',
    FOLD_SECONDS: '0.05',
    ADMIN_TOKEN_SECONDS: '86400',
  };
  return { ...Object.fromEntries(inherited), ...database.env, ...usual, ...extra };
};

const isHealthy = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/_health`)).status === 204;
  } catch {
    return false;
  }
};

/** A server that was started and may not answer yet. */
export interface Launched extends Running {
  /** Resolves when it answers; rejects if the process ends before. */
  readonly isUp: Promise<void>;
  readLog(): string;
}

/** Starts a server with scripts/start.mjs on a free port. */
export const launch = async (
  database: Pick<TestDatabase, 'env'>,
  extra: Record<string, string> = {},
): Promise<Launched> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = path.join(scratch, `${port}.log`);
  const output = fs.openSync(log, 'w');
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: environment(database, { PORT: String(port), ...extra }),
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const readLog = (): string => fs.readFileSync(log, 'utf8');
  const waitUntilUp = async (): Promise<void> => {
    while (!(await isHealthy(url))) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the server did not start:\n${readLog().slice(-4000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  return {
    url,
    process: child,
    log,
    readLog,
    isUp: waitUntilUp(),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
};

/** Starts a server with scripts/start.mjs on a free port, and waits until it answers. */
export const start = async (
  database: Pick<TestDatabase, 'env'>,
  extra: Record<string, string> = {},
): Promise<Running> => {
  const launched = await launch(database, extra);
  await launched.isUp;
  return launched;
};

const postJson = async (url: string, body: unknown, token?: string): Promise<any> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
};

/** Registers the first administrator and makes an API token. */
export const signIn = async (url: string): Promise<Newsroom> => {
  const adminToken = (await postJson(`${url}/admin/register-admin`, admin)).data.token as string;
  const token = { name: 'tests', description: '', type: 'full-access', lifespan: null };
  const apiToken = (await postJson(`${url}/admin/api-tokens`, token, adminToken)).data.accessKey as string;
  return { url, adminToken, apiToken };
};

export { createDatabase, type DatabaseName, type TestDatabase };

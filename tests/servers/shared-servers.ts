import fs from 'node:fs';
import path from 'node:path';
import { scratch } from './databases';
import {
  createDatabase,
  signIn,
  start,
  type DatabaseName,
  type Running,
  type TestDatabase,
} from './newsroom';

interface Shared {
  readonly database: TestDatabase;
  readonly running: Running;
}

/** Webhooks may be sent to this machine, and retries come within seconds. */
const webhooks = { WEBHOOK_ALLOWED_ADDRESSES: '127.0.0.1', WEBHOOK_RETRY_DELAYS: '0.5,1,1' };

/** Servers that are running, to be closed at the end. */
const shared = globalThis as { newsrooms?: Shared[] };

/**
 * Starts a server that the tests of one Jest project share. Each test works on documents of its own.
 * @param project under this name the tests find it
 */
export const open = async (project: string, kind: DatabaseName): Promise<void> => {
  const database = await createDatabase(kind);
  const temporary = path.join(scratch, `temporary-${project}`);
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary, { recursive: true });
  const running = await start(database, { ...webhooks, TMPDIR: temporary });
  (shared.newsrooms ??= []).push({ database, running });
  const newsroom = await signIn(running.url);
  // Jest's workers inherit the environment.
  process.env[`NEWSROOM_${project}`] = JSON.stringify({
    ...newsroom,
    env: database.env,
    log: running.log,
    temporary,
  });
};

/** Jest runs this once for all projects that name it, in the same process as close-shared-servers.ts. */
export default async (): Promise<void> => {
  const names = (process.env.NEWSROOM_TEST_DATABASES ?? '').split(',') as DatabaseName[];
  await Promise.all(names.map((name) => open(name, name)));
};

export const close = async (): Promise<void> => {
  await Promise.all(
    (shared.newsrooms ?? []).map(async ({ database, running }) => {
      await running.stop();
      await database.drop();
    }),
  );
};

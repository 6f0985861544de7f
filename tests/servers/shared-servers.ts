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

/** Starts the server that all app tests on a kind of database share. Each test works on documents of its own. */
const open = async (name: DatabaseName): Promise<Shared> => {
  const database = await createDatabase(name);
  const temporary = path.join(scratch, `temporary-${name}`);
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary, { recursive: true });
  const running = await start(database, { ...webhooks, TMPDIR: temporary });
  const newsroom = await signIn(running.url);
  // Jest's workers inherit the environment.
  process.env[`NEWSROOM_${name}`] = JSON.stringify({
    ...newsroom,
    env: database.env,
    log: running.log,
    temporary,
  });
  return { database, running };
};

/** Jest runs this once for all projects that name it, in the same process as close-shared-servers.ts. */
export default async (): Promise<void> => {
  const names = (process.env.NEWSROOM_TEST_DATABASES ?? '').split(',') as DatabaseName[];
  (globalThis as { newsrooms?: Shared[] }).newsrooms = await Promise.all(names.map(open));
};

export const close = async (): Promise<void> => {
  const { newsrooms = [] } = globalThis as { newsrooms?: Shared[] };
  await Promise.all(
    newsrooms.map(async ({ database, running }) => {
      await running.stop();
      await database.drop();
    }),
  );
};

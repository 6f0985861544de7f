import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { databaseName, serverUrl } from './client';
import { root } from './databases';
import { createDatabase, environment } from './newsroom';

// What stands before the database is the same for all of them.
const once = databaseName === 'sqlite' ? it : () => undefined;

once('a second start on the same port is refused before it touches the database', async () => {
  const database = await createDatabase('sqlite');
  const { port } = new URL(serverUrl);
  const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: environment(database, { PORT: port }),
    encoding: 'utf8',
  });
  expect(stderr).toMatch(`Port ${port} is already used, perhaps by another "npm start" in this folder`);
  expect(status).toBe(1);
  expect(fs.existsSync(database.env.DATABASE_FILENAME as string)).toBe(false);
  expect((await fetch(`${serverUrl}/_health`)).status).toBe(204);
});

import path from 'node:path';
import { createStrapi, type Core } from '@strapi/strapi';

/**
 * Waits until the pool is idle. Strapi reads each document again after the commit, to emit `entry.*`, and nobody awaits
 * that. Relies on three counters of Knex's pool; without them it waits 50 ms.
 */
const waitForQueries = async (strapi: Core.Strapi): Promise<void> => {
  const { pool } = strapi.db.connection.client as { pool: Record<string, () => number> };
  const isBusy = () =>
    ['numUsed', 'numPendingAcquires', 'numPendingCreates'].some((count) => (pool[count]?.() ?? 0) > 0);
  // Ten times in a row, because one query may follow another.
  for (let idleTurns = 0; idleTurns < 10; idleTurns = isBusy() ? 0 : idleTurns + 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/**
 * Runs a command in a Strapi of its own, which does not listen on a port and loads no sample content. A server may run
 * beside it.
 * @param root the project's folder
 * @returns the result of the command
 */
export const runBesideServer = async <T>(
  root: string,
  command: (strapi: Core.Strapi) => Promise<T>,
): Promise<T> => {
  const strapi = createStrapi({ appDir: root, distDir: path.join(root, 'dist') });
  strapi.log.level = 'error';
  // A newsroom that imports its own content wants no samples.
  strapi.config.set('newsroom.isImport', true);
  await strapi.load();
  try {
    return await command(strapi);
  } finally {
    await waitForQueries(strapi);
    await strapi.destroy();
  }
};

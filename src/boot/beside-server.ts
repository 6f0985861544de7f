import path from 'node:path';
import { createStrapi, type Core } from '@strapi/strapi';

/** Strapi reads each document once more, to tell listeners of it, after the command is through with it. */
const queriesAreDone = async (strapi: Core.Strapi): Promise<void> => {
  const { pool } = strapi.db.connection.client as { pool: Record<string, () => number> };
  const isBusy = () =>
    ['numUsed', 'numPendingAcquires', 'numPendingCreates'].some((count) => (pool[count]?.() ?? 0) > 0);
  // Idle for a while, not for a moment: one query may follow another.
  for (let idleTurns = 0; idleTurns < 10; idleTurns = isBusy() ? 0 : idleTurns + 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/**
 * Runs a command inside a Strapi of its own, which serves nothing and makes no first boot; a server may run beside it.
 * @param root the project's folder
 * @returns what the command does
 */
export const runBesideServer = async <T>(
  root: string,
  command: (strapi: Core.Strapi) => Promise<T>,
): Promise<T> => {
  const strapi = createStrapi({ appDir: root, distDir: path.join(root, 'dist') });
  strapi.log.level = 'error';
  // The first boot is the server's: samples are for a newsroom that is tried out, not for one that moves in.
  strapi.config.set('newsroom.isImport', true);
  await strapi.load();
  try {
    return await command(strapi);
  } finally {
    await queriesAreDone(strapi);
    await strapi.destroy();
  }
};

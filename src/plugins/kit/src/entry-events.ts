import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

/** A row of a content type, as far as events need it. */
export interface Entry {
  readonly id: number;
  readonly documentId: string;
  readonly publishedAt?: unknown;
}
interface EventManager {
  emitEvent(event: string, entry: Entry): void;
}
/** The module of Strapi that emits `entry.*` events: after the commit, from memory. */
export interface EntryEvents {
  createEventManager(strapi: unknown, uid: string): EventManager;
}

/**
 * Finds the module by its path in the running Strapi, because Strapi does not export it.
 * @param who begins the message of the error
 * @throws Error if it is not there
 */
export const findEntryEvents = (strapi: Core.Strapi, who: string): EntryEvents => {
  const fromApp = createRequire(path.join(strapi.dirs.app.root, 'package.json'));
  const fromStrapi = createRequire(fromApp.resolve('@strapi/strapi/package.json'));
  const file = path.join(
    path.dirname(fromStrapi.resolve('@strapi/core')),
    'services',
    'document-service',
    'events.js',
  );
  const found = fs.existsSync(file) ? (fromStrapi(file) as Partial<EntryEvents>) : {};
  if (typeof found.createEventManager === 'function') return found as EntryEvents;
  const { version } = fromStrapi('@strapi/core/package.json') as { version: string };
  throw new Error(
    `${who}: Strapi ${version} no longer emits events of entries in ${file}; use the version of Strapi that ${who} was made for, or a newer ${who}`,
  );
};

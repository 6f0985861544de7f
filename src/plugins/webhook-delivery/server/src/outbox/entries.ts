import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import type { Happening, Outbox } from './index';

interface Entry {
  readonly id: number;
  readonly documentId: string;
}
interface EventManager {
  emitEvent(event: string, entry: Entry): void;
}
/** Strapi's module that tells listeners of `entry.*`: after the commit, from memory. */
interface EventsModule {
  createEventManager(strapi: unknown, uid: string): EventManager;
}

/**
 * Strapi keeps the module to itself, so that it has to be found by its place: as the running Strapi has it.
 * @throws Error where it is not there
 */
const findModule = (strapi: Core.Strapi): EventsModule => {
  const fromApp = createRequire(path.join(strapi.dirs.app.root, 'package.json'));
  const fromStrapi = createRequire(fromApp.resolve('@strapi/strapi/package.json'));
  const file = path.join(
    path.dirname(fromStrapi.resolve('@strapi/core')),
    'services',
    'document-service',
    'events.js',
  );
  const found = fs.existsSync(file) ? (fromStrapi(file) as Partial<EventsModule>) : {};
  if (typeof found.createEventManager === 'function') return found as EventsModule;
  const { version } = fromStrapi('@strapi/core/package.json') as { version: string };
  throw new Error(
    `webhook-delivery: Strapi ${version} no longer tells of entries in ${file}; use the version of Strapi that the plugin was made for, or a newer plugin`,
  );
};

/**
 * Has Strapi's own code say what happened to an entry, one step earlier: inside the transaction that made it
 * happen, instead of after it. Names, order and bodies are Strapi's, as it alone makes them; listeners are
 * told after the commit, as before.
 */
export const takeOverEntries = (
  strapi: Core.Strapi,
  outbox: Outbox,
  onError: (what: string, error: unknown) => void,
): void => {
  const module = findModule(strapi);
  const original = module.createEventManager;
  const readings = new AsyncLocalStorage<{ payload?: object }>();

  /** What the original takes for Strapi: it hands over its work, and what it would tell. */
  const standIn = (take: (work: () => Promise<void>) => void) => ({
    getModel: (uid: never) => strapi.getModel(uid),
    db: {
      query: (uid: never) => strapi.db.query(uid),
      transaction: (begin: (context: { onCommit: typeof take }) => void) => begin({ onCommit: take }),
    },
    eventHub: {
      emit: async (_event: string, payload: object) => {
        const reading = readings.getStore();
        if (reading) reading.payload = payload;
      },
    },
  });

  /** Reads an entry as the original does, once. */
  const readerOf = (work: () => Promise<void>): (() => Promise<object>) => {
    let read: Promise<object> | undefined;
    return () => {
      read ??= readings.run({}, async () => {
        await work();
        return readings.getStore()?.payload ?? {};
      });
      return read;
    };
  };

  const tellListeners = async (happening: Happening): Promise<void> => {
    try {
      if (!outbox.isStored(happening)) await outbox.storeAlone(happening);
      await strapi.eventHub.emit(happening.event, await happening.info());
    } catch (error) {
      onError(`telling of ${happening.event}`, error);
    }
  };

  module.createEventManager = (_strapi, uid) => {
    let work: () => Promise<void>;
    const manager = original(
      standIn((given) => {
        work = given;
      }),
      uid,
    );
    return {
      emitEvent(event, entry) {
        // Hands over its work before it returns.
        manager.emitEvent(event, entry);
        const happening = { event, subject: `${uid} ${entry.documentId}`, info: readerOf(work) };
        outbox.note(happening);
        void strapi.db.transaction(async ({ onCommit }) => onCommit(() => void tellListeners(happening)));
      },
    };
  };
};

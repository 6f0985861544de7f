import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { findEntryEvents } from 'newsroom-plugin-kit/entry-events';
import type { Happening, Outbox } from '../outbox/outbox';

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
  const module = findEntryEvents(strapi, 'webhook-delivery');
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
        const model = strapi.getModel(uid as never) as
          { options?: { draftAndPublish?: boolean } } | undefined;
        const hasDrafts = model?.options?.draftAndPublish === true;
        const happening = {
          event,
          subject: `${uid} ${entry.documentId}`,
          info: readerOf(work),
          isDraft: hasDrafts && entry.publishedAt === null,
        };
        outbox.note(happening);
        void strapi.db.transaction(async ({ onCommit }) => onCommit(() => void tellListeners(happening)));
      },
    };
  };
};

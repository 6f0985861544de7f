/*
 * Takes over the module of Strapi that emits `entry.*` events.
 *
 * Why: Strapi emits them after the commit, from memory. Here they are recorded inside the transaction, so that it stores
 * their messages. Names, order and bodies of events are still made by Strapi's own code.
 * Relies on: `services/document-service/events.js` of @strapi/core, whose `createEventManager(strapi, uid).emitEvent`
 * passes its work to `strapi.db.transaction(({ onCommit }) => …)` before it returns; that work reads the entry and calls
 * `strapi.eventHub.emit(event, payload)` once.
 * If it is gone: `findEntryEvents` (kit) throws when plugins register. If it works differently, the same-as-strapi test
 * of webhooks fails, which compares bodies with Strapi's own.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { findEntryEvents } from 'newsroom-plugin-kit/entry-events';
import type { DeliveryContext } from '../delivery-context';
import type { Outbox, OutboxEvent } from '../outbox/outbox';

type ReadEntry = () => Promise<void>;

const hasDrafts = (strapi: Core.Strapi, uid: string): boolean => {
  const model = strapi.getModel(uid as never) as { options?: { draftAndPublish?: boolean } } | undefined;
  return model?.options?.draftAndPublish === true;
};

/** Runs Strapi's event manager with a stand-in for `strapi`, so that it emits nothing and its payload can be read. */
const createPayloadReader = (strapi: Core.Strapi) => {
  const reading = new AsyncLocalStorage<{ payload?: object }>();

  return {
    /**
     * A stand-in for `strapi`, passed to Strapi's event manager. It captures the callback that reads the entry, and the
     * payload that the callback would emit.
     */
    standIn: (capture: (work: ReadEntry) => void) => ({
      getModel: (uid: never) => strapi.getModel(uid),
      db: {
        query: (uid: never) => strapi.db.query(uid),
        transaction: (begin: (context: { onCommit: typeof capture }) => void) => begin({ onCommit: capture }),
      },
      eventHub: {
        emit: async (_event: string, payload: object) => {
          const captured = reading.getStore();
          if (captured) captured.payload = payload;
        },
      },
    }),

    /** @returns a function that reads the payload at its first call, and remembers it */
    payloadOf: (work: ReadEntry): (() => Promise<object>) => {
      let payload: Promise<object> | undefined;
      return () => {
        payload ??= reading.run({}, async () => {
          await work();
          return reading.getStore()?.payload ?? {};
        });
        return payload;
      };
    },
  };
};

/** Records `entry.*` events in the outbox, inside their transaction. Listeners are told after the commit, as before. */
export const takeOverEntryEvents = ({ strapi, onError }: DeliveryContext, outbox: Outbox): void => {
  const module = findEntryEvents(strapi, 'webhook-delivery');
  const original = module.createEventManager;
  const { standIn, payloadOf } = createPayloadReader(strapi);

  const tellListeners = async (event: OutboxEvent): Promise<void> => {
    try {
      if (!outbox.isStored(event)) await outbox.storeAlone(event);
      await strapi.eventHub.emit(event.event, await event.payload());
    } catch (error) {
      onError(`telling listeners of ${event.event}`, error);
    }
  };

  module.createEventManager = (_strapi, uid) => {
    let work: ReadEntry;
    const manager = original(
      standIn((captured) => {
        work = captured;
      }),
      uid,
    );
    return {
      emitEvent(name, entry) {
        // Sets `work` before it returns.
        manager.emitEvent(name, entry);
        const event = {
          event: name,
          subject: `${uid} ${entry.documentId}`,
          payload: payloadOf(work),
          isDraft: hasDrafts(strapi, uid) && entry.publishedAt === null,
        };
        outbox.record(event);
        void strapi.db.transaction(async ({ onCommit }) => onCommit(() => void tellListeners(event)));
      },
    };
  };
};

/*
 * Takes over `strapi.eventHub.emit`.
 *
 * Why: releases, review workflows and plugins emit their events there and nowhere else. Strapi's own runner listens to
 * the hub and keeps the events in memory; here they are stored before listeners are told.
 * Relies on: everybody emitting through the method `emit` of this one object, with `(event, payload)`.
 * If it is gone: `storeHubEvents` throws at the start.
 */
import type { DeliveryContext } from '../delivery-context';
import type { Outbox } from '../outbox/outbox';
import { requireMethods } from './requirements';

/** `entry-events.ts` records these. By the time they are emitted here, they are stored. */
const isStoredBefore = (event: string): boolean => event.startsWith('entry.');

/**
 * Stores events of the event hub before listeners are told. An event that is emitted inside a transaction is stored after
 * its commit: the emitter does not say to which change it belongs.
 * @param isStoredElsewhere whether another part of the plugin stores this event
 */
export const storeHubEvents = (
  { strapi, onError }: DeliveryContext,
  outbox: Outbox,
  isStoredElsewhere: (event: string, payload: object) => boolean,
): void => {
  const hub = strapi.eventHub;
  requireMethods(strapi, 'eventHub', hub, ['emit']);
  const emit = hub.emit.bind(hub);

  const store = async (event: string, payload: object): Promise<void> => {
    try {
      await outbox.storeAlone({ event, subject: '', payload: async () => payload });
    } catch (error) {
      onError(`storing ${event}`, error);
    }
  };

  hub.emit = async (event: string, ...args: unknown[]): Promise<void> => {
    const payload = (args[0] ?? {}) as object;
    if (isStoredBefore(event) || isStoredElsewhere(event, payload)) return emit(event, ...args);
    if (!strapi.db.inTransaction()) await store(event, payload);
    else void strapi.db.transaction(async ({ onCommit }) => onCommit(() => void store(event, payload)));
    return emit(event, ...args);
  };
};

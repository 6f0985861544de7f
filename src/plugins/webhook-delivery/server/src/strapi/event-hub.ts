import type { Core } from '@strapi/strapi';
import type { Outbox } from '../outbox/outbox';

/** Entries are taken over where they happen: what is told of them here has been stored. */
const isStoredBefore = (event: string): boolean => event.startsWith('entry.');

/**
 * Stores what is told on the event hub, before listeners hear of it: releases, review workflows, what plugins
 * tell. What is told inside a transaction is stored once that is committed.
 * @param isTaken whether somebody else stores this one
 */
export const listenToHub = (
  strapi: Core.Strapi,
  outbox: Outbox,
  isTaken: (event: string, info: object) => boolean,
  onError: (what: string, error: unknown) => void,
): void => {
  const hub = strapi.eventHub;
  const emit = hub.emit.bind(hub);

  const keep = async (event: string, info: object): Promise<void> => {
    try {
      await outbox.storeAlone({ event, subject: '', info: async () => info });
    } catch (error) {
      onError(`storing ${event}`, error);
    }
  };

  hub.emit = async (event: string, ...args: unknown[]): Promise<void> => {
    const info = (args[0] ?? {}) as object;
    if (isStoredBefore(event) || isTaken(event, info)) return emit(event, ...args);
    if (!strapi.db.inTransaction()) await keep(event, info);
    else void strapi.db.transaction(async ({ onCommit }) => onCommit(() => void keep(event, info)));
    return emit(event, ...args);
  };
};

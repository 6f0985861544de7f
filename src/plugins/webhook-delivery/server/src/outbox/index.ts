import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { inChunks } from '../tables';
import type { Message, OutboxTables, Subscriber } from './outbox.sql';

/** An event that is to be told. */
export interface Happening {
  readonly event: string;
  /** What it is about, `''` where the order does not matter. */
  readonly subject: string;
  /** What stands in the body beside `event` and `createdAt`; called where somebody wants to hear of it. */
  readonly info: () => Promise<object>;
}

interface Options {
  readonly tables: OutboxTables;
  readonly now: () => number;
  /** Called when messages are there to be sent, after the commit. */
  readonly wake: () => void;
}

interface Letters {
  readonly subscribers: readonly Subscriber[];
  readonly messages: readonly Message[];
}

/** Where events are stored before anything is sent. */
export const createOutbox = (strapi: Core.Strapi, { tables, now, wake }: Options) => {
  const gathering = new AsyncLocalStorage<Happening[]>();
  const stored = new WeakSet<Happening>();

  const messageOf = async ({ event, subject, info }: Happening): Promise<Message> => {
    const at = now();
    // In the order in which Strapi's own runner writes it.
    const body = JSON.stringify({ event, createdAt: new Date(at), ...(await info()) });
    return { id: `msg_${randomBytes(18).toString('base64url')}`, event, subject, at, body };
  };

  /** Messages about the events that an endpoint has subscribed to. */
  const write = async (db: Knex, happenings: readonly Happening[]): Promise<Letters> => {
    const subscribers = await tables.subscribers(db);
    const messages: Message[] = [];
    for (const happening of happenings) {
      const isWanted = subscribers.some(({ events }) => events.includes(happening.event));
      if (isWanted) messages.push(await messageOf(happening));
    }
    return { subscribers, messages };
  };

  const post = async (trx: Knex, { subscribers, messages }: Letters): Promise<void> => {
    if (messages.length === 0) return;
    await tables.insertMessages(trx, messages);
    for (const chunk of inChunks(messages)) {
      const ids = chunk.map(({ id }) => id);
      const which = (query: Knex.QueryBuilder) => void query.whereIn('m.message_id', ids);
      for (const subscriber of subscribers) {
        await tables.insertDeliveries(trx, subscriber, { dueAt: now(), which });
      }
    }
  };

  /** Stores events in the transaction that is under way. */
  const store = async (trx: Knex, happenings: readonly Happening[]): Promise<void> => {
    if (happenings.length === 0) return;
    await post(trx, await write(trx, happenings));
    for (const happening of happenings) stored.add(happening);
  };

  return {
    store,
    wake,

    /** Runs what changes content, in a transaction, and stores with it the events that it notes. */
    gather: (work: () => Promise<unknown>): Promise<unknown> =>
      strapi.db.transaction(async ({ trx, onCommit }) => {
        const happenings: Happening[] = [];
        const result = await gathering.run(happenings, work);
        await store(trx, happenings);
        if (happenings.length > 0) onCommit(wake);
        return result;
      }),

    /** Leaves an event to the end of the work that is gathered now, if there is any. */
    note: (happening: Happening): void => void gathering.getStore()?.push(happening),

    isStored: (happening: Happening): boolean => stored.has(happening),

    /** Stores an event that belongs to no transaction, or to one that is over. */
    async storeAlone(happening: Happening): Promise<void> {
      // Past Strapi's transactions: one that starts while another's listeners are told would tell them again.
      const { connection } = strapi.db;
      const letters = await write(connection, [happening]);
      if (letters.messages.length === 0) return;
      await connection.transaction((trx) => post(trx, letters));
      wake();
    },
  };
};

export type Outbox = ReturnType<typeof createOutbox>;

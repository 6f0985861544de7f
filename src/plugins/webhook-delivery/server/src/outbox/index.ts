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

/** What Strapi runs in a transaction. */
type Work = (context: Context) => unknown;
interface Context {
  readonly trx: Knex.Transaction;
  readonly onCommit: (callback: () => void) => void;
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

  const store = async (trx: Knex, happenings: readonly Happening[]): Promise<void> => {
    if (happenings.length === 0) return;
    await post(trx, await write(trx, happenings));
    for (const happening of happenings) stored.add(happening);
  };

  /**
   * Has every transaction store, as its last act, the events that were noted in it: as they are then is how
   * Strapi's own runner would read them after the commit.
   */
  const joinTransactions = (): void => {
    const { db } = strapi;
    const begin = db.transaction.bind(db) as (work?: Work) => Promise<unknown>;
    const joined = (work?: Work): Promise<unknown> => {
      if (!work || db.inTransaction()) return begin(work);
      return begin(async (context) => {
        const happenings: Happening[] = [];
        const result = await gathering.run(happenings, async () => work(context));
        // Whoever has committed it himself has his events stored right after.
        if (happenings.length === 0 || context.trx.isCompleted()) return result;
        await store(context.trx, happenings);
        context.onCommit(wake);
        return result;
      });
    };
    db.transaction = joined as typeof db.transaction;
  };

  return {
    joinTransactions,

    /** Has an event stored with the transaction that is under way. */
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

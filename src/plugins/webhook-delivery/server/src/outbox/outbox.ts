import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { beforeCommit } from 'newsroom-plugin-kit/before-commit';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { audiences, audienceOf, isInScope, mediaUid, type Audience, type Facts } from '../endpoints/scope';
import { isPublic, writeBody, type GetModel, type Info } from './body';
import type { Message, OutboxTables, Subscriber } from './outbox.sql';

/** An event that is to be told. */
export interface Happening {
  readonly event: string;
  /** What it is about, `''` where the order does not matter. */
  readonly subject: string;
  /** What stands in the body beside `event` and `createdAt`; called where somebody wants to hear of it. */
  readonly info: () => Promise<object>;
  /** Whether it is known to be about a draft alone, so that nobody has to read it to see that. */
  readonly isDraft?: boolean;
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

  const getModel = ((uid: string) => strapi.getModel(uid as never)) as unknown as GetModel;

  const factsOf = (event: string, { uid, entry }: Info): Facts => ({
    uid: event.startsWith('media.') ? mediaUid : typeof uid === 'string' ? uid : '',
    locale: String((entry as { locale?: unknown } | undefined)?.locale ?? ''),
  });

  const messageFor = (
    { event, subject }: Happening,
    { info, facts, audience }: { info: Info; facts: Facts; audience: Audience },
  ): Message => {
    const at = now();
    const createdAt = new Date(at).toISOString();
    const id = `msg_${randomBytes(18).toString('base64url')}`;
    const body = writeBody({ event, createdAt }, info, { getModel, audience });
    return { id, event, subject, at, body, audience, ...facts };
  };

  /** Messages for those endpoints that have subscribed to an event: one for each audience among them. */
  const messagesOf = async (happening: Happening, subscribers: readonly Subscriber[]): Promise<Message[]> => {
    const { event, isDraft = false } = happening;
    const subscribed = subscribers.filter(
      ({ events, scope }) => events.includes(event) && !(isDraft && scope.publishedOnly),
    );
    if (subscribed.length === 0) return [];
    const info = (await happening.info()) as Info;
    const facts = factsOf(event, info);
    const wanting = subscribed.filter(({ scope }) => isInScope(scope, facts));
    return audiences
      .filter((audience) => wanting.some(({ scope }) => audienceOf(scope) === audience))
      .filter((audience) => audience === 'all' || facts.uid === mediaUid || isPublic(info, getModel))
      .map((audience) => messageFor(happening, { info, facts, audience }));
  };

  const write = async (db: Knex, happenings: readonly Happening[]): Promise<Letters> => {
    const subscribers = await tables.subscribers(db);
    const messages: Message[] = [];
    for (const happening of happenings) messages.push(...(await messagesOf(happening, subscribers)));
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

  /**
   * Has every transaction store, as its last act, the events that were noted in it, read at its end as Strapi's own
   * runner would read them after the commit. Messages are numbered last of all, after whatever others do before the
   * commit: who locks anything after that could wait for somebody who waits for a number.
   */
  const joinTransactions = (): void => {
    const { db } = strapi;
    const begin = db.transaction.bind(db) as (work?: Work) => Promise<unknown>;
    const joined = (work?: Work): Promise<unknown> => {
      if (!work || db.inTransaction()) return begin(work);
      return begin(async (context) => {
        const happenings: Happening[] = [];
        let letters: Letters = { subscribers: [], messages: [] };
        // Registered first, so that it comes last.
        beforeCommit(context.trx, () => post(context.trx, letters));
        const result = await gathering.run(happenings, async () => work(context));
        // Whoever has committed it himself has his events stored right after.
        if (happenings.length === 0 || context.trx.isCompleted()) return result;
        letters = await write(context.trx, happenings);
        for (const happening of happenings) stored.add(happening);
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

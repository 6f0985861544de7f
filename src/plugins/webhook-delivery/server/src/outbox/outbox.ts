import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { audiences, audienceOf, isInScope, mediaUid, type Audience, type Topic } from '../endpoints/scope';
import { isPublic, writeBody, type GetModel, type Payload } from './body';
import type { Message, OutboxTables, Subscription } from './outbox.sql';

/** An event that endpoints may have subscribed to. */
export interface OutboxEvent {
  readonly event: string;
  /** Messages about the same subject reach an endpoint in order; `''` means the order does not matter. */
  readonly subject: string;
  /** Reads what the body holds beside `event` and `createdAt`. It is called only if an endpoint has subscribed. */
  readonly payload: () => Promise<object>;
  /** Whether the event is known to be about a draft only. Then it need not be read for endpoints with published content. */
  readonly isDraft?: boolean;
}

/** Messages that are ready to be inserted, and the subscriptions that they were composed for. */
export interface Composed {
  readonly subscriptions: readonly Subscription[];
  readonly messages: readonly Message[];
}

interface Options {
  readonly tables: OutboxTables;
  readonly db: Knex;
  readonly getModel: GetModel;
  readonly now: () => number;
  /** Called after the commit, when there are messages to send. */
  readonly wake: () => void;
}

interface Content {
  readonly payload: Payload;
  readonly topic: Topic;
  readonly audience: Audience;
}

const topicOf = (event: string, { uid, entry }: Payload): Topic => ({
  uid: event.startsWith('media.') ? mediaUid : typeof uid === 'string' ? uid : '',
  locale: String((entry as { locale?: unknown } | undefined)?.locale ?? ''),
});

/** Composes messages from events, and stores them before anything is sent. */
export const createOutbox = ({ tables, db, getModel, now, wake }: Options) => {
  const recording = new AsyncLocalStorage<OutboxEvent[]>();
  const stored = new WeakSet<OutboxEvent>();

  const composeOne = ({ event, subject }: OutboxEvent, { payload, topic, audience }: Content): Message => {
    const at = now();
    const createdAt = new Date(at).toISOString();
    const id = `msg_${randomBytes(18).toString('base64url')}`;
    const body = writeBody({ event, createdAt }, payload, { getModel, audience });
    return { id, event, subject, at, body, audience, ...topic };
  };

  /** One message for each audience among the endpoints that have subscribed to the event. */
  const composeFor = async (
    outboxEvent: OutboxEvent,
    subscriptions: readonly Subscription[],
  ): Promise<Message[]> => {
    const { event, isDraft = false } = outboxEvent;
    const subscribed = subscriptions.filter(
      ({ events, scope }) => events.includes(event) && !(isDraft && scope.publishedOnly),
    );
    if (subscribed.length === 0) return [];
    const payload = (await outboxEvent.payload()) as Payload;
    const topic = topicOf(event, payload);
    const wanting = subscribed.filter(({ scope }) => isInScope(scope, topic));
    return audiences
      .filter((audience) => wanting.some(({ scope }) => audienceOf(scope) === audience))
      .filter((audience) => audience === 'all' || topic.uid === mediaUid || isPublic(payload, getModel))
      .map((audience) => composeOne(outboxEvent, { payload, topic, audience }));
  };

  const compose = async (trx: Knex, events: readonly OutboxEvent[]): Promise<Composed> => {
    const subscriptions = await tables.subscriptions(trx);
    const messages: Message[] = [];
    for (const event of events) messages.push(...(await composeFor(event, subscriptions)));
    return { subscriptions, messages };
  };

  const insert = async (trx: Knex, { subscriptions, messages }: Composed): Promise<void> => {
    if (messages.length === 0) return;
    await tables.insertMessages(trx, messages);
    for (const chunk of inChunks(messages)) {
      const ids = chunk.map(({ id }) => id);
      const where = (query: Knex.QueryBuilder) => void query.whereIn('m.message_id', ids);
      for (const subscription of subscriptions) {
        await tables.insertDeliveries(trx, subscription, { dueAt: now(), where });
      }
    }
  };

  return {
    compose,
    insert,
    wake,

    /** Runs `work`; events that it records go into `events`. */
    recordInto: <T>(events: OutboxEvent[], work: () => Promise<T>): Promise<T> => recording.run(events, work),

    /** Stores an event with the transaction in progress. Outside of one it does nothing. */
    record: (event: OutboxEvent): void => void recording.getStore()?.push(event),

    markStored(events: readonly OutboxEvent[]): void {
      for (const event of events) stored.add(event);
    },

    /** Whether the transaction that recorded the event has stored it. */
    isStored: (event: OutboxEvent): boolean => stored.has(event),

    /** Stores an event that belongs to no transaction, or to one that is over, in a transaction of its own. */
    async storeAlone(event: OutboxEvent): Promise<void> {
      // Not in a transaction of Strapi's: listeners of the last one are being told, and would be told again.
      const composed = await compose(db, [event]);
      if (composed.messages.length === 0) return;
      await db.transaction((trx) => insert(trx, composed));
      wake();
    },
  };
};

export type Outbox = ReturnType<typeof createOutbox>;

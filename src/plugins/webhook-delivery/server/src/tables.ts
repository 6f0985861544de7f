import attempt from './tables/attempt.json';
import delivery from './tables/delivery.json';
import endpoint from './tables/endpoint.json';
import message from './tables/message.json';

/** Content types, hidden from the admin, so that Strapi makes the tables on every database. */
export const contentTypes = {
  message: { schema: message },
  delivery: { schema: delivery },
  attempt: { schema: attempt },
  endpoint: { schema: endpoint },
};

/** Names of the tables, with their schema where the database has one. */
export interface Tables {
  /** Strapi's own, of Settings → Webhooks. */
  readonly webhooks: string;
  readonly messages: string;
  readonly deliveries: string;
  readonly attempts: string;
  readonly endpoints: string;
  /** Not a content type: see `outbox/sequence.sql.ts`. */
  readonly sequence: string;
}

export const tablesIn = (qualified: (table: string) => string): Tables => ({
  webhooks: qualified('strapi_webhooks'),
  messages: qualified(message.collectionName),
  deliveries: qualified(delivery.collectionName),
  attempts: qualified(attempt.collectionName),
  endpoints: qualified(endpoint.collectionName),
  sequence: qualified('webhook_delivery_sequence'),
});

/** What may become of a message on its way to one endpoint. */
export const states = ['pending', 'delivered', 'failed', 'cancelled'] as const;
export type State = (typeof states)[number];

/** Columns of a delivery that nobody is to make any more. */
export const cancelledAt = (nowMs: number) => ({
  state: 'cancelled' satisfies State,
  due_at: null,
  claim: null,
  finished_at: nowMs,
});

import attempt from './tables/attempt.json';
import delivery from './tables/delivery.json';
import endpoint from './tables/endpoint.json';
import message from './tables/message.json';

/** The plugin's tables are content types, hidden from the admin: Strapi creates and alters them on every database. */
export const contentTypes = {
  message: { schema: message },
  delivery: { schema: delivery },
  attempt: { schema: attempt },
  endpoint: { schema: endpoint },
};

/** Names of tables, with their schema where the database has one. */
export interface Tables {
  /** Strapi's own table of Settings → Webhooks. */
  readonly webhooks: string;
  readonly messages: string;
  readonly deliveries: string;
  readonly attempts: string;
  readonly endpoints: string;
  /** No content type; `sequence.sql.ts` says why. */
  readonly sequence: string;
}

/** @param qualified puts the schema before a table's name */
export const tablesIn = (qualified: (table: string) => string): Tables => ({
  webhooks: qualified('strapi_webhooks'),
  messages: qualified(message.collectionName),
  deliveries: qualified(delivery.collectionName),
  attempts: qualified(attempt.collectionName),
  endpoints: qualified(endpoint.collectionName),
  sequence: qualified('webhook_delivery_sequence'),
});

/** Uids of the content types. */
export const ownTypes = Object.keys(contentTypes).map((name) => `plugin::webhook-delivery.${name}`);

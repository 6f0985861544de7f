import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { createErrorLog } from 'newsroom-plugin-kit/error-log';
import { createQualify } from 'newsroom-plugin-kit/tables';
import { complete, type DeliveryConfig } from './config';
import { tablesIn, type Tables } from './tables';

/** What every part of the plugin needs. One is made for each Strapi when plugins register, and handed down. */
export interface DeliveryContext {
  readonly strapi: Core.Strapi;
  readonly config: DeliveryConfig;
  /** The database outside of transactions. SQLite has one connection: inside a transaction use `trx`. */
  readonly db: Knex;
  readonly tables: Tables;
  /** The name of a table with its schema, where the database has one. */
  readonly qualified: (table: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A random number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** Writes a warning to the log. */
  readonly warn: (text: string) => void;
  /** Writes an error to the log; `what` failed, in a few words. */
  readonly onError: (what: string, error: unknown) => void;
}

export const createDeliveryContext = (strapi: Core.Strapi): DeliveryContext => {
  const qualified = createQualify(strapi);
  return {
    strapi,
    config: complete(strapi.config.get<Partial<DeliveryConfig>>('plugin::webhook-delivery')),
    db: strapi.db.connection,
    tables: tablesIn(qualified),
    qualified,
    now: Date.now,
    random: Math.random,
    warn: (text) => void strapi.log.warn(`webhook-delivery: ${text}`),
    onError: createErrorLog({ write: (text) => strapi.log.error(`webhook-delivery: ${text}`) }),
  };
};

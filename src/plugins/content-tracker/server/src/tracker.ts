import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { createErrorLog } from 'newsroom-plugin-kit/error-log';
import { createQualify } from 'newsroom-plugin-kit/tables';
import { complete, type TrackerConfig } from './config';
import { createDefaultLocale, createLocales } from './content/locales';
import type { Lock } from './content/lock';
import { track, type TrackedType } from './content/tracked';

/** What every part of the tracker needs. One is made for each Strapi when plugins register, and handed down. */
export interface Tracker {
  readonly strapi: Core.Strapi;
  readonly config: TrackerConfig;
  readonly types: readonly TrackedType[];
  /** The database outside of transactions. SQLite has one connection: inside a transaction use `trx`. */
  readonly db: Knex;
  /** The name of a table with its schema, where the database has one. */
  readonly qualified: (table: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly defaultLocale: () => Promise<string>;
  /** To be called where this server has changed the default locale. */
  readonly forgetDefaultLocale: () => void;
  /** Codes of the site's locales; they are read again where `requested` is not among the remembered ones. */
  readonly locales: (requested: unknown) => Promise<readonly string[]>;
  /** The row that instances lock for what only one of them may do at a time. */
  readonly lock: Lock;
  /** Writes a sentence to the log. */
  readonly log: { readonly info: (text: string) => void; readonly warn: (text: string) => void };
  /** Writes an error to the log; `what` failed, in a few words. */
  readonly onError: (what: string, error: unknown) => void;
}

/**
 * To be called while plugins register: it adds the attributes to the tracked types.
 * @throws Error where a tracked type already has such an attribute of its own
 */
export const createTracker = (strapi: Core.Strapi): Tracker => {
  const config = complete(strapi.config.get<Partial<TrackerConfig>>('plugin::content-tracker'));
  const qualified = createQualify(strapi);
  const now = Date.now;
  const defaultLocale = createDefaultLocale(strapi, now);
  return {
    strapi,
    config,
    types: track(strapi, config.contentTypes, qualified, Date.now),
    db: strapi.db.connection,
    qualified,
    now,
    defaultLocale: defaultLocale.read,
    forgetDefaultLocale: defaultLocale.forget,
    locales: createLocales(strapi, now),
    lock: { table: qualified('strapi_core_store_settings'), key: 'content_tracker_lock' },
    log: {
      info: (text) => strapi.log.info(`content-tracker: ${text}`),
      warn: (text) => strapi.log.warn(`content-tracker: ${text}`),
    },
    onError: createErrorLog({ write: (text) => strapi.log.error(`content-tracker: ${text}`) }),
  };
};

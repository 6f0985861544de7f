import type { IncomingMessage } from 'node:http';
import type { Core } from '@strapi/strapi';
import type Koa from 'koa';
import type { TrackerConfig } from '../config';
import type { TrackedType } from '../content/tracked';
import { isInRanges } from 'newsroom-plugin-kit/addresses';
import { createBatchReporter } from './batch';
import { createBotDetector } from './bots';
import { commitBatch } from './commit';
import { createReceiver } from './http';
import type { Ledger } from '../ledger/ledger.sql';
import { completeOlder } from '../ledger/backfill.sql';
import { createQuestions } from '../queries/queries';
import { createReporter } from './report';
import { createSeenInMemory } from './seen.memory';
import type { Tables } from '../ledger/tables';
import { createUpkeep } from '../ledger/maintenance';
import { createTracer } from './visitor';
import { inTransaction } from '../content/transaction';
import { hourOf } from '../time/hours';
import { lockRow, type Lock } from '../content/lock';
import { refOf } from '../content/document-ref';

interface Options {
  readonly config: TrackerConfig;
  readonly types: readonly TrackedType[];
  readonly tables: Tables;
  readonly ledger: Ledger;
  readonly lock: Lock;
  readonly defaultLocale: () => Promise<string>;
  readonly locales: (asked: unknown) => Promise<readonly string[]>;
  /** Writes down that `what` failed. */
  readonly onError: (what: string, error: unknown) => void;
}

/** A row as Strapi's lifecycles give it: written, or about to be. */
type Data = Record<string, unknown>;

/** Everything that happens to views, from the request to the committed count. */
export const createViews = (
  strapi: Core.Strapi,
  { config, types, tables, ledger, lock, defaultLocale, locales, onError }: Options,
) => {
  const now = Date.now;
  const rules = {
    respectOptOut: config.respectOptOut,
    isExcluded: isInRanges(config.excludedAddresses),
    isBot: createBotDetector(config.botPatterns),
  };
  const seen = createSeenInMemory(config.seenCapacity);
  const traceOf = createTracer({ now });

  const reporter = createReporter({
    types,
    rules,
    seen,
    traceOf,
    defaultLocale,
    now,
    timeZone: config.timeZone,
    maxWaiting: config.maxWaiting,
    commit: (batch) => inTransaction(strapi, (trx) => commitBatch(trx, ledger, batch)),
    onFailure: (error) => onError('views could not be committed', error),
  });

  const upkeep = createUpkeep(strapi, {
    ledger,
    tables,
    types,
    now,
    timeZone: config.timeZone,
    hourlyRetentionDays: config.hourlyRetentionDays,
    lock,
    onError,
  });

  const { app } = strapi.server;
  /** The socket's, or the proxy header's where `server.proxy.koa` trusts it: Koa's own reading of it. */
  const addressOf = (request: IncomingMessage): string =>
    Object.assign(Object.create(app.request) as Koa.Request, { app, req: request }).ip;

  const questions = createQuestions(strapi, {
    types,
    tables,
    defaultLocale,
    locales,
    now,
    timeZone: config.timeZone,
    hourlyRetentionDays: config.hourlyRetentionDays,
  });
  const batches = createBatchReporter(strapi, {
    types,
    rules,
    seen,
    traceOf,
    ledger,
    defaultLocale,
    now,
    lock,
    onError,
    timeZone: config.timeZone,
  });

  return {
    questions,
    batches,

    receive: createReceiver({
      apiPrefix: strapi.config.get('api.rest.prefix'),
      allowedOrigins: config.allowedOrigins,
      addressOf,
      report: reporter.report,
      onError: (error) => onError('a report of a view failed', error),
    }),

    /**
     * A row is about to be written anew: it takes its count from the one that it replaces, else from the
     * ledger, not from what it was copied from.
     */
    async beforeCreate(type: TrackedType, data: Data, replaced: number | null | undefined): Promise<void> {
      if (!data.documentId) {
        data.viewCount = 0;
        return;
      }
      const place = refOf(data);
      data.viewCount =
        replaced ?? (await strapi.db.transaction(({ trx }) => ledger.viewCountOf(trx, type, place)));
      upkeep.touch(type, place);
    },

    /** Many rows were deleted at once, as with a language: which ones, only the tables know. */
    async afterDeleteMany(type: TrackedType): Promise<void> {
      await strapi.db.transaction(({ trx }) => ledger.removeOrphans(trx, type));
    },

    async start(): Promise<void> {
      for (const type of types) {
        await inTransaction(strapi, async (trx) => {
          await lockRow(trx, lock);
          await ledger.projectAll(trx, type);
          await completeOlder(trx, tables, type, hourOf(now()));
        });
      }
      upkeep.start();
      void upkeep.tidy();
    },

    async stop(): Promise<void> {
      await reporter.stop();
      await upkeep.stop();
    },
  };
};

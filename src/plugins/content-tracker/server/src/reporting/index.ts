import { isInRanges } from 'newsroom-plugin-kit/addresses';
import { inTransaction } from '../content/transaction';
import type { Ledger } from '../ledger/ledger.sql';
import { createClientAddress } from '../strapi/client-address';
import type { Tracker } from '../tracker';
import { createBatchReporter } from './batch';
import { createBotDetector } from './bots';
import { commitBatch } from './commit';
import { createReceiver } from './http';
import { createReporter } from './report';
import { createSeenInMemory } from './seen.memory';
import { createTracer } from './visitor';

/** The write path: how a request becomes a committed view. */
export const createReporting = (tracker: Tracker, ledger: Ledger) => {
  const { strapi, config, types, now, defaultLocale, lock, onError } = tracker;
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
    batches,
    receive: createReceiver({
      apiPrefix: strapi.config.get('api.rest.prefix'),
      allowedOrigins: config.allowedOrigins,
      addressOf: createClientAddress(strapi),
      report: reporter.report,
      onError: (error) => onError('a report of a view failed', error),
    }),
    stop: () => reporter.stop(),
  };
};

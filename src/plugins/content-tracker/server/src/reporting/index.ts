import { isInRanges } from 'newsroom-plugin-kit/addresses';
import { inTransaction } from '../content/transaction';
import type { Ledger } from '../ledger/ledger.sql';
import { createClientAddress } from '../strapi/client-address';
import type { Tracker } from '../tracker';
import { createBatchReporter } from './batch';
import { createBotDetector } from './bots';
import { commitGroups, keyOf } from './commit';
import { createDecide, type RefusedView, type View } from './decide';
import { createCollector } from './group-commit';
import { createReceiver } from './http';
import { createReporter } from './report';
import { createSeenInMemory } from './seen.memory';
import { createVisitorKeys } from './visitor';

/** How long a commit may take before further reports are answered 503. */
const stalledAfterMs = 5_000;

/** The write path: request -> beacon -> view or refusal -> group commit. */
export const createReporting = (tracker: Tracker, ledger: Ledger) => {
  const { strapi, config, now, onError } = tracker;
  const decide = createDecide({
    rules: {
      respectOptOut: config.respectOptOut,
      isExcluded: isInRanges(config.excludedAddresses),
      isBot: createBotDetector(config.botPatterns),
    },
    seen: createSeenInMemory(config.seenCapacity),
    visitorKeyOf: createVisitorKeys({ now }),
    defaultLocale: tracker.defaultLocale,
    timeZone: config.timeZone,
  });
  const collector = createCollector<View | RefusedView>({
    keyOf,
    commit: (groups) => inTransaction(strapi, (trx) => commitGroups(trx, ledger, groups)),
    maxWaiting: config.maxWaiting,
    stalledAfterMs,
    now,
    onFailure: (error) => onError('views could not be committed', error),
  });

  return {
    /** Answers a request that reports a view or asks for the script, and tells whether it was one. */
    receive: createReceiver({
      apiPrefix: strapi.config.get('api.rest.prefix'),
      allowedOrigins: config.allowedOrigins,
      addressOf: createClientAddress(strapi),
      report: createReporter(tracker, decide, collector),
      onError: (error) => onError('a report of a view failed', error),
    }),
    reportBatch: createBatchReporter(tracker, ledger, decide),
    stop: () => collector.stop(),
  };
};

import { isInRanges } from 'newsroom-plugin-kit/addresses';
import { besideContentApi } from '../config';
import { tryAgain } from '../content/transaction';
import type { IncrementRows } from '../ledger/increments.sql';
import type { Ledger } from '../ledger/ledger.sql';
import { createClientAddress } from '../strapi/client-address';
import type { Tracker } from '../tracker';
import { createBatchReporter } from './batch';
import { createBodyReader } from './body';
import { createBotDetector } from './bots';
import { commitGroups, keyOf } from './commit';
import { createDecide, type RefusedView, type View } from './decide';
import { createLimitsOf } from './flood-limits';
import { createFloodWarning } from './flood-warning';
import { createCollector } from './group-commit';
import { createReceiver } from './http';
import { createReporter } from './report';
import { createVisitorMemory } from './visitor-memory';

/** How long a commit may take before further reports are answered 503. */
const stalledAfterMs = 5_000;

/** The write path: request -> beacon -> view or refusal -> group commit. */
export const createReporting = (tracker: Tracker, ledger: Ledger, increments: IncrementRows) => {
  const { strapi, db, config, now, onError } = tracker;
  const apiPrefix = strapi.config.get<string>('api.rest.prefix');
  const visitors = createVisitorMemory(tracker);
  const decide = createDecide({
    rules: {
      respectOptOut: config.respectOptOut,
      isExcluded: isInRanges(config.excludedAddresses),
      isBot: createBotDetector(config.botPatterns),
    },
    seen: visitors.seen,
    visitorKeysOf: visitors.visitorKeysOf,
    limitsOf: createLimitsOf(config.floodLimits, config.sharedAddresses),
    onFlood: createFloodWarning({ now, warn: tracker.log.warn }),
    defaultLocale: tracker.defaultLocale,
    timeZone: config.timeZone,
  });
  let connections = 0;
  strapi.server.httpServer.on('connection', () => {
    connections += 1;
  });
  const bodies = createBodyReader(now);
  const collector = createCollector<View | RefusedView>({
    keyOf,
    commit: (groups) => tryAgain(() => commitGroups(db, ledger, increments, groups)),
    arrivals: () => connections,
    maxWaiting: config.maxWaiting,
    stalledAfterMs,
    now,
    onFailure: (error) => onError('views could not be committed', error),
  });

  return {
    /** Answers a request that reports a view or asks for the script, and tells whether it was one. */
    receive: createReceiver({
      apiPrefix,
      scriptPath: besideContentApi(config.scriptPath, apiPrefix),
      allowedOrigins: config.allowedOrigins,
      addressOf: createClientAddress(strapi),
      readBody: bodies.read,
      report: createReporter(tracker, decide, collector),
      onError: (error) => onError('a report of a view failed', error),
    }),
    reportBatch: createBatchReporter(tracker, ledger, increments, decide),
    start: () => visitors.start(),
    stop: async (): Promise<void> => {
      bodies.stop();
      await collector.stop();
      visitors.stop();
    },
  };
};

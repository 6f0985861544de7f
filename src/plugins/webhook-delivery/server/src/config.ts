import { isRange } from 'newsroom-plugin-kit/addresses';
import {
  createValidator,
  listOf,
  numberIn,
  textsOf,
  trueOrFalse,
  wholeNumber,
} from 'newsroom-plugin-kit/config-checks';

/** Options of `config/plugins.ts`, under `'webhook-delivery'`, with the defaults filled in. */
export interface DeliveryConfig {
  /** Whether messages are sent. If not, they are stored and wait until an administrator resumes sending. */
  readonly sending: boolean;
  /** Addresses and CIDR ranges that messages may be sent to although they are not public. */
  readonly allowedAddresses: readonly string[];
  /** Time limit of one attempt, from the connection to the end of the response. */
  readonly timeoutSeconds: number;
  /** Pauses before the second, third, … attempt. Each is made up to a tenth longer or shorter at random. */
  readonly retryDelaysSeconds: readonly number[];
  /** How many messages one instance sends at the same time, to all endpoints together. */
  readonly parallel: number;
  /** How many messages one instance sends to one endpoint at the same time. */
  readonly parallelPerEndpoint: number;
  /** An endpoint that has failed for this time without one success is switched off. */
  readonly switchOffAfterDays: number;
  /** After a rotation the former secret signs too, for this time. */
  readonly rotationHours: number;
  /** Finished messages are removed from the log after this time. */
  readonly retentionDays: number;
  /** The log keeps at most this many messages; older finished ones are removed. */
  readonly retentionMessages: number;
}

const minute = 60;
const hour = 60 * minute;

const retryDelaysSeconds = [
  5,
  5 * minute,
  30 * minute,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
];

/**
 * Strapi merges lists item by item, so a shorter list of the user's would be filled up from a longer default.
 * `retryDelaysSeconds` is therefore completed in `complete`.
 */
export const defaults: Omit<DeliveryConfig, 'retryDelaysSeconds'> = {
  sending: true,
  allowedAddresses: [],
  timeoutSeconds: 15,
  parallel: 64,
  parallelPerEndpoint: 8,
  switchOffAfterDays: 5,
  rotationHours: 24,
  retentionDays: 30,
  retentionMessages: 100_000,
};

export const complete = (config: Partial<DeliveryConfig>): DeliveryConfig => ({
  retryDelaysSeconds,
  ...defaults,
  ...config,
});

export const validator = createValidator<DeliveryConfig>(
  'webhook-delivery',
  {
    sending: trueOrFalse,
    allowedAddresses: textsOf(
      'a list of at most 1000 addresses or ranges such as "10.1.0.0/16"',
      isRange,
      1000,
    ),
    timeoutSeconds: numberIn(1, 60),
    retryDelaysSeconds: listOf(
      'a list of at most 20 pauses of 0 to 604800 seconds',
      numberIn(0, 604_800),
      20,
    ),
    parallel: wholeNumber(1, 256),
    parallelPerEndpoint: wholeNumber(1, 64),
    switchOffAfterDays: numberIn(1, 365),
    rotationHours: numberIn(0, 720),
    retentionDays: numberIn(1, 3650),
    retentionMessages: wholeNumber(1000, 100_000_000),
  },
  complete,
);

import { isRange } from 'newsroom-plugin-kit/addresses';

/** Options of `config/plugins.ts`, under `'webhook-delivery'`, after the defaults are filled in. */
export interface DeliveryConfig {
  /** Whether messages are sent. Where not, they are stored and wait, until somebody resumes sending on the page. */
  readonly sending: boolean;
  /** Addresses and CIDR ranges that are not public and yet may be sent to. */
  readonly allowedAddresses: readonly string[];
  /** How long one attempt may take, answer included. */
  readonly timeoutSeconds: number;
  /** Pauses before the second, third, … attempt; each is a tenth longer or shorter. */
  readonly retryDelaysSeconds: readonly number[];
  /** Messages that are sent at the same time, over all endpoints. */
  readonly parallel: number;
  /** Messages that are sent to one endpoint at the same time. */
  readonly parallelPerEndpoint: number;
  /** An endpoint that has failed for so long, without one success, is switched off. */
  readonly switchOffAfterDays: number;
  /** For so long the former secret signs too after a rotation. */
  readonly rotationHours: number;
  /** Finished messages are kept in the log for so long, */
  readonly retentionDays: number;
  /** and at most so many of them. */
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

/** Strapi fills up a shorter list with the items of a longer default, so a list has none here. */
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

type Check = { readonly wanted: string; readonly holds: (value: unknown) => boolean };

const isNumberIn = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;

const numberIn = (min: number, max: number): Check => ({
  wanted: `${min} to ${max}`,
  holds: (value) => isNumberIn(value, min, max),
});

const wholeNumber = (min: number, max: number): Check => ({
  wanted: `a whole number from ${min} to ${max}`,
  holds: (value) => Number.isInteger(value) && isNumberIn(value, min, max),
});

const listOf = (wanted: string, most: number, isRight: (item: unknown) => boolean): Check => ({
  wanted,
  holds: (value) => Array.isArray(value) && value.length <= most && value.every(isRight),
});

const checks: Record<keyof DeliveryConfig, Check> = {
  sending: { wanted: 'true or false', holds: (value) => typeof value === 'boolean' },
  allowedAddresses: listOf(
    'a list of at most 1000 addresses or ranges such as "10.1.0.0/16"',
    1000,
    (item) => typeof item === 'string' && isRange(item),
  ),
  timeoutSeconds: numberIn(1, 60),
  retryDelaysSeconds: listOf('a list of at most 20 pauses of 0 to 604800 seconds', 20, (item) =>
    isNumberIn(item, 0, 604_800),
  ),
  parallel: wholeNumber(1, 256),
  parallelPerEndpoint: wholeNumber(1, 64),
  switchOffAfterDays: numberIn(1, 365),
  rotationHours: numberIn(0, 720),
  retentionDays: numberIn(1, 3650),
  retentionMessages: wholeNumber(1000, 100_000_000),
};

/**
 * Refuses a configuration that could not work, naming option and limit.
 * @throws Error `webhook-delivery: parallel must be a whole number from 1 to 256, got 0`
 */
export const validator = (config: Record<string, unknown>): void => {
  const unknown = Object.keys(config).find((option) => !(option in checks));
  if (unknown !== undefined) {
    throw new Error(
      `webhook-delivery: ${unknown} is not an option; there are ${Object.keys(checks).join(', ')}`,
    );
  }
  const whole: Record<string, unknown> = { ...complete(config) };
  for (const [option, { wanted, holds }] of Object.entries(checks)) {
    if (!holds(whole[option])) {
      throw new Error(`webhook-delivery: ${option} must be ${wanted}, got ${JSON.stringify(whole[option])}`);
    }
  }
};

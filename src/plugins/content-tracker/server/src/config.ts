import { isRange } from 'newsroom-plugin-kit/addresses';

/** Options of `config/plugins.ts`, under `'content-tracker'`, after the defaults are filled in. */
export interface TrackerConfig {
  /** Content-type uids whose documents are counted and dated, such as `api::article.article`. */
  readonly contentTypes: readonly string[];
  /** Types that were renamed, their uid before and now: counts and log follow at the next start. */
  readonly renamedTypes: Readonly<Record<string, string>>;
  /** IANA name of the site's time zone: where its days begin. */
  readonly timeZone: string;
  /** Origins that may report views from a browser; `*` allows every one. */
  readonly allowedOrigins: readonly string[];
  /** Whether readers who send `Sec-GPC: 1` or `DNT: 1` are left out. */
  readonly respectOptOut: boolean;
  /** Regular expressions for agents that are bots, besides the lists. */
  readonly botPatterns: readonly string[];
  /** Addresses and CIDR ranges whose views are not counted: the own office, monitoring. */
  readonly excludedAddresses: readonly string[];
  /** Days for which counts are kept by the hour; older ones are kept by the day. */
  readonly hourlyRetentionDays: number;
  /** Visitors' documents that are remembered for telling repeats and unique views; 40 bytes each. */
  readonly seenCapacity: number;
  /** Reports that may wait for their commit at one time; further ones are answered 503. */
  readonly maxWaiting: number;
}

/** Strapi fills an empty list up with the items of a default, so the list of origins has none here. */
export const defaults: Omit<TrackerConfig, 'allowedOrigins'> = {
  contentTypes: [],
  renamedTypes: {},
  timeZone: 'UTC',
  respectOptOut: true,
  botPatterns: [],
  excludedAddresses: [],
  hourlyRetentionDays: 90,
  seenCapacity: 1_000_000,
  maxWaiting: 20_000,
};

export const complete = (config: Partial<TrackerConfig>): TrackerConfig => ({
  allowedOrigins: ['*'],
  ...defaults,
  ...config,
});

type Check = { readonly wanted: string; readonly holds: (value: unknown) => boolean };

const listOf = (wanted: string, isRight: (item: string) => boolean): Check => ({
  wanted,
  holds: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string' && isRight(item)),
});

const isUid = (value: unknown): boolean =>
  typeof value === 'string' && /^(api|plugin)::[\w-]+\.[\w-]+$/.test(value);

const wholeNumber = (min: number, max: number): Check => ({
  wanted: `${min} to ${max}`,
  holds: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
});

const works = (attempt: () => unknown): boolean => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};

const checks: Record<keyof TrackerConfig, Check> = {
  contentTypes: listOf('a list of content-type uids such as "api::article.article"', isUid),
  renamedTypes: {
    wanted: 'uids before and now such as { "api::note.note": "api::memo.memo" }',
    holds: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(value).every(([from, to]) => isUid(from) && isUid(to) && from !== to),
  },
  timeZone: {
    wanted: 'an IANA name such as "Asia/Ho_Chi_Minh"',
    holds: (zone) =>
      typeof zone === 'string' && works(() => new Intl.DateTimeFormat('en', { timeZone: zone })),
  },
  allowedOrigins: listOf('["*"] or a list of origins such as "https://example.org"', (origin) =>
    /^(\*|https?:\/\/[^/\s]+)$/.test(origin),
  ),
  respectOptOut: { wanted: 'true or false', holds: (value) => typeof value === 'boolean' },
  botPatterns: listOf('a list of regular expressions', (pattern) => works(() => new RegExp(pattern, 'i'))),
  excludedAddresses: listOf('a list of addresses or ranges such as "203.0.113.0/24"', isRange),
  hourlyRetentionDays: wholeNumber(1, 3650),
  seenCapacity: wholeNumber(1000, 50_000_000),
  maxWaiting: wholeNumber(1, 1_000_000),
};

/**
 * Refuses a configuration that could not work, naming option and limit.
 * @throws Error `content-tracker: maxWaiting must be 1 to 1000000, got 0`
 */
export const validator = (config: Record<string, unknown>): void => {
  const unknown = Object.keys(config).find((option) => !(option in checks));
  if (unknown !== undefined) {
    throw new Error(
      `content-tracker: ${unknown} is not an option; there are ${Object.keys(checks).join(', ')}`,
    );
  }
  const whole: Record<string, unknown> = { ...complete(config) };
  for (const [option, { wanted, holds }] of Object.entries(checks)) {
    if (!holds(whole[option])) {
      throw new Error(`content-tracker: ${option} must be ${wanted}, got ${JSON.stringify(whole[option])}`);
    }
  }
};

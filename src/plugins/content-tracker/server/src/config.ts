import { isRange } from 'newsroom-plugin-kit/addresses';
import {
  createValidator,
  isMultiple,
  numberIn,
  redisUrl,
  textsOf,
  trueOrFalse,
  wholeNumber,
} from 'newsroom-plugin-kit/config-checks';
import { defaultFloodLimits, type FloodLimits } from './reporting/flood-limits';

/** Options of `config/plugins.ts`, under `'content-tracker'`, with the defaults filled in. */
export interface TrackerConfig {
  /** Content-type uids whose documents are counted and dated, such as `api::article.article`. */
  readonly contentTypes: readonly string[];
  /** Types that were renamed: former uid -> present uid. Counts and log follow at the next start. */
  readonly renamedTypes: Readonly<Record<string, string>>;
  /** IANA name of the site's time zone. It decides where the site's days begin. */
  readonly timeZone: string;
  /** Origins that may report views from a browser; `*` allows every origin. */
  readonly allowedOrigins: readonly string[];
  /** Path of the script that pages load. Its name should be one that no blocker's general rule matches. */
  readonly scriptPath: string;
  /** Whether views of readers who send `Sec-GPC: 1` or `DNT: 1` are refused. */
  readonly respectOptOut: boolean;
  /** Regular expressions for agents that are bots, besides the built-in lists. */
  readonly botPatterns: readonly string[];
  /** Addresses and CIDR ranges whose views are not counted, such as those of the office and of monitoring. */
  readonly excludedAddresses: readonly string[];
  /** Counted views of one household at most; further ones are refused as `flood`. Limits left out have their default. */
  readonly floodLimits: Partial<FloodLimits>;
  /** Addresses and CIDR ranges that many people share: how many times the flood limits hold for each. */
  readonly sharedAddresses: Readonly<Record<string, number>>;
  /** Hours by which a scheduled publication may be late. A later one waits for a person. */
  readonly catchUpHours: number;
  /** Days for which counts are kept by the hour. Older counts are kept by the day. */
  readonly hourlyRetentionDays: number;
  /** Seconds after which `viewCount`, lists and the sums of types follow what was counted. Under load it takes longer. */
  readonly foldSeconds: number;
  /** Pairs of visitor and document that are remembered to find repeats and unique views; some 50 bytes each. */
  readonly seenCapacity: number;
  /**
   * The Redis in which several servers remember visitors together: `redis://user:password@host:port/database`, or
   * `rediss://…` for TLS. Without it each server remembers by itself.
   */
  readonly redisUrl?: string;
  /** Reports that may wait for their commit at one time. Further reports are answered 503. */
  readonly maxWaiting: number;
}

/** Strapi fills an empty list with the items of its default. So `allowedOrigins` has no default here, but in `complete`. */
export const defaults: Omit<TrackerConfig, 'allowedOrigins'> = {
  contentTypes: [],
  renamedTypes: {},
  timeZone: 'UTC',
  scriptPath: '/content-tracker/read.js',
  respectOptOut: true,
  botPatterns: [],
  excludedAddresses: [],
  floodLimits: defaultFloodLimits,
  sharedAddresses: {},
  catchUpHours: 24,
  hourlyRetentionDays: 90,
  foldSeconds: 1,
  seenCapacity: 1_000_000,
  maxWaiting: 20_000,
};

export const complete = (config: Partial<TrackerConfig>): TrackerConfig => ({
  allowedOrigins: ['*'],
  ...defaults,
  ...config,
});

const isUid = (value: unknown): boolean =>
  typeof value === 'string' && /^(api|plugin)::[\w-]+\.[\w-]+$/.test(value);

const isScriptPath = (value: unknown): boolean =>
  typeof value === 'string' && /^(\/[\w-][\w.-]*)+$/.test(value) && value.endsWith('.js');

const works = (attempt: () => unknown): boolean => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};

const isTimeZone = (value: unknown): boolean =>
  typeof value === 'string' && works(() => new Intl.DateTimeFormat('en', { timeZone: value }));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLimits = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(
    ([name, limit]) => name in defaultFloodLimits && wholeNumber(1, 1_000_000_000).holds(limit),
  );

const isRenaming = (value: unknown): boolean =>
  isObject(value) && Object.entries(value).every(([from, to]) => isUid(from) && isUid(to) && from !== to);

export const validator = createValidator<TrackerConfig>(
  'content-tracker',
  {
    contentTypes: textsOf('a list of content-type uids such as "api::article.article"', isUid),
    renamedTypes: {
      wanted: 'former and present uids such as { "api::note.note": "api::memo.memo" }',
      holds: isRenaming,
    },
    timeZone: { wanted: 'an IANA name such as "Asia/Ho_Chi_Minh"', holds: isTimeZone },
    allowedOrigins: textsOf('["*"] or a list of origins such as "https://example.org"', (origin) =>
      /^(\*|https?:\/\/[^/\s]+)$/.test(origin),
    ),
    scriptPath: {
      wanted:
        'a path such as "/content-tracker/read.js": letters, digits, "-", "_" and "." between slashes, with ".js" at its end',
      holds: isScriptPath,
    },
    respectOptOut: trueOrFalse,
    botPatterns: textsOf('a list of regular expressions', (pattern) => works(() => new RegExp(pattern, 'i'))),
    excludedAddresses: textsOf('a list of addresses or ranges such as "203.0.113.0/24"', isRange),
    floodLimits: {
      wanted: `an object of ${Object.keys(defaultFloodLimits).join(', ')}, each a whole number from 1 to 1000000000`,
      holds: (value) => isLimits(value),
    },
    sharedAddresses: {
      wanted: 'addresses or ranges with a number from 1 to 10000 each, such as { "203.0.113.0/24": 20 }',
      holds: (value) =>
        isObject(value) && Object.entries(value).every(([range, times]) => isMultiple(range, times)),
    },
    catchUpHours: wholeNumber(0, 8760),
    hourlyRetentionDays: wholeNumber(1, 3650),
    foldSeconds: numberIn(0.05, 60),
    seenCapacity: wholeNumber(1000, 50_000_000),
    redisUrl,
    maxWaiting: wholeNumber(1, 1_000_000),
  },
  complete,
);

/**
 * Returns `scriptPath`. Only Strapi knows the path of the content API, such as `/api`, and only once it is loaded.
 * @throws Error where the script would hide a route of the content API
 */
export const besideContentApi = (scriptPath: string, apiPrefix: string): string => {
  const isBelow = apiPrefix.length > 1 && scriptPath.startsWith(`${apiPrefix}/`);
  if (!isBelow) return scriptPath;
  throw new Error(`content-tracker: scriptPath must not be below ${apiPrefix}, got "${scriptPath}"`);
};

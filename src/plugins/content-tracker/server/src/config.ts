import { isRange } from 'newsroom-plugin-kit/addresses';
import { createValidator, textsOf, trueOrFalse, wholeNumber } from 'newsroom-plugin-kit/config-checks';

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
  /** Whether views of readers who send `Sec-GPC: 1` or `DNT: 1` are refused. */
  readonly respectOptOut: boolean;
  /** Regular expressions for agents that are bots, besides the built-in lists. */
  readonly botPatterns: readonly string[];
  /** Addresses and CIDR ranges whose views are not counted, such as those of the office and of monitoring. */
  readonly excludedAddresses: readonly string[];
  /** Days for which counts are kept by the hour. Older counts are kept by the day. */
  readonly hourlyRetentionDays: number;
  /** Pairs of visitor and document that are remembered to find repeats and unique views; 40 bytes each. */
  readonly seenCapacity: number;
  /** Reports that may wait for their commit at one time. Further reports are answered 503. */
  readonly maxWaiting: number;
}

/** Strapi fills an empty list with the items of its default. So `allowedOrigins` has no default here, but in `complete`. */
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

const isUid = (value: unknown): boolean =>
  typeof value === 'string' && /^(api|plugin)::[\w-]+\.[\w-]+$/.test(value);

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

const isRenaming = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(([from, to]) => isUid(from) && isUid(to) && from !== to);

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
    respectOptOut: trueOrFalse,
    botPatterns: textsOf('a list of regular expressions', (pattern) => works(() => new RegExp(pattern, 'i'))),
    excludedAddresses: textsOf('a list of addresses or ranges such as "203.0.113.0/24"', isRange),
    hourlyRetentionDays: wholeNumber(1, 3650),
    seenCapacity: wholeNumber(1000, 50_000_000),
    maxWaiting: wholeNumber(1, 1_000_000),
  },
  complete,
);

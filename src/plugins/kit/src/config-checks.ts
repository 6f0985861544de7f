import { isRange } from './addresses';

/** What an option of a plugin must be. */
export interface Check {
  /** Completes the sentence `option must be …`. */
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
  /** Whether a wrong value may hold a password, so that the message must not repeat it. */
  readonly isSecret?: boolean;
}

const isNumberIn = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;

export const trueOrFalse: Check = {
  wanted: 'true or false',
  holds: (value) => typeof value === 'boolean',
};

export const numberIn = (min: number, max: number): Check => ({
  wanted: `a number from ${min} to ${max}`,
  holds: (value) => isNumberIn(value, min, max),
});

export const wholeNumber = (min: number, max: number): Check => ({
  wanted: `a whole number from ${min} to ${max}`,
  holds: (value) => Number.isInteger(value) && isNumberIn(value, min, max),
});

/** A list of at most `most` items; `wanted` has to name that limit. */
export const listOf = (
  wanted: string,
  { holds }: Pick<Check, 'holds'>,
  most = Number.POSITIVE_INFINITY,
): Check => ({
  wanted,
  holds: (value) => Array.isArray(value) && value.length <= most && value.every(holds),
});

/** A list of at most `most` strings that each pass `isRight`; `wanted` has to name that limit. */
export const textsOf = (wanted: string, isRight: (item: string) => boolean, most?: number): Check =>
  listOf(wanted, { holds: (item) => typeof item === 'string' && isRight(item) }, most);

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** Whether `range` is an address or a range, and `times` the number of times that a limit holds for it. */
export const isMultiple = (range: string, times: unknown): boolean =>
  isRange(range) && isNumberIn(times, 1, 10_000);

/** The address of a Redis. It may be missing or empty. */
export const redisUrl: Check = {
  wanted: 'an address like redis://user:password@host:port/database, or rediss://… for TLS',
  holds(value) {
    if (value === undefined || value === '') return true;
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const { protocol, hostname, pathname, search, username, password } = new URL(value);
    const isRight = /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d{0,5})?$/.test(pathname);
    return isRight && search === '' && isDecodable(username + password);
  },
  isSecret: true,
};

/**
 * Makes the `validator` of a plugin's configuration. It refuses unknown options and values that could not work, and
 * names the option and its limits: `content-tracker: maxWaiting must be a whole number from 1 to 1000000, got 0`.
 * @param plugin its name begins each message
 * @param checks one for each option that exists
 * @param complete fills in the defaults that Strapi does not fill in
 */
export const createValidator =
  <Config extends object>(
    plugin: string,
    checks: Readonly<Record<keyof Config & string, Check>>,
    complete: (config: Partial<Config>) => Config,
  ) =>
  (config: Record<string, unknown>): void => {
    const unknown = Object.keys(config).find((option) => !(option in checks));
    if (unknown !== undefined) {
      throw new Error(
        `${plugin}: ${unknown} is not an option; the options are ${Object.keys(checks).join(', ')}`,
      );
    }
    const completed = complete(config as Partial<Config>) as Record<string, unknown>;
    for (const [option, { wanted, holds, isSecret }] of Object.entries<Check>(checks)) {
      if (holds(completed[option])) continue;
      const found = isSecret ? '(hidden)' : JSON.stringify(completed[option]);
      throw new Error(`${plugin}: ${option} must be ${wanted}, got ${found}`);
    }
  };

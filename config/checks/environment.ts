// In a folder of its own, because Strapi loads every file directly in `config/` as configuration.
import { isRange } from '../../src/plugins/kit/src/addresses';
import * as checks from '../../src/plugins/kit/src/config-checks';

/** Reads environment variables. A wrong value stops the start with an error that names the variable and its limits. */
type Env = (name: string) => string | undefined;

const fail = (name: string, wanted: string, got: string | undefined): never => {
  const found = got === undefined || got === '' ? 'but is not set' : `got "${got}"`;
  throw new Error(`${name} must be ${wanted}, ${found}. See the configuration table in README.md.`);
};

const numberThat =
  (check: (min: number, max: number) => checks.Check, pattern: RegExp) =>
  (env: Env, name: string, fallback: number, [min, max]: readonly [number, number]): number => {
    const text = env(name);
    if (text === undefined || text === '') return fallback;
    const { wanted, holds } = check(min, max);
    return pattern.test(text) && holds(Number(text)) ? Number(text) : fail(name, wanted, text);
  };

/** A whole number from `min` to `max`, or `fallback` where the variable is not set. */
export const wholeNumber = numberThat(checks.wholeNumber, /^\d+$/);

/** A number from `min` to `max`, or `fallback` where the variable is not set. */
export const number = numberThat(checks.numberIn, /^\d+(\.\d+)?$/);

/** `true` or `false`, or `fallback` where the variable is not set. */
export const flag = (env: Env, name: string, fallback: boolean): boolean => {
  const text = env(name);
  if (text === undefined || text === '') return fallback;
  if (text === 'true' || text === 'false') return text === 'true';
  return fail(name, checks.trueOrFalse.wanted, text);
};

/** A comma-separated list; empty where the variable is not set. */
export const list = (env: Env, name: string): string[] =>
  (env(name) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** A comma-separated list of addresses and ranges: `10.1.0.0/16,10.2.0.7`. */
export const ranges = (env: Env, name: string): string[] => {
  const found = list(env, name);
  const wrong = found.find((one) => !isRange(one));
  return wrong === undefined ? found : fail(name, 'addresses and ranges such as 10.1.0.0/16,10.2.0.7', wrong);
};

/** A comma-separated list of addresses and ranges with a number from 1 to 10000 each: `203.0.113.0/24=20`. */
export const multiples = (env: Env, name: string): Record<string, number> => {
  const pairs = list(env, name).map((part) => part.split('='));
  const isRight = ([range = '', times = '', ...more]: string[]): boolean =>
    more.length === 0 && /^\d+(\.\d+)?$/.test(times) && checks.isMultiple(range, Number(times));
  const wrong = pairs.find((pair) => !isRight(pair));
  if (wrong) {
    fail(
      name,
      'addresses and ranges with a number from 1 to 10000 each, such as 203.0.113.0/24=20',
      wrong.join('='),
    );
  }
  return Object.fromEntries(pairs.map(([range, times]) => [range, Number(times)]));
};

/** The number of trusted proxies, each of which adds an address, or their addresses and ranges. */
export const trustedProxies = (env: Env): { readonly count: number; readonly ranges: readonly string[] } => {
  const name = 'TRUSTED_PROXIES';
  const text = env(name) ?? '';
  if (/^\d*$/.test(text)) return { count: wholeNumber(env, name, 0, [0, 10]), ranges: [] };
  const found = list(env, name);
  return found.length > 0 && found.every(isRange)
    ? { count: 0, ranges: found }
    : fail(name, 'a whole number from 0 to 10, or addresses and ranges such as 10.0.0.0/8,::1', text);
};

/** One of `choices`, or the first of them where the variable is not set. */
export const choice = <T extends string>(env: Env, name: string, choices: readonly T[]): T => {
  const text = env(name) || choices[0];
  return choices.find((one) => one === text) ?? fail(name, `one of ${choices.join(', ')}`, text);
};

/** A secret of at least 16 characters other than the one of `.env.example`; `npm start` generates it. */
export const secret = (env: Env, name: string): string => {
  const text = env(name);
  if (text && text.length >= 16 && !/tobemodified/i.test(text)) return text;
  // The message does not contain the value, because it is logged.
  return fail(
    name,
    'a secret of at least 16 characters ("npm start" writes one to .env)',
    text ? '(hidden: too short, or the example of .env.example)' : undefined,
  );
};

/** A comma-separated list of such secrets. */
export const secrets = (env: Env, name: string): string[] =>
  (env(name) ?? '').split(',').map((part) => secret(() => part.trim(), name));

const isDecodable = (text: string): boolean => {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
};

/** The address of a database with one of the given protocols, as a URL. */
export const databaseUrl = (env: Env, name: string, protocols: readonly string[]): URL | undefined => {
  const text = env(name);
  if (!text) return undefined;
  const wanted = `an address like ${protocols[0]}//user:password@host:port/database`;
  // The message does not contain the value, because it holds a password.
  if (!URL.canParse(text)) return fail(name, wanted, '(hidden)');
  const url = new URL(text);
  if (url.search !== '') return fail(name, `${wanted}, and DATABASE_SSL asks for TLS`, '(hidden)');
  const isRight = protocols.includes(url.protocol) && url.pathname.length > 1 && isDecodable(text);
  return isRight ? url : fail(name, wanted, '(hidden)');
};

/** The address of a Redis, or undefined where the variable is not set. */
export const redisUrl = (env: Env, name: string): string | undefined => {
  const text = env(name) || undefined;
  // The message does not contain the value, because it may hold a password.
  return checks.redisUrl.holds(text) ? text : fail(name, checks.redisUrl.wanted, '(hidden)');
};

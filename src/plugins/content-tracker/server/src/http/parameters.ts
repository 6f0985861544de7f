import { DateTime, IANAZone } from 'luxon';
import type { TrackedType } from '../content/tracked';
import { dayOf, intervals, startOfDay, type Interval } from '../time/calendar';
import type { Malformed } from '../reporting/beacon';
import { hourMs, hourOf } from '../time/hours';

/** What is wrong with a question's parameters. */
export class Unanswerable extends Error {
  constructor(readonly problem: Malformed) {
    super(problem.message);
  }
}

/** What a path asks for is not there. */
export class Unknown extends Error {}

/** What the reading of parameters depends on. */
export interface Reading {
  readonly types: readonly TrackedType[];
  readonly defaultLocale: string;
  /** Codes of the site's languages. */
  readonly locales: readonly string[];
  readonly timeZone: string;
  readonly hourlyRetentionDays: number;
  readonly nowMs: number;
}

type Query = Record<string, unknown>;

export const periods = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24, '365d': 365 * 24 } as const;
export const mostListed = 100;
/** In a file there is room for more than on a page. */
export const mostExported = 10_000;
export const mostIntervals = 1000;
const mostHalfLifeHours = 720;

const refuse = (name: string, message: string): never => {
  throw new Unanswerable({ path: [name], message: `${name} ${message}` });
};

/** @throws Unanswerable naming the first parameter that is not one of `known` */
export const checkNames = (query: Query, known: readonly string[]): void => {
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    refuse(unknown.slice(0, 100), `is not a known parameter; allowed are ${known.join(', ')}`);
  }
};

/**
 * @throws Unanswerable naming the first of `names` in which a NUL is, however deep: PostgreSQL refuses the
 * statement that it comes to
 */
export const checkTexts = (query: Query, names: readonly string[]): void => {
  const unreadable = names.find((name) => JSON.stringify(query[name] ?? '').includes('\\u0000'));
  if (unreadable !== undefined) refuse(unreadable, 'must not contain a NUL character');
};

const text = (query: Query, name: string): string | undefined => {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  // PostgreSQL refuses the statement that a NUL is in.
  return typeof value === 'string' && value.length <= 100 && !value.includes('\0')
    ? value
    : refuse(name, 'must be one text of at most 100 characters');
};

const oneOf = <T extends string>(query: Query, name: string, choices: readonly T[], fallback: T): T => {
  const value = text(query, name) ?? fallback;
  return choices.find((choice) => choice === value) ?? refuse(name, `must be one of ${choices.join(', ')}`);
};

/** One of some words, or undefined where nothing is said. */
export const readChoice = <T extends string>(
  query: Query,
  name: string,
  choices: readonly T[],
): T | undefined =>
  text(query, name) === undefined ? undefined : oneOf(query, name, choices, choices[0] as T);

export const readNumber = (
  query: Query,
  name: string,
  fallback: number,
  [least, most]: readonly [number, number],
): number => {
  const value = text(query, name);
  if (value === undefined) return fallback;
  return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most
    ? Number(value)
    : refuse(name, `must be a whole number from ${least} to ${most}`);
};

export const readType = (query: Query, { types }: Reading): TrackedType =>
  types.find(({ name }) => name === text(query, 'type')) ??
  refuse('type', `must be one of ${types.map(({ name }) => name).join(', ')}`);

/**
 * Reads `:type/:documentId` of a path.
 * @throws Unknown where no tracked type has this name
 */
export const readPath = (
  params: Readonly<Record<string, string>>,
  { types }: Pick<Reading, 'types'>,
): { type: TrackedType; documentId: string } => {
  const type = types.find(({ name }) => name === params.type);
  if (!type) {
    throw new Unknown(`there is no such type; there are ${types.map(({ name }) => name).join(', ')}`);
  }
  return { type, documentId: text(params, 'documentId') ?? '' };
};

export const readLocale = (
  query: Query,
  type: TrackedType,
  { defaultLocale, locales }: Pick<Reading, 'defaultLocale' | 'locales'>,
): string => {
  const locale = text(query, 'locale') ?? defaultLocale;
  if (!type.isLocalized) return '';
  // As it is written: MySQL finds vi where VI is asked for.
  return locales.includes(locale) ? locale : refuse('locale', `must be one of ${locales.join(', ')}`);
};

export const readInterval = (query: Query): Interval => oneOf(query, 'interval', intervals, 'day');

export const readTimeZone = (query: Query, { timeZone }: Reading): string => {
  const zone = text(query, 'timeZone') ?? timeZone;
  return IANAZone.isValidZone(zone)
    ? zone
    : refuse('timeZone', 'must be an IANA name such as Asia/Ho_Chi_Minh');
};

/** A moment as ISO 8601, or a day of the zone's calendar: `from` its beginning, and `to` its end. */
const readMoment = (query: Query, name: 'from' | 'to', timeZone: string): number | undefined => {
  const value = text(query, name);
  if (value === undefined) return undefined;
  const moment = DateTime.fromISO(value, { zone: timeZone });
  const isReasonable = moment.isValid && moment.year >= 2000 && moment.year < 2200;
  const isWholeDay = name === 'to' && /^\d{4}-\d\d-\d\d$/.test(value);
  return isReasonable
    ? (isWholeDay ? moment.plus({ days: 1 }).startOf('day') : moment).toMillis()
    : refuse(
        name,
        'must be a day such as 2026-01-31 or a moment such as 2026-01-31T08:00:00+07:00, from 2000 to 2199',
      );
};

/** From one moment up to, not including, another; in milliseconds since the epoch. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `from` and `to`, each where it is given, else `hours` back from now. */
export const readRange = (query: Query, timeZone: string, hours: number, { nowMs }: Reading): Range => {
  const toMs = readMoment(query, 'to', timeZone) ?? (hourOf(nowMs) + 1) * hourMs;
  const fromMs = readMoment(query, 'from', timeZone) ?? toMs - hours * hourMs;
  return fromMs < toMs
    ? { fromMs, toMs }
    : refuse('from', 'must be before to; a day given as to is included');
};

/** `period`, or `from` and `to`: how far back a list looks; undefined for all of time. */
export const readPeriod = (query: Query, reading: Reading): Range | undefined => {
  const isOwn = text(query, 'from') !== undefined || text(query, 'to') !== undefined;
  if (isOwn && text(query, 'period') !== undefined) refuse('period', 'cannot be combined with from or to');
  const period = oneOf(query, 'period', [...Object.keys(periods), 'all'], '7d');
  if (period === 'all' && !isOwn) return undefined;
  return readRange(
    query,
    reading.timeZone,
    periods[period as keyof typeof periods] ?? periods['7d'],
    reading,
  );
};

/** Hours in which a view loses half of its weight, 24 where nothing is said. */
export const readHalfLife = (query: Query): number =>
  readNumber(query, 'halfLife', 24, [1, mostHalfLifeHours]);

/** The hours of a range, and the days of the site's calendar that may have been folded. */
export const spanOf = ({ fromMs, toMs }: Range, { timeZone, hourlyRetentionDays, nowMs }: Reading) => {
  const keptFrom = dayOf(nowMs, timeZone) - hourlyRetentionDays;
  // A day more: it is folded only once the hour's turn comes.
  const reachesFolded = fromMs < startOfDay(keptFrom + 1, timeZone);
  const from = dayOf(fromMs, timeZone);
  const middleHour = Math.floor(startOfDay(from, timeZone) / hourMs) + 12;
  return {
    fromHour: Math.ceil(fromMs / hourMs),
    toHour: Math.ceil(toMs / hourMs),
    ...(reachesFolded && { days: { from, to: dayOf(toMs - 1, timeZone) + 1, middleHour } }),
  };
};

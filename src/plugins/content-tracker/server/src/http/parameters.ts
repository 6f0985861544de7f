import { errors } from '@strapi/utils';
import { DateTime, IANAZone } from 'luxon';
import { hourMs } from 'newsroom-plugin-kit/durations';
import type { TrackedType } from '../content/tracked';
import { intervals, type Interval } from '../time/calendar';
import { hourOf } from '../time/hours';
import type { Tracker } from '../tracker';
import { refuseParameter } from './errors';
import type { Query } from './request-context';

/** What decides which values a parameter may have. */
export interface ParameterContext {
  readonly types: readonly TrackedType[];
  readonly defaultLocale: string;
  /** Codes of the site's locales. */
  readonly locales: readonly string[];
  /** IANA name of the site's time zone. */
  readonly timeZone: string;
  readonly nowMs: number;
}

/** The context in which the parameters of one request are read. */
export const createParameterContext = async (
  { types, config, defaultLocale, locales, now }: Tracker,
  { locale }: Query,
): Promise<ParameterContext> => ({
  types,
  defaultLocale: await defaultLocale(),
  locales: await locales(locale),
  timeZone: config.timeZone,
  nowMs: now(),
});

/** Hours of each `period`. */
const periodHours: Readonly<Record<string, number>> = {
  '24h': 24,
  '7d': 7 * 24,
  '30d': 30 * 24,
  '365d': 365 * 24,
};
const defaultPeriod = '7d';
const defaultHalfLifeHours = 24;
const maxHalfLifeHours = 720;

/** @throws ValidationError that names the first parameter that is not among `known` */
export const checkNames = (query: Query, known: readonly string[]): void => {
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const allowed = known.length > 0 ? `allowed are ${known.join(', ')}` : 'there are none';
    refuseParameter(unknown.slice(0, 100), `is not a known parameter; ${allowed}`);
  }
};

/**
 * Refuses NUL characters in the named parameters, however deeply nested: PostgreSQL fails on a statement with one.
 * @throws ValidationError that names the first such parameter
 */
export const checkNoNul = (query: Query, names: readonly string[]): void => {
  const withNul = names.find((name) => JSON.stringify(query[name] ?? '').includes('\\u0000'));
  if (withNul !== undefined) refuseParameter(withNul, 'must not contain a NUL character');
};

/** The text of a parameter; undefined where it is absent or empty. */
const readText = (query: Query, name: string): string | undefined => {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  // PostgreSQL fails on a statement with a NUL character.
  return typeof value === 'string' && value.length <= 100 && !value.includes('\0')
    ? value
    : refuseParameter(name, 'must be one text of at most 100 characters');
};

/** One of `choices`; undefined where the parameter is absent or empty. */
export const readChoice = <T extends string>(
  query: Query,
  name: string,
  choices: readonly T[],
): T | undefined => {
  const value = readText(query, name);
  if (value === undefined) return undefined;
  return (
    choices.find((choice) => choice === value) ??
    refuseParameter(name, `must be one of ${choices.join(', ')}`)
  );
};

/** A whole number from `min` to `max`; `fallback` where the parameter is absent or empty. */
export const readNumber = (
  query: Query,
  name: string,
  fallback: number,
  [min, max]: readonly [number, number],
): number => {
  const value = readText(query, name);
  if (value === undefined) return fallback;
  return /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max
    ? Number(value)
    : refuseParameter(name, `must be a whole number from ${min} to ${max}`);
};

export const readType = (query: Query, { types }: ParameterContext): TrackedType =>
  types.find(({ name }) => name === readText(query, 'type')) ??
  refuseParameter('type', `must be one of ${types.map(({ name }) => name).join(', ')}`);

/**
 * Reads `:type/:documentId` of a path.
 * @throws NotFoundError where no tracked type has this name
 */
export const readPath = (
  params: Readonly<Record<string, string>>,
  { types }: Pick<ParameterContext, 'types'>,
): { type: TrackedType; documentId: string } => {
  const type = types.find(({ name }) => name === params.type);
  if (!type) {
    const names = types.map(({ name }) => name).join(', ');
    throw new errors.NotFoundError(`there is no such type; the types are ${names}`);
  }
  return { type, documentId: readText(params, 'documentId') ?? '' };
};

/** The locale that is asked for, else the site's default one; `''` where the type is not localized. */
export const readLocale = (
  query: Query,
  type: TrackedType,
  { defaultLocale, locales }: ParameterContext,
): string => {
  const locale = readText(query, 'locale') ?? defaultLocale;
  if (!type.isLocalized) return '';
  // Case counts: MySQL would find vi where VI is asked for.
  return locales.includes(locale)
    ? locale
    : refuseParameter('locale', `must be one of ${locales.join(', ')}`);
};

export const readInterval = (query: Query): Interval | undefined => readChoice(query, 'interval', intervals);

export const readTimeZone = (query: Query, { timeZone }: ParameterContext): string => {
  const zone = readText(query, 'timeZone') ?? timeZone;
  return IANAZone.isValidZone(zone)
    ? zone
    : refuseParameter('timeZone', 'must be an IANA name such as Asia/Ho_Chi_Minh');
};

/** A moment in ISO 8601, or a day of the zone's calendar: `from` is its start, `to` is its end. */
const readMoment = (query: Query, name: 'from' | 'to', timeZone: string): number | undefined => {
  const value = readText(query, name);
  if (value === undefined) return undefined;
  const moment = DateTime.fromISO(value, { zone: timeZone });
  const isReasonable = moment.isValid && moment.year >= 2000 && moment.year < 2200;
  const isLastDay = name === 'to' && /^\d{4}-\d\d-\d\d$/.test(value);
  return isReasonable
    ? (isLastDay ? moment.plus({ days: 1 }).startOf('day') : moment).toMillis()
    : refuseParameter(
        name,
        'must be a day such as 2026-01-31 or a moment such as 2026-01-31T08:00:00+07:00, from 2000 to 2199',
      );
};

/** From one moment up to another one, which is not included; in milliseconds since the epoch. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `from` to `to`. Without `to` it ends with the current hour; without `from` it is `hours` long. */
export const readRange = (
  query: Query,
  timeZone: string,
  hours: number,
  { nowMs }: ParameterContext,
): TimeRange => {
  const toMs = readMoment(query, 'to', timeZone) ?? (hourOf(nowMs) + 1) * hourMs;
  const fromMs = readMoment(query, 'from', timeZone) ?? toMs - hours * hourMs;
  return fromMs < toMs
    ? { fromMs, toMs }
    : refuseParameter('from', 'must be before to; a day given as to is included');
};

/** The range of `period`, or of `from` and `to`; undefined for all of time. */
export const readPeriod = (
  query: Query,
  context: ParameterContext,
  fallback = defaultPeriod,
): TimeRange | undefined => {
  const { timeZone } = context;
  const hasDates = ['from', 'to'].some((name) => readText(query, name) !== undefined);
  if (hasDates && readText(query, 'period') !== undefined) {
    refuseParameter('period', 'cannot be combined with from or to');
  }
  const period = readChoice(query, 'period', [...Object.keys(periodHours), 'all']);
  if (period === 'all') return undefined;
  const hours = periodHours[period ?? (hasDates ? defaultPeriod : fallback)] as number;
  return readRange(query, timeZone, hours, context);
};

/** Hours in which a view loses half of its weight. */
export const readHalfLife = (query: Query): number =>
  readNumber(query, 'halfLife', defaultHalfLifeHours, [1, maxHalfLifeHours]);

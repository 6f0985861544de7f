import { validationError } from 'newsroom-plugin-kit/http-errors';
import { maxInteger } from 'newsroom-plugin-kit/sql';
import type { DeliveryState, Scope, ScopeOptions } from '../../../shared/answers';
import { states } from '../states';
import type { DeliveryFilter } from './log.sql';

type Fields = Readonly<Record<string, unknown>>;

const mostListed = 100;
const mostStart = 10_000_000;
const mostEventCharacters = 200;

const refuse = (name: string, wanted: string): never => {
  throw validationError({ path: [name], message: `${name} must be ${wanted}` });
};

const fieldsOf = (body: unknown): Fields =>
  typeof body === 'object' && body !== null ? (body as Fields) : {};
const isAbsent = (value: unknown): boolean => value === undefined || value === '';

const readNumber = (given: Fields, name: string, most: number): number | undefined => {
  const value = given[name];
  if (isAbsent(value)) return undefined;
  const isRight = typeof value === 'string' && /^\d{1,15}$/.test(value) && Number(value) <= most;
  return isRight ? Number(value) : refuse(name, `a whole number from 0 to ${most}`);
};

const readState = ({ state }: Fields): DeliveryState | undefined => {
  if (isAbsent(state)) return undefined;
  return states.find((known) => known === state) ?? refuse('state', `one of ${states.join(', ')}`);
};

const readEvent = ({ event }: Fields): string | undefined => {
  if (isAbsent(event)) return undefined;
  return typeof event === 'string' && event.length <= mostEventCharacters
    ? event
    : refuse('event', `one text of at most ${mostEventCharacters} characters`);
};

/** The parameter `id` of a path. */
export const readId = (params: Fields): number =>
  readNumber(params, 'id', maxInteger) ?? refuse('id', `a whole number from 0 to ${maxInteger}`);

export const readFilter = (query: Fields): DeliveryFilter => ({
  endpoint: readNumber(query, 'endpoint', maxInteger),
  state: readState(query),
  event: readEvent(query),
  start: readNumber(query, 'start', mostStart) ?? 0,
  limit: readNumber(query, 'limit', mostListed) ?? 25,
});

/** The field `since` of a body, in milliseconds since the epoch. */
export const readSince = (body: unknown, nowMs: number): number => {
  const { since } = fieldsOf(body);
  const isMoment =
    typeof since === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(since);
  const ms = isMoment ? Date.parse(since) : NaN;
  return ms <= nowMs ? ms : refuse('since', 'a moment in the past such as 2026-01-31T08:00:00+07:00');
};

/** The field `waiting` of a body: what becomes of the messages that wait. */
export const readWaiting = (body: unknown): 'send' | 'cancel' => {
  const { waiting } = fieldsOf(body);
  return waiting === 'send' || waiting === 'cancel' ? waiting : refuse('waiting', 'one of send, cancel');
};

const readFlag = (body: Fields, name: 'publishedOnly' | 'media'): boolean => {
  const value = body[name];
  return typeof value === 'boolean' ? value : refuse(name, 'true or false');
};

const readList = (
  body: Fields,
  name: 'types' | 'locales',
  known: readonly string[],
): readonly string[] | null => {
  const value = body[name];
  if (value === null) return null;
  const isRight = Array.isArray(value) && value.every((item) => known.includes(item as string));
  return isRight
    ? [...new Set(value as string[])]
    : refuse(name, `null, for all, or a list of ${known.join(', ')}`);
};

/**
 * Reads the scope that an administrator sets.
 * @throws ValidationError that names the field and what it takes
 */
export const readScopeFrom = (body: unknown, { types, locales }: ScopeOptions): Scope => {
  const given = fieldsOf(body);
  const uids = types.map(({ uid }) => uid);
  const codes = locales.map(({ code }) => code);
  return {
    publishedOnly: readFlag(given, 'publishedOnly'),
    types: readList(given, 'types', uids),
    locales: readList(given, 'locales', codes),
    media: readFlag(given, 'media'),
  };
};

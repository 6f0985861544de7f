import { DateTime } from 'luxon';
import type { Calendar } from '../../../shared/schedule-answers';
import type { TrackedType } from '../content/tracked';
import { createAccess } from '../http/access';
import { refuseParameter } from '../http/errors';
import {
  checkNames,
  createParameterContext,
  readChoice,
  readType,
  type ParameterContext,
  type TimeRange,
} from '../http/parameters';
import type { Query, RequestContext } from '../http/request-context';
import { isoOf, periodOf } from '../queries/span';
import { createTitles, typedKey } from '../queries/titles';
import type { Tracker } from '../tracker';
import type { CalendarQueries } from './calendar.sql';

/** A month as it is shown, in whole weeks, has at most 42 days. */
const maxDays = 62;
const maxEntries = 1_000;
/** Entries read beyond those that are listed: an editor may not be allowed to read all of them. */
const maxRead = 5_000;

const mayReadLog = ({ state }: RequestContext): boolean =>
  (state.userAbility as { can(action: string): boolean }).can('plugin::content-tracker.read');

const readDay = (query: Query, name: 'from' | 'to', timeZone: string): DateTime => {
  const value = query[name];
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  const day = isDay ? DateTime.fromISO(value, { zone: timeZone }) : undefined;
  return day?.isValid && day.year >= 2000 && day.year < 2200
    ? day.startOf('day')
    : refuseParameter(name, 'must be a day such as 2026-01-31, from 2000 to 2199');
};

/** Days of the site's calendar, both included. */
export const readDays = (query: Query, timeZone: string): TimeRange => {
  const from = readDay(query, 'from', timeZone);
  const to = readDay(query, 'to', timeZone);
  if (to < from) refuseParameter('to', 'must not be before from');
  if (to >= from.plus({ days: maxDays })) {
    refuseParameter('to', `must be less than ${maxDays} days after from`);
  }
  return { fromMs: from.toMillis(), toMs: to.plus({ days: 1 }).startOf('day').toMillis() };
};

const readTypes = (query: Query, context: ParameterContext): readonly TrackedType[] =>
  query.type === undefined || query.type === '' ? context.types : [readType(query, context)];

/** `GET /content-tracker/calendar?from&to&type&locale`: what was published and unpublished, and what is to be. */
export const createCalendarController = (tracker: Tracker, queries: CalendarQueries) => {
  const { strapi, config, now } = tracker;
  const { timeZone } = config;
  const access = createAccess(strapi);
  const titles = createTitles(strapi, access);

  const read = async (ctx: RequestContext) => {
    const query = ctx.query as Query;
    checkNames(query, ['from', 'to', 'type', 'locale']);
    const context = await createParameterContext(tracker, query);
    const range = readDays(query, timeZone);
    const types = readTypes(query, context);
    const locale = readChoice(query, 'locale', context.locales);
    if (query.type) types.forEach((type) => access.checkMayRead(ctx, type));
    return { range, locale, types: types.filter((type) => access.mayRead(ctx, type)) };
  };

  return {
    async calendar(ctx: RequestContext): Promise<void> {
      const { range, types, locale } = await read(ctx);
      const query = { ...range, locale, types: types.map(({ uid }) => uid) };
      const { rows, isComplete } = await queries.find(query, maxRead);
      // A document that was deleted has no draft: it is left out.
      const known = await titles.ofDrafts(ctx, types, rows);
      const entries = rows.flatMap((row) => {
        const title = known.get(typedKey(row));
        const type = types.find(({ uid }) => uid === row.type);
        if (title === undefined || !type) return [];
        const { documentId, kind, state } = row;
        // Who published stands in the log, which wants a permission of its own.
        const name = state === 'done' && !mayReadLog(ctx) ? null : row.name;
        const address = { type: type.name, uid: type.uid, documentId, locale: row.locale || null };
        return [{ ...address, title, kind, state, at: isoOf(row.atMs), name }];
      });
      const answer: Calendar = {
        data: entries.slice(0, maxEntries),
        meta: {
          ...periodOf(range),
          asOf: isoOf(now()),
          timeZone,
          isComplete: isComplete && entries.length <= maxEntries,
        },
      };
      ctx.body = answer;
    },
  };
};

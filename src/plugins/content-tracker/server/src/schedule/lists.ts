import type { Answer } from '../../../shared/answers';
import type { HomeScheduled, Schedule, Schedules, WaitingState } from '../../../shared/schedule-answers';
import type { TrackedType } from '../content/tracked';
import { createAccess } from '../http/access';
import { refuseParameter } from '../http/errors';
import { checkNames, createParameterContext, readLocale, readType } from '../http/parameters';
import type { Query, RequestContext } from '../http/request-context';
import { currentActor } from '../publishing/actor';
import { findByIds } from '../queries/documents';
import { isoOf } from '../queries/span';
import { createTitles, typedKey } from '../queries/titles';
import type { Tracker } from '../tracker';
import type { ScheduledAction } from './actions.sql';
import { toSchedule, toScheduled } from './http';
import type { ScheduleQueries } from './lists.sql';

/** A page of the Content Manager's list has at most that many documents. */
const maxIds = 100;
const maxOnHome = 20;
/** Actions read beyond those that are listed: most may belong to others. */
const maxRead = 500;

const readIds = ({ documentIds }: Query): readonly string[] => {
  const ids = typeof documentIds === 'string' ? documentIds.split(',') : [];
  const isGood = ids.every((id) => /^[\w-]{1,100}$/.test(id));
  return isGood && ids.length >= 1 && ids.length <= maxIds
    ? [...new Set(ids)]
    : refuseParameter('documentIds', `must be 1 to ${maxIds} ids of documents, separated by commas`);
};

/** Routes of the admin that tell what is scheduled for many documents. */
export const createScheduleLists = (tracker: Tracker, queries: ScheduleQueries) => {
  const { strapi, types, now } = tracker;
  const access = createAccess(strapi);
  const titles = createTitles(strapi, access);

  /** Those of the documents that have a draft which the caller may read or publish. */
  const allowed = async (
    ctx: RequestContext,
    action: 'read' | 'publish',
    type: TrackedType,
    locale: string,
    documentIds: readonly string[],
  ): Promise<ReadonlySet<string>> => {
    const query = { fields: ['documentId'], filters: await access.filtersOf(ctx, type, action) };
    const refs = documentIds.map((documentId) => ({ documentId }));
    const found = await findByIds(strapi, 'draft', { type, locale }, refs, query);
    return new Set(found.map(({ documentId }) => documentId));
  };

  /** Those of the actions whose documents the caller may publish, by `typedKey`. */
  const publishable = async (
    ctx: RequestContext,
    actions: readonly ScheduledAction[],
  ): Promise<Set<string>> => {
    const keys = new Set<string>();
    for (const type of types.filter((one) => access.mayPublish(ctx, one))) {
      const ofType = actions.filter((action) => action.type === type.uid);
      for (const locale of new Set(ofType.map((action) => action.locale))) {
        const ids = ofType.filter((one) => one.locale === locale).map(({ documentId }) => documentId);
        for (const documentId of await allowed(ctx, 'publish', type, locale, [...new Set(ids)])) {
          keys.add(typedKey({ type: type.uid, documentId, locale }));
        }
      }
    }
    return keys;
  };

  return {
    /** `GET /content-tracker/schedule?type&locale&documentIds`: those that have an open action. */
    async list(ctx: RequestContext): Promise<void> {
      const query = ctx.query as Query;
      checkNames(query, ['type', 'locale', 'documentIds']);
      const context = await createParameterContext(tracker, query);
      const type = readType(query, context);
      const locale = readLocale(query, type, context);
      const ids = readIds(query);
      access.checkMayRead(ctx, type);
      const open = await queries.openOf(type.uid, locale, ids);
      const withOpen = ids.filter((id) => open.some(({ documentId }) => documentId === id));
      const readable = await allowed(ctx, 'read', type, locale, withOpen);
      const scheduleOf = (documentId: string): Schedule =>
        toSchedule(
          type,
          { documentId, locale },
          open.filter((action) => action.documentId === documentId),
        );
      const answer: Schedules = {
        data: withOpen.filter((id) => readable.has(id)).map(scheduleOf),
        meta: { asOf: isoOf(now()) },
      };
      ctx.body = answer;
    },

    /** `GET /content-tracker/home/scheduled`: what waits for a person, for its owner and for those who may publish it. */
    async home(ctx: RequestContext): Promise<void> {
      checkNames(ctx.query as Query, []);
      const uids = types.filter((type) => access.mayRead(ctx, type)).map(({ uid }) => uid);
      const waiting = await queries.waiting(uids, maxRead);
      const known = await titles.ofDrafts(ctx, types, waiting);
      const mayPublish = await publishable(ctx, waiting);
      const { id: caller } = currentActor(strapi);
      const data = waiting.flatMap((action): HomeScheduled[] => {
        const title = known.get(typedKey(action));
        const type = types.find(({ uid }) => uid === action.type);
        const isConcerned = action.owner.id === caller || mayPublish.has(typedKey(action));
        if (title === undefined || !type || !isConcerned) return [];
        const { documentId, locale, kind } = action;
        const address = { type: type.name, uid: type.uid, documentId, locale: locale || null };
        const state = action.state as WaitingState;
        return [{ ...address, title, kind, ...toScheduled(action), state }];
      });
      const answer: Answer<readonly HomeScheduled[]> = {
        data: data.slice(0, maxOnHome),
        meta: { asOf: isoOf(now()) },
      };
      ctx.body = answer;
    },
  };
};

import { errors } from '@strapi/utils';
import { forbiddenError, validationError } from 'newsroom-plugin-kit/http-errors';
import type { DocumentSchedule, OpenState, Schedule, Scheduled } from '../../../shared/schedule-answers';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { createAccess } from '../http/access';
import { checkNames, createParameterContext, readLocale, readPath } from '../http/parameters';
import type { Query, RequestContext } from '../http/request-context';
import { currentActor } from '../publishing/actor';
import { isProblem } from '../publishing/fields';
import { isoOf } from '../queries/span';
import type { Tracker } from '../tracker';
import type { Owner, ScheduledAction } from './actions.sql';
import type { ScheduleRoom } from './index';
import { readSeenAt, readWanted } from './request';

type Body = { request: { body?: unknown } };

/** An action that is open. */
export const toScheduled = ({
  state,
  dueAt,
  owner,
  scheduledAt,
  attempts,
  reason,
}: ScheduledAction): Scheduled => ({
  state: state as OpenState,
  at: isoOf(dueAt),
  owner,
  scheduledAt: isoOf(scheduledAt),
  attempts,
  reason,
});

/** @param open the open actions of a document */
export const toSchedule = (
  { name }: TrackedType,
  { documentId, locale }: DocumentRef,
  open: readonly ScheduledAction[],
): Schedule => {
  const of = (kind: ScheduledAction['kind']): Scheduled | null => {
    const found = open.find((one) => one.kind === kind);
    return found ? toScheduled(found) : null;
  };
  return {
    type: name,
    documentId,
    locale: locale || null,
    publish: of('publish'),
    unpublish: of('unpublish'),
  };
};

/** @throws ValidationError that names a field that is none of `names` */
const readBody = ({ request: { body } }: Body, names: readonly string[]): Query => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw validationError({ path: [], message: 'the body must be a JSON object' });
  }
  checkNames(body as Query, names);
  return body as Query;
};

/** Routes of the admin: what is scheduled for a document, in one language. */
export const createScheduleController = (tracker: Tracker, schedule: ScheduleRoom) => {
  const { strapi } = tracker;
  const access = createAccess(strapi);

  const readRef = async (ctx: RequestContext): Promise<{ type: TrackedType; ref: DocumentRef }> => {
    const query = ctx.query as Query;
    checkNames(query, ['locale']);
    const context = await createParameterContext(tracker, query);
    const { type, documentId } = readPath(ctx.params, context);
    return { type, ref: { documentId, locale: readLocale(query, type, context) } };
  };

  const answer = (type: TrackedType, ref: DocumentRef, open: ScheduledAction[]): DocumentSchedule => ({
    data: toSchedule(type, ref, open),
    meta: { asOf: isoOf(tracker.now()), timeZone: tracker.config.timeZone },
  });

  /** @throws PolicyError where the caller may not publish the document, NotFoundError where there is none */
  const readPublishable = async (ctx: RequestContext) => {
    const { type, ref } = await readRef(ctx);
    if (!(await access.checkMay(ctx, 'publish', type, ref))) {
      throw new errors.NotFoundError(`there is no ${type.name} with this documentId and locale`);
    }
    const { kind, id, name } = currentActor(strapi);
    // The right of a token cannot be checked when the action is due.
    if (kind !== 'admin' || id === null) {
      throw forbiddenError('only an administrator who is signed in can schedule, not a token');
    }
    const owner: Owner = { id, name };
    return { type, ref, owner };
  };

  return {
    async read(ctx: RequestContext): Promise<void> {
      const { type, ref } = await readRef(ctx);
      await access.checkMay(ctx, 'read', type, ref);
      ctx.body = answer(type, ref, await schedule.read(type, ref));
    },

    async set(ctx: RequestContext & Body): Promise<void> {
      const body = readBody(ctx, ['publishAt', 'unpublishAt']);
      const { type, ref, owner } = await readPublishable(ctx);
      const wanted = readWanted(body);
      if (isProblem(wanted)) throw validationError(wanted);
      ctx.body = answer(type, ref, await schedule.set(type, ref, wanted, owner));
    },

    async withdraw(ctx: RequestContext): Promise<void> {
      const { type, ref, owner } = await readPublishable(ctx);
      const nothing = { publish: null, unpublish: null };
      ctx.body = answer(type, ref, await schedule.set(type, ref, nothing, owner));
    },

    async confirm(ctx: RequestContext & Body): Promise<void> {
      const body = readBody(ctx, ['draftUpdatedAt']);
      const { type, ref, owner } = await readPublishable(ctx);
      const seenAt = readSeenAt(body);
      if (isProblem(seenAt)) throw validationError(seenAt);
      ctx.body = answer(type, ref, await schedule.confirm(type, ref, owner, seenAt.at));
    },
  };
};

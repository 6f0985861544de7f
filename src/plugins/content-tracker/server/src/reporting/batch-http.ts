import type { Context } from 'koa';
import { outcomeUnknown, type DatabaseError } from 'newsroom-plugin-kit/database-errors';
import { validationError } from 'newsroom-plugin-kit/http-errors';
import type { Tracker } from '../tracker';
import type { ReportBatch } from './batch';
import { readReportedViews } from './reported-view';

const retryAfterSeconds = '2';

/** What Strapi's authentication leaves in a request's state. */
interface Auth {
  readonly strategy?: { readonly name?: string };
  readonly credentials?: { readonly id?: unknown } | null;
}

/** Names the API token or account that reports. */
const callerOf = ({ state }: Context): string => {
  const { strategy, credentials } = (state.auth ?? {}) as Auth;
  return `${strategy?.name ?? ''} ${String(credentials?.id ?? '')}`;
};

const answerUnavailable = (ctx: Context, error: unknown): void => {
  const message =
    (error as DatabaseError).code === outcomeUnknown
      ? 'the batch may or may not have been counted; report it again later, views that were counted are then duplicates'
      : 'nothing of the batch was counted; report it again later';
  ctx.set('Retry-After', retryAfterSeconds);
  ctx.status = 503;
  ctx.body = {
    data: null,
    error: { status: 503, name: 'ServiceUnavailableError', message, details: {} },
  };
};

/** `POST /api/content-tracker/views/batch`: `{ views: [{ type, documentId, locale, at, address, agent, eventId }] }`. */
export const createBatchController = (
  { now, onError }: Pick<Tracker, 'now' | 'onError'>,
  reportBatch: ReportBatch,
) => ({
  async report(ctx: Context & { request: { body?: unknown } }): Promise<void> {
    const entries = readReportedViews(ctx.request.body, now(), callerOf(ctx));
    if (!Array.isArray(entries)) throw validationError(entries);
    try {
      ctx.body = { data: await reportBatch(entries) };
    } catch (error) {
      onError('a batch of views could not be committed', error);
      answerUnavailable(ctx, error);
    }
  },
});

import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Knex } from 'knex';
import { maxInteger } from 'newsroom-plugin-kit/sql';
import type { Answer } from '../delivery/send';
import type { Sending } from '../delivery/sending-switch';
import type { Endpoints } from '../endpoints/endpoints.sql';
import { readScopeFrom, refuse } from './parameters';
import type { Secrets } from '../signing/secrets';
import { states, type State } from '../tables';
import type { Log } from './log.sql';

export interface Asked {
  readonly params: Record<string, string>;
  readonly query: Record<string, unknown>;
  readonly request: { readonly body?: unknown };
  body: unknown;
}

interface Rooms {
  readonly log: Log;
  readonly secrets: Secrets;
  readonly now: () => number;
  readonly wake: () => void;
  /** For so long the former secret signs too after a rotation. */
  readonly rotationMs: number;
  readonly endpoints: Endpoints;
  readonly sending: Sending;
  readonly test: (isWanted: (row: { readonly key?: unknown }) => boolean) => Promise<Answer | undefined>;
}

const mostListed = 100;
const mostStart = 10_000_000;

/** A whole number from 0, as a parameter of a path or a query. */
const readNumber = (given: Record<string, unknown>, name: string, most: number): number | undefined => {
  const value = given[name];
  if (value === undefined || value === '') return undefined;
  const isRight = typeof value === 'string' && /^\d{1,15}$/.test(value) && Number(value) <= most;
  return isRight ? Number(value) : refuse(name, `a whole number from 0 to ${most}`);
};

const readState = (given: unknown): State | undefined => {
  if (given === undefined || given === '') return undefined;
  return states.find((state) => state === given) ?? refuse('state', `one of ${states.join(', ')}`);
};

const readEvent = (given: unknown): string | undefined => {
  if (given === undefined || given === '') return undefined;
  return typeof given === 'string' && given.length <= 200
    ? given
    : refuse('event', 'one text of at most 200 characters');
};

const readSince = (body: unknown, nowMs: number): number => {
  const { since } = (body ?? {}) as { since?: unknown };
  const isMoment =
    typeof since === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(since);
  const ms = isMoment ? Date.parse(since) : NaN;
  return ms <= nowMs ? ms : refuse('since', 'a moment in the past such as 2026-01-31T08:00:00+07:00');
};

const known = <T>(found: T | null | undefined | false): T =>
  found || found === 0
    ? (found as T)
    : (() => {
        throw new errors.NotFoundError('There is none with this id');
      })();

/** A type that the Content Manager does not show is not for editors, nor for other sites. */
const isHidden = (options: unknown): boolean =>
  (options as Record<string, { visible?: boolean }> | undefined)?.['content-manager']?.visible === false;

const idOf = ({ params }: Asked): number => readNumber(params, 'id', maxInteger) ?? refuse('id', 'a number');

/** Handlers of the admin's routes. */
export const createControllers = (strapi: Core.Strapi, rooms: () => Rooms) => {
  const db = (): Knex => strapi.db.connection;

  const offered = async () => ({
    types: Object.values(strapi.contentTypes)
      .filter(({ uid }) => uid.startsWith('api::'))
      .filter(({ pluginOptions }) => !isHidden(pluginOptions))
      .map(({ uid, info }) => ({ uid: uid as string, name: info.displayName })),
    locales: (
      (await strapi.plugin('i18n').service('locales').find()) as { code: string; name: string }[]
    ).map(({ code, name }) => ({ code, name })),
  });

  const checkEndpoint = async (key: number): Promise<void> => {
    await rooms().endpoints.ensure(db());
    known(await rooms().endpoints.isKnown(db(), key));
  };

  return {
    async endpoints(ctx: Asked): Promise<void> {
      const { log, endpoints, sending, rotationMs } = rooms();
      await endpoints.ensure(db());
      ctx.body = {
        data: await log.endpoints(db()),
        meta: {
          rotationHours: rotationMs / 3_600_000,
          isSending: await sending.isOn(),
          /** When a copy that is to be silent was made to speak. */
          resumedAt: sending.isConfigured ? null : await sending.resumedAt(),
          waiting: await log.waiting(db()),
          /** What a scope can name. */
          offered: await offered(),
        },
      };
    },

    /** Sets what an endpoint hears of, from now on. */
    async setScope(ctx: Asked): Promise<void> {
      const id = idOf(ctx);
      await checkEndpoint(id);
      const scope = readScopeFrom(ctx.request.body, await offered());
      await strapi.db.transaction(async ({ trx }) => {
        await rooms().endpoints.setScope(trx, id, scope);
        await rooms().log.cancelOutOfScope(trx, id, scope, rooms().now());
      });
      ctx.body = { data: scope };
    },

    async failing(ctx: Asked): Promise<void> {
      const { log, sending } = rooms();
      ctx.body = { data: { ...(await log.failing(db())), isSending: await sending.isOn() } };
    },

    /** Has a silent copy send from now on, with what waits or without it. */
    async resume(ctx: Asked): Promise<void> {
      const { waiting } = (ctx.request.body ?? {}) as { waiting?: unknown };
      if (waiting !== 'send' && waiting !== 'cancel') refuse('waiting', 'one of send, cancel');
      const { log, sending, now, wake } = rooms();
      await strapi.db.transaction(async ({ trx }) => {
        if (await sending.isOn()) throw new errors.ApplicationError('Messages are sent from here already');
        if (waiting === 'cancel') await log.cancelWaiting(trx, now());
        await sending.resume();
      });
      wake();
      ctx.body = { data: { isSending: true } };
    },

    /** Somebody says that a held endpoint is what it is taken for. */
    async confirm(ctx: Asked): Promise<void> {
      const { endpoints, wake } = rooms();
      known(await endpoints.confirm(db(), idOf(ctx)));
      wake();
      ctx.body = { data: {} };
    },

    /** Somebody says that a held endpoint is another one. */
    async giveUp(ctx: Asked): Promise<void> {
      const key = idOf(ctx);
      known(await db().transaction((trx) => rooms().endpoints.giveUp(trx, key)));
      ctx.body = { data: {} };
    },

    async deliveries(ctx: Asked): Promise<void> {
      const { query } = ctx;
      const limit = readNumber(query, 'limit', mostListed) ?? 25;
      const wanted = {
        endpoint: readNumber(query, 'endpoint', maxInteger),
        state: readState(query.state),
        event: readEvent(query.event),
        start: readNumber(query, 'start', mostStart) ?? 0,
        limit,
      };
      const { deliveries, total } = await rooms().log.deliveries(db(), wanted);
      ctx.body = { data: deliveries, meta: { pagination: { start: wanted.start, limit, total } } };
    },

    async delivery(ctx: Asked): Promise<void> {
      ctx.body = { data: known(await rooms().log.delivery(db(), idOf(ctx))) };
    },

    async sendAgain(ctx: Asked): Promise<void> {
      const { log, now, wake } = rooms();
      if (!(await log.isInScope(db(), idOf(ctx)))) {
        throw new errors.ApplicationError(
          'This message is not in the scope of its endpoint: it is not sent again',
        );
      }
      known(await log.sendAgain(db(), idOf(ctx), now()));
      wake();
      ctx.body = { data: known(await log.delivery(db(), idOf(ctx))) };
    },

    async sendAllSince(ctx: Asked): Promise<void> {
      const { log, now, wake } = rooms();
      const id = idOf(ctx);
      const since = readSince(ctx.request.body, now());
      await checkEndpoint(id);
      const messages = await db().transaction((trx) => log.sendAllSince(trx, id, since, now()));
      wake();
      ctx.body = { data: { messages } };
    },

    async test(ctx: Asked): Promise<void> {
      const { status, problem, durationMs, answer } = known(
        await rooms().test((row) => Number(row.key) === idOf(ctx)),
      );
      ctx.body = { data: { status, problem, durationMs, answer } };
    },

    /** The secret, once; `null` when it has been shown before. */
    async revealSecret(ctx: Asked): Promise<void> {
      const id = idOf(ctx);
      await checkEndpoint(id);
      ctx.body = { data: { secret: await rooms().secrets.reveal(db(), id) } };
    },

    async rotateSecret(ctx: Asked): Promise<void> {
      const id = idOf(ctx);
      await checkEndpoint(id);
      ctx.body = { data: { secret: known(await rooms().secrets.rotate(db(), id)) } };
    },
  };
};

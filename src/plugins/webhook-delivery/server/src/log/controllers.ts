import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Knex } from 'knex';
import type { Answer } from '../delivery/send';
import type { Secrets } from '../signing/secrets';
import { states, type State } from '../tables';
import type { Log } from './log.sql';

interface Asked {
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
  readonly test: (endpoint: number) => Promise<Answer | undefined>;
}

const mostListed = 100;
const mostStart = 10_000_000;

const refuse = (name: string, wanted: string): never => {
  const message = `${name} must be ${wanted}`;
  throw new errors.ValidationError(message, { errors: [{ path: [name], message, name: 'ValidationError' }] });
};

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

const mostId = 2_147_483_647;
const idOf = ({ params }: Asked): number => readNumber(params, 'id', mostId) ?? refuse('id', 'a number');

/** Handlers of the admin's routes. */
export const createControllers = (strapi: Core.Strapi, rooms: () => Rooms) => {
  const db = (): Knex => strapi.db.connection;

  const checkEndpoint = async (id: number): Promise<void> => {
    known(await strapi.get('webhookStore').findWebhook(String(id)));
  };

  return {
    async endpoints(ctx: Asked): Promise<void> {
      await rooms().secrets.ensure(db());
      const { log, rotationMs } = rooms();
      ctx.body = { data: await log.endpoints(db()), meta: { rotationHours: rotationMs / 3_600_000 } };
    },

    async failing(ctx: Asked): Promise<void> {
      ctx.body = { data: await rooms().log.failing(db()) };
    },

    async deliveries(ctx: Asked): Promise<void> {
      const { query } = ctx;
      const limit = readNumber(query, 'limit', mostListed) ?? 25;
      const wanted = {
        endpoint: readNumber(query, 'endpoint', mostId),
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
      const { status, problem, durationMs, answer } = known(await rooms().test(idOf(ctx)));
      ctx.body = { data: { status, problem, durationMs, answer } };
    },

    /** The secret, once; `null` when it has been shown before. */
    async revealSecret(ctx: Asked): Promise<void> {
      const id = idOf(ctx);
      await checkEndpoint(id);
      await rooms().secrets.ensure(db());
      ctx.body = { data: { secret: await rooms().secrets.reveal(db(), id) } };
    },

    async rotateSecret(ctx: Asked): Promise<void> {
      const id = idOf(ctx);
      await checkEndpoint(id);
      await rooms().secrets.ensure(db());
      ctx.body = { data: { secret: known(await rooms().secrets.rotate(db(), id)) } };
    },
  };
};

import { errors } from '@strapi/utils';
import type {
  AttemptResult,
  Data,
  Deliveries,
  DeliveryDetails,
  Endpoints as EndpointsAnswer,
  Health,
  Resumed,
  RevealedSecret,
  RotatedSecret,
  Scope,
  SentAgain,
} from '../../../shared/answers';
import type { DeliveryContext } from '../delivery-context';
import type { SendTest } from '../delivery/send-test';
import type { SendingSwitch } from '../delivery/sending-switch';
import type { Endpoints } from '../endpoints/endpoints.sql';
import type { Resending } from '../outbox/resending.sql';
import type { Secrets } from '../signing/secrets';
import type { Log } from './log.sql';
import { readFilter, readId, readScopeFrom, readSince, readWaiting } from './parameters';
import { readScopeOptions } from './scope-options';

/** What is used of Koa's context. */
interface Request<Answer> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly request: { readonly body?: unknown };
  body: Answer;
}

interface Parts {
  readonly log: Log;
  readonly resending: Resending;
  readonly secrets: Secrets;
  readonly endpoints: Endpoints;
  readonly sendingSwitch: SendingSwitch;
  readonly sendTest: SendTest;
  /** Called when deliveries have become due. */
  readonly wake: () => void;
}

const orNotFound = <T>(found: T | null | undefined | false, what: 'delivery' | 'endpoint', id: number): T => {
  if (found === null || found === undefined || found === false) {
    throw new errors.NotFoundError(`There is no ${what} ${id}`);
  }
  return found;
};

/** @throws NotFoundError where the endpoint was not held, or somebody has decided about it already */
const checkWasHeld = (wasHeld: boolean, id: number): void => {
  if (!wasHeld) throw new errors.NotFoundError(`There is no endpoint ${id} that waits for a decision`);
};

/** Handlers of the admin's routes. */
export const createControllers = ({ strapi, config, db, now }: DeliveryContext, parts: Parts) => {
  const { log, resending, secrets, endpoints, sendingSwitch, sendTest, wake } = parts;

  /** @throws NotFoundError where there is no endpoint with this key */
  const checkEndpoint = async (key: number): Promise<void> => {
    await endpoints.ensure(db);
    orNotFound(await endpoints.isKnown(db, key), 'endpoint', key);
  };

  const readDelivery = async (id: number): Promise<DeliveryDetails> =>
    orNotFound(await log.delivery(db, id), 'delivery', id);

  return {
    async endpoints(ctx: Request<EndpointsAnswer>): Promise<void> {
      await endpoints.ensure(db);
      ctx.body = {
        data: await log.endpoints(db),
        meta: {
          rotationHours: config.rotationHours,
          isSending: await sendingSwitch.isOn(),
          resumedAt: sendingSwitch.isConfigured ? null : await sendingSwitch.resumedAt(),
          waiting: await log.waiting(db),
          offered: await readScopeOptions(strapi),
        },
      };
    },

    /** Sets an endpoint's scope, and cancels pending deliveries outside of it. */
    async setScope(ctx: Request<Data<Scope>>): Promise<void> {
      const id = readId(ctx.params);
      await checkEndpoint(id);
      const scope = readScopeFrom(ctx.request.body, await readScopeOptions(strapi));
      await strapi.db.transaction(async ({ trx }) => {
        await endpoints.setScope(trx, id, scope);
        await resending.cancelOutOfScope(trx, id, scope, now());
      });
      ctx.body = { data: scope };
    },

    async failing(ctx: Request<Data<Health>>): Promise<void> {
      ctx.body = { data: { ...(await log.failing(db)), isSending: await sendingSwitch.isOn() } };
    },

    /** Makes a silent copy send from now on, with the messages that wait or without them. */
    async resume(ctx: Request<Data<Resumed>>): Promise<void> {
      const waiting = readWaiting(ctx.request.body);
      await strapi.db.transaction(async ({ trx }) => {
        if (await sendingSwitch.isOn()) {
          throw new errors.ApplicationError('Messages are sent from here already');
        }
        if (waiting === 'cancel') await resending.cancelWaiting(trx, now());
        await sendingSwitch.resume();
      });
      wake();
      ctx.body = { data: { isSending: true } };
    },

    /** An administrator confirms that a held endpoint belongs to the webhook that it was taken for. */
    async confirm(ctx: Request<Data<object>>): Promise<void> {
      const id = readId(ctx.params);
      checkWasHeld(await endpoints.confirm(db, id), id);
      wake();
      ctx.body = { data: {} };
    },

    /** An administrator says that a held endpoint does not belong to the webhook that it was taken for. */
    async giveUp(ctx: Request<Data<object>>): Promise<void> {
      const id = readId(ctx.params);
      checkWasHeld(await db.transaction((trx) => endpoints.giveUp(trx, id)), id);
      ctx.body = { data: {} };
    },

    async deliveries(ctx: Request<Deliveries>): Promise<void> {
      const filter = readFilter(ctx.query);
      const { start, limit } = filter;
      const { deliveries, total } = await log.deliveries(db, filter);
      ctx.body = { data: deliveries, meta: { pagination: { start, limit, total } } };
    },

    async delivery(ctx: Request<Data<DeliveryDetails>>): Promise<void> {
      ctx.body = { data: await readDelivery(readId(ctx.params)) };
    },

    async sendAgain(ctx: Request<Data<DeliveryDetails>>): Promise<void> {
      const id = readId(ctx.params);
      if (!(await resending.isInScope(db, id))) {
        throw new errors.ApplicationError(
          'This message is not in the scope of its endpoint: it is not sent again',
        );
      }
      orNotFound(await resending.sendAgain(db, id, now()), 'delivery', id);
      wake();
      ctx.body = { data: await readDelivery(id) };
    },

    async sendAllSince(ctx: Request<Data<SentAgain>>): Promise<void> {
      const id = readId(ctx.params);
      const since = readSince(ctx.request.body, now());
      await checkEndpoint(id);
      const messages = await db.transaction((trx) => resending.sendAllSince(trx, id, since, now()));
      wake();
      ctx.body = { data: { messages } };
    },

    async test(ctx: Request<Data<AttemptResult>>): Promise<void> {
      const id = readId(ctx.params);
      const result = orNotFound(await sendTest({ key: id }), 'endpoint', id);
      const { status, problem, durationMs, responseBody } = result;
      ctx.body = { data: { status, problem, durationMs, answer: responseBody } };
    },

    async revealSecret(ctx: Request<Data<RevealedSecret>>): Promise<void> {
      const id = readId(ctx.params);
      await checkEndpoint(id);
      ctx.body = { data: { secret: await secrets.reveal(db, id) } };
    },

    async rotateSecret(ctx: Request<Data<RotatedSecret>>): Promise<void> {
      const id = readId(ctx.params);
      await checkEndpoint(id);
      ctx.body = { data: { secret: orNotFound(await secrets.rotate(db, id), 'endpoint', id) } };
    },
  };
};

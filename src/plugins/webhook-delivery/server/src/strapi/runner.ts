/*
 * Takes over Strapi's webhook runner.
 *
 * Why: the runner POSTs each event once, from memory. Its methods are replaced, so that it sends nothing by itself.
 * Settings → Webhooks goes on as it is: it tells the runner of changes (`add`, `update`, `remove`), and sends a test
 * with `run`.
 * Relies on: `strapi.get('webhookRunner')` being the one object that Settings → Webhooks and the start of Strapi call, and
 * on the runner listening to events only after `add`.
 * If it is gone: `takeOverRunner` throws when plugins register.
 */
import type { DeliveryContext } from '../delivery-context';
import { isDelivered } from '../delivery/retry-policy';
import type { SendResult } from '../delivery/send';
import type { SendTest } from '../delivery/send-test';
import type { Endpoints } from '../endpoints/endpoints.sql';
import type { Maintenance } from '../outbox/maintenance';
import { requireMethods } from './requirements';

interface Parts {
  readonly endpoints: Endpoints;
  readonly maintenance: Maintenance;
  readonly sendTest: SendTest;
}

/** The result of a test in the form that Settings → Webhooks shows. */
const toTestAnswer = (result: SendResult | undefined): { statusCode: number; message?: string } => {
  if (!result) return { statusCode: 404, message: 'There is no such webhook' };
  const statusCode = result.status ?? 500;
  return isDelivered(result)
    ? { statusCode }
    : { statusCode, message: result.problem ?? result.responseBody };
};

export const takeOverRunner = (
  { strapi, db, onError }: DeliveryContext,
  { endpoints, maintenance, sendTest }: Parts,
): void => {
  const ensure = () =>
    void endpoints.ensure(db).catch((error: unknown) => onError('keeping endpoints of webhooks', error));
  const runner = strapi.get('webhookRunner') as unknown as Record<string, unknown>;
  requireMethods(strapi, 'webhookRunner', runner, ['add', 'update', 'remove', 'run']);
  runner.add = ensure;
  runner.update = ensure;
  runner.remove = () => void maintenance.run();
  runner.run = async ({ id }: { id: string | number }) =>
    toTestAnswer(await sendTest({ webhook: Number(id) }));
};

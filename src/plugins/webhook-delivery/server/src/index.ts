import type { Core } from '@strapi/strapi';
import { guardCommits } from 'newsroom-plugin-kit/commits';
import { createErrorLog } from 'newsroom-plugin-kit/error-log';
import { persistTables } from 'newsroom-plugin-kit/persisted-tables';
import { findTableProblem } from 'newsroom-plugin-kit/tables';
import { complete, defaults, validator, type DeliveryConfig } from './config';
import { createAddressCheck } from './delivery/address';
import { createDeliverer, endpointOf } from './delivery/deliver';
import { createQueue } from './delivery/queue.sql';
import { createRecorder } from './delivery/record';
import { isDelivered } from './delivery/schedule';
import { createSender, type Answer } from './delivery/send';
import { createWorker, type Worker } from './delivery/worker';
import { createControllers } from './log/controllers';
import { createLog, type Log } from './log/log.sql';
import { createUpkeep } from './log/upkeep';
import { takeOverEntries } from './outbox/entries';
import { listenToHub } from './outbox/hub';
import { createOutbox, type Outbox } from './outbox/index';
import { takeOverMedia } from './outbox/media';
import { createOutboxTables } from './outbox/outbox.sql';
import { actions, routes } from './routes';
import { createSecrets, type Secrets } from './signing/secrets';
import { contentTypes, tablesIn } from './tables';

interface Rooms {
  readonly outbox: Outbox;
  readonly worker: Worker;
  readonly upkeep: ReturnType<typeof createUpkeep>;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly now: () => number;
  readonly wake: () => void;
  readonly rotationMs: number;
  readonly onError: (what: string, error: unknown) => void;
  readonly test: (endpoint: number) => Promise<Answer | undefined>;
}

/** One Strapi, one delivery: opened when plugins register, closed when they are destroyed. */
let rooms: Rooms;

const ownTypes = Object.keys(contentTypes).map((name) => `plugin::webhook-delivery.${name}`);
const dayMs = 24 * 3_600_000;

const furnish = (strapi: Core.Strapi): Rooms => {
  const config = complete(strapi.config.get<Partial<DeliveryConfig>>('plugin::webhook-delivery'));
  const schema = strapi.config.get<string | undefined>('database.connection.connection.schema');
  const tables = tablesIn((table) => (schema ? `${schema}.${table}` : table));
  const isDevelopment = strapi.config.get('environment') !== 'production';
  const now = Date.now;
  const db = () => strapi.db.connection;
  const onError = createErrorLog({ write: (text) => strapi.log.error(`webhook-delivery: ${text}`) });

  const rotationMs = config.rotationHours * 3_600_000;
  const timeoutMs = config.timeoutSeconds * 1000;
  const loopback = isDevelopment ? ['127.0.0.0/8', '::1'] : [];
  const isAllowed = createAddressCheck([...config.allowedAddresses, ...loopback]);
  const sender = createSender({ timeoutMs, isAllowed });
  const secrets = createSecrets(strapi, { tables, rotationMs, now });
  const queue = createQueue(tables);
  const deliverer = createDeliverer({
    sender,
    secrets,
    defaultHeaders: strapi.config.get('server.webhooks.defaultHeaders', {}),
    retryDelaysMs: config.retryDelaysSeconds.map((seconds) => seconds * 1000),
    now,
    random: Math.random,
  });
  const record = createRecorder({
    db,
    queue,
    switchOffAfterMs: config.switchOffAfterDays * dayMs,
    warn: (text) => strapi.log.warn(text),
  });
  const { parallel, parallelPerEndpoint } = config;
  const worker = createWorker({
    db,
    queue,
    secrets,
    deliverer,
    record,
    now,
    timeoutMs,
    parallel,
    parallelPerEndpoint,
    onError,
  });
  const outboxTables = createOutboxTables(tables);
  const log = createLog(tables, outboxTables);
  const { retentionMessages } = config;
  const upkeep = createUpkeep({
    db,
    log,
    now,
    retentionMs: config.retentionDays * dayMs,
    retentionMessages,
    onError,
  });

  /** Sends a test at once, past the queue: whoever asks wants to see the answer. */
  const test = async (id: number): Promise<Answer | undefined> => {
    await secrets.ensure(db());
    const row = (await queue.endpoints(db())).find((one) => Number(one.id) === id);
    if (!row) return undefined;
    const event = 'trigger-test';
    const body = JSON.stringify({ event, createdAt: new Date(now()) });
    const message = { endpoint: id, messageId: `msg_test_${now()}`, event, body };
    return deliverer.attempt(endpointOf(row, secrets), message, new AbortController().signal);
  };

  const outbox = createOutbox(strapi, { tables: outboxTables, now, wake: worker.wake });
  return { outbox, worker, upkeep, log, secrets, now, wake: worker.wake, rotationMs, test, onError };
};

/** What Strapi's settings page shows of a test. */
const toTested = (answer: Answer | undefined): { statusCode: number; message?: string } => {
  if (!answer) return { statusCode: 404, message: 'There is no such webhook' };
  const statusCode = answer.status ?? 500;
  return isDelivered(answer) ? { statusCode } : { statusCode, message: answer.problem ?? answer.answer };
};

/** Strapi's settings page goes on as it is: it tells the runner of changes, and asks it for tests. */
const replaceRunner = (strapi: Core.Strapi): void => {
  const { secrets, upkeep, test, onError } = rooms;
  const failed = (error: unknown) => onError('making a secret', error);
  const runner = strapi.get('webhookRunner') as unknown as Record<string, unknown>;
  runner.add = () => void secrets.ensure(strapi.db.connection).catch(failed);
  runner.update = () => undefined;
  runner.remove = () => void upkeep.run();
  runner.run = async ({ id }: { id: string | number }) => toTested(await test(Number(id)));
};

const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  guardCommits(strapi.db.connection.client);
  rooms = furnish(strapi);
  replaceRunner(strapi);
  takeOverEntries(strapi, rooms.outbox, rooms.onError);
};

const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const { outbox, worker, upkeep, secrets, onError } = rooms;
  await persistTables(strapi, ownTypes);
  outbox.joinTransactions();
  listenToHub(strapi, outbox, takeOverMedia(strapi, outbox), onError);
  await strapi.service('admin::permission').actionProvider.registerMany(actions);
  await secrets.ensure(strapi.db.connection);
  // Commands such as `strapi export` start plugins too; only a server sends.
  strapi.server.httpServer.once('listening', () => {
    worker.start();
    upkeep.start();
  });
};

const destroy = async (): Promise<void> => {
  await rooms.worker.stop();
  await rooms.upkeep.stop();
};

export default {
  config: { default: defaults, validator },
  contentTypes,
  controllers: {
    deliveries: ({ strapi }: { strapi: Core.Strapi }) => createControllers(strapi, () => rooms),
  },
  routes: { admin: { type: 'admin', routes } },
  services: {
    /** For a probe of the server: what keeps webhooks from being stored, asked on a connection of the probe's own. */
    readiness: ({ strapi }: { strapi: Core.Strapi }) => ({
      problem: (connection: object) => findTableProblem(strapi.db, ownTypes, connection),
    }),
  },
  register,
  bootstrap,
  destroy,
};

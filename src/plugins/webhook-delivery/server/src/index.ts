import type { Core, Plugin } from '@strapi/strapi';
import { createEntryTitle } from 'newsroom-plugin-kit/entry-title';
import { guardCommits } from 'newsroom-plugin-kit/commits';
import { createAddressCheck } from 'newsroom-plugin-kit/addresses';
import { createConnectionCheck, type ConnectionCheck } from 'newsroom-plugin-kit/connection-check';
import { dayMs, hourMs } from 'newsroom-plugin-kit/durations';
import { createErrorLog } from 'newsroom-plugin-kit/error-log';
import { createGrants } from 'newsroom-plugin-kit/grants';
import { hideFromGraphql } from 'newsroom-plugin-kit/graphql';
import { persistTables } from 'newsroom-plugin-kit/persisted-tables';
import { createQualify, findTableProblem } from 'newsroom-plugin-kit/tables';
import { complete, defaults, validator, type DeliveryConfig } from './config';
import { createDeliverer, endpointOf } from './delivery/attempt';
import { createQueue } from './delivery/queue.sql';
import { createRecorder } from './delivery/results';
import { isDelivered } from './delivery/retry-policy';
import { createSender, type Answer } from './delivery/send';
import { createSending, type Sending } from './delivery/sending-switch';
import { createWorker, type Worker } from './delivery/worker';
import { createEndpoints, type Endpoints } from './endpoints/endpoints.sql';
import { checkForm } from './strapi/settings-form';
import { migrateKeys } from './keys.migration';
import { createControllers } from './admin-api/controllers';
import { createLog, type Log } from './admin-api/log.sql';
import { createUpkeep } from './outbox/maintenance';
import { takeOverEntries } from './strapi/entry-events';
import { listenToHub } from './strapi/event-hub';
import { createOutbox, type Outbox } from './outbox/outbox';
import { takeOverMedia } from './strapi/media';
import { createOutboxTables } from './outbox/outbox.sql';
import { createSequence, type Sequence } from './outbox/sequence.sql';
import { actions, routes } from './routes';
import { createSecrets, type Secrets } from './signing/secrets';
import { contentTypes, tablesIn } from './tables';

/** An endpoint as its queue knows it. */
type Row = Readonly<Record<string, unknown>>;

interface Rooms {
  readonly outbox: Outbox;
  readonly worker: Worker;
  readonly upkeep: ReturnType<typeof createUpkeep>;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly sequence: Sequence;
  readonly endpoints: Endpoints;
  readonly sending: Sending;
  readonly connections: ConnectionCheck;
  readonly grants: ReturnType<typeof createGrants>;
  readonly now: () => number;
  readonly wake: () => void;
  readonly rotationMs: number;
  readonly onError: (what: string, error: unknown) => void;
  readonly test: (isWanted: (row: Row) => boolean) => Promise<Answer | undefined>;
}

/** One Strapi, one delivery: opened when plugins register, closed when they are destroyed. */
let rooms: Rooms;

const ownTypes = Object.keys(contentTypes).map((name) => `plugin::webhook-delivery.${name}`);

const furnish = (strapi: Core.Strapi): Rooms => {
  const config = complete(strapi.config.get<Partial<DeliveryConfig>>('plugin::webhook-delivery'));
  const qualified = createQualify(strapi);
  const tables = tablesIn(qualified);
  const isDevelopment = strapi.config.get('environment') !== 'production';
  const now = Date.now;
  const db = () => strapi.db.connection;
  const onError = createErrorLog({ write: (text) => strapi.log.error(`webhook-delivery: ${text}`) });

  const rotationMs = config.rotationHours * hourMs;
  const timeoutMs = config.timeoutSeconds * 1000;
  const loopback = isDevelopment ? ['127.0.0.0/8', '::1'] : [];
  const isAllowed = createAddressCheck([...config.allowedAddresses, ...loopback]);
  const option = 'the option allowedAddresses, in the newsroom WEBHOOK_ALLOWED_ADDRESSES';
  const connections = createConnectionCheck({ isAllowed, option });
  const sender = createSender({ timeoutMs, connections });
  const secrets = createSecrets(strapi, { tables, rotationMs, now });
  const sequence = createSequence(tables);
  const { databaseId } = sequence;
  const endpoints = createEndpoints({
    tables,
    sequence,
    createSecret: secrets.create,
    now,
    warn: (text) => strapi.log.warn(text),
  });
  const sending = createSending(strapi, { isConfigured: config.sending, databaseId, now });
  const queue = createQueue(tables, databaseId);
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
    endpoints,
    sending,
    secrets,
    deliverer,
    record,
    now,
    timeoutMs,
    parallel,
    parallelPerEndpoint,
    onError,
  });
  const outboxTables = createOutboxTables({ tables, endpoints, sequence });
  const log = createLog(
    tables,
    outboxTables,
    databaseId,
    createEntryTitle(strapi, qualified('strapi_core_store_settings')),
  );
  const { retentionMessages } = config;
  const upkeep = createUpkeep({
    db,
    endpoints,
    log,
    now,
    retentionMs: config.retentionDays * dayMs,
    retentionMessages,
    onError,
  });

  /** Sends a test at once, past the queue: whoever asks wants to see the answer. */
  const test = async (isWanted: (row: Row) => boolean): Promise<Answer | undefined> => {
    await endpoints.ensure(db());
    const row = (await queue.endpoints(db())).find(isWanted);
    if (!row) return undefined;
    const event = 'trigger-test';
    const body = JSON.stringify({ event, createdAt: new Date(now()) });
    const message = { messageId: `msg_test_${now()}`, event, body };
    return deliverer.attempt(endpointOf(row, secrets), message, new AbortController().signal);
  };

  const grants = createGrants(strapi, {
    plugin: 'webhook-delivery',
    ownType: 'plugin::webhook-delivery.message',
    onError,
  });
  const outbox = createOutbox(strapi, { tables: outboxTables, now, wake: worker.wake });
  return {
    outbox,
    worker,
    upkeep,
    log,
    secrets,
    sequence,
    endpoints,
    sending,
    connections,
    grants,
    now,
    wake: worker.wake,
    rotationMs,
    test,
    onError,
  };
};

/** What Strapi's settings page shows of a test. */
const toTested = (answer: Answer | undefined): { statusCode: number; message?: string } => {
  if (!answer) return { statusCode: 404, message: 'There is no such webhook' };
  const statusCode = answer.status ?? 500;
  return isDelivered(answer) ? { statusCode } : { statusCode, message: answer.problem ?? answer.answer };
};

/** Strapi's settings page goes on as it is: it tells the runner of changes, and asks it for tests. */
const replaceRunner = (strapi: Core.Strapi): void => {
  const { endpoints, upkeep, test, onError } = rooms;
  const failed = (error: unknown) => onError('keeping endpoints in order', error);
  const ensure = () => void endpoints.ensure(strapi.db.connection).catch(failed);
  const runner = strapi.get('webhookRunner') as unknown as Record<string, unknown>;
  runner.add = ensure;
  runner.update = ensure;
  runner.remove = () => void upkeep.run();
  runner.run = async ({ id }: { id: string | number }) =>
    toTested(await test(({ webhook }) => Number(webhook) === Number(id)));
};

/** Behind a proxy nobody here could tell where a message ends. */
const sayWithoutProxy = (strapi: Core.Strapi): void => {
  const option = ['webhooks', 'global'].find((name) => strapi.config.get(`server.proxy.${name}`));
  if (option === undefined) return;
  strapi.log.warn(
    `webhook-delivery: server.proxy.${option} is not used: messages go to their endpoints directly, so that their addresses can be checked`,
  );
};

const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  guardCommits(strapi.db.connection.client);
  migrateKeys(strapi);
  hideFromGraphql(strapi, ownTypes);
  rooms = furnish(strapi);
  rooms.grants.listen();
  replaceRunner(strapi);
  checkForm(strapi, rooms.connections);
  sayWithoutProxy(strapi);
  takeOverEntries(strapi, rooms.outbox, rooms.onError);
};

const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const { outbox, worker, upkeep, sequence, endpoints, sending, onError } = rooms;
  await persistTables(strapi, ownTypes);
  await sequence.prepare(strapi.db.connection);
  outbox.joinTransactions();
  listenToHub(strapi, outbox, takeOverMedia(strapi, outbox), onError);
  await strapi.service('admin::permission').actionProvider.registerMany(actions);
  await rooms.grants.restore();
  rooms.grants.start();
  await endpoints.ensureAtStart(strapi.db.connection);
  await sending.start();
  // Commands such as `strapi export` start plugins too; only a server sends.
  strapi.server.httpServer.once('listening', () => {
    worker.start();
    upkeep.start();
  });
};

const destroy = async (): Promise<void> => {
  await rooms.worker.stop();
  await rooms.upkeep.stop();
  await rooms.grants.stop();
};

/** What Strapi loads. The declaration that projects read says no more of it, and names nothing of the plugin's inside. */
type ServerPlugin = Pick<Plugin.LoadedPlugin, 'config' | 'register' | 'bootstrap' | 'destroy'> &
  Record<'contentTypes' | 'controllers' | 'routes' | 'services', object>;

const plugin: ServerPlugin = {
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

export default plugin;
export type { DeliveryConfig } from './config';

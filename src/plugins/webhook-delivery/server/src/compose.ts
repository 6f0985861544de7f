import type { Core } from '@strapi/strapi';
import { createAddressCheck } from 'newsroom-plugin-kit/addresses';
import { createConnectionCheck } from 'newsroom-plugin-kit/connection-check';
import { dayMs, hourMs } from 'newsroom-plugin-kit/durations';
import { createEntryTitle } from 'newsroom-plugin-kit/entry-title';
import { createGrants } from 'newsroom-plugin-kit/grants';
import { createLog } from './admin-api/log.sql';
import { createDeliveryContext, type DeliveryContext } from './delivery-context';
import { createAttempts } from './delivery/attempt';
import { createOpenEndpoints } from './delivery/endpoint';
import { createHealth } from './delivery/health';
import { createQueue } from './delivery/queue.sql';
import { createResultWriter } from './delivery/results';
import { createSendTest } from './delivery/send-test';
import { createSender } from './delivery/send';
import { createSendingSwitch } from './delivery/sending-switch';
import { createWorker } from './delivery/worker';
import { createEndpoints, type Endpoints } from './endpoints/endpoints.sql';
import type { GetModel } from './outbox/body';
import { createMaintenance } from './outbox/maintenance';
import { createOutbox } from './outbox/outbox';
import { createOutboxTables } from './outbox/outbox.sql';
import { createResending } from './outbox/resending.sql';
import { createRetention } from './outbox/retention.sql';
import { createSequence } from './sequence.sql';
import { createSecrets, type Secrets } from './signing/secrets';

/** In development a receiver may run on the same machine. */
const connectionsOf = ({ strapi, config }: DeliveryContext) => {
  const loopback = strapi.config.get('environment') === 'production' ? [] : ['127.0.0.0/8', '::1'];
  return createConnectionCheck({
    isAllowed: createAddressCheck([...config.allowedAddresses, ...loopback]),
    option: 'the option allowedAddresses, in the newsroom WEBHOOK_ALLOWED_ADDRESSES',
  });
};

/** The parts that send messages. */
const composeDelivery = (
  context: DeliveryContext,
  { endpoints, secrets, databaseId }: { endpoints: Endpoints; secrets: Secrets; databaseId: () => string },
) => {
  const { strapi, config, db, tables, now, random, warn, onError } = context;
  const timeoutMs = config.timeoutSeconds * 1000;
  const connections = connectionsOf(context);
  const queue = createQueue(tables, databaseId);
  const sendingSwitch = createSendingSwitch(strapi, { isConfigured: config.sending, databaseId, now });
  const attempts = createAttempts({
    sender: createSender({ timeoutMs, connections }),
    secrets,
    defaultHeaders: strapi.config.get('server.webhooks.defaultHeaders', {}),
    retryDelaysMs: config.retryDelaysSeconds.map((seconds) => seconds * 1000),
    now,
    random,
  });
  const health = createHealth({ queue, switchOffAfterMs: config.switchOffAfterDays * dayMs, warn });
  const writeResult = createResultWriter((results) =>
    db.transaction(async (trx) => {
      await queue.writeResults(trx, results);
      await health.update(trx, results);
    }),
  );
  const worker = createWorker({
    db,
    queue,
    openEndpoints: createOpenEndpoints({ queue, endpoints, secrets }),
    sendingSwitch,
    attempts,
    writeResult,
    now,
    timeoutMs,
    limits: config,
    onError,
  });
  const sendTest = createSendTest({ db, endpoints, queue, secrets, attempts, now });
  return { connections, sendingSwitch, worker, sendTest };
};

/** Makes all parts of the plugin for one Strapi. Nothing runs yet. */
export const compose = (strapi: Core.Strapi) => {
  const context = createDeliveryContext(strapi);
  const { config, db, tables, qualified, now, warn, onError } = context;
  const rotationMs = config.rotationHours * hourMs;
  const secrets = createSecrets(strapi, { tables, rotationMs, now });
  const sequence = createSequence(tables);
  const { databaseId } = sequence;
  const endpoints = createEndpoints({ tables, sequence, createSecret: secrets.create, now, warn });
  const delivery = composeDelivery(context, { endpoints, secrets, databaseId });
  const { wake } = delivery.worker;
  const outboxTables = createOutboxTables({ tables, endpoints, sequence });
  const getModel = ((uid: string) => strapi.getModel(uid as never)) as unknown as GetModel;
  return {
    ...delivery,
    context,
    secrets,
    sequence,
    endpoints,
    wake,
    outbox: createOutbox({ tables: outboxTables, db, getModel, now, wake }),
    resending: createResending(tables, outboxTables),
    log: createLog(
      tables,
      databaseId,
      createEntryTitle(strapi, qualified('strapi_core_store_settings'), now),
    ),
    maintenance: createMaintenance({
      db,
      endpoints,
      retention: createRetention(tables),
      now,
      retentionMs: config.retentionDays * dayMs,
      retentionMessages: config.retentionMessages,
      onError,
    }),
    grants: createGrants(strapi, {
      plugin: 'webhook-delivery',
      ownType: 'plugin::webhook-delivery.message',
      onError,
    }),
  };
};

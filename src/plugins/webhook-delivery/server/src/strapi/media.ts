/*
 * Takes over the upload service, and the queries that write its files.
 *
 * Why: the service writes a file and then emits `media.*`, in no transaction: a crash between the two would lose the
 * message. While the service runs, each of its writes gets a transaction that also stores the message.
 * Relies on: the service writing files with `create`, `update` and `delete` of `strapi.db.query('plugin::upload.file')`,
 * and emitting `media.create`, `media.update` and `media.delete` with `{ media }` before its method resolves. An event
 * without such a write is stored too, but after the write.
 * If it is gone: `takeOverMedia` throws at the start.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { sanitize } from '@strapi/utils';
import { mediaUid as uid } from '../endpoints/scope';
import type { Outbox, OutboxEvent } from '../outbox/outbox';
import { requireMethods } from './requirements';

const events = { create: 'media.create', update: 'media.update', delete: 'media.delete' } as const;
type Write = keyof typeof events;
const writes = Object.keys(events) as Write[];

interface File {
  readonly id: number;
}
type Query = (params: { where?: object }) => Promise<File | null>;
type Queries = Record<Write | 'findOne', Query>;

/** One call of the upload service. */
interface Upload {
  /** Keys of the events that were stored with its writes. */
  readonly stored: Set<string>;
  /** The events that it has emitted. */
  readonly emitted: OutboxEvent[];
}

const subjectOf = ({ id }: File): string => `media ${id}`;
const keyOf = ({ event, subject }: OutboxEvent): string => `${event} ${subject}`;

const payloadOf = (strapi: Core.Strapi, file: File) => async () => {
  const getModel = (name: string) => strapi.getModel(name as never);
  const schema = strapi.getModel(uid);
  const media = await sanitize.sanitizers.defaultSanitizeOutput({ schema, getModel }, file as never);
  return { media };
};

/**
 * Stores `media.*` events with the writes that they are about.
 * @returns whether an event of the event hub is stored here
 */
export const takeOverMedia = (
  strapi: Core.Strapi,
  outbox: Outbox,
): ((event: string, payload: object) => boolean) => {
  const uploading = new AsyncLocalStorage<Upload>();
  const queries = strapi.db.query(uid) as unknown as Queries;
  const service = strapi.plugin('upload').service('upload') as Record<string, unknown>;
  requireMethods(strapi, `db.query('${uid}')`, queries, [...writes, 'findOne']);
  requireMethods(strapi, "plugin('upload').service('upload')", service, [
    'upload',
    'updateFileInfo',
    'remove',
  ]);

  const storing = (write: Write): Query => {
    const original = queries[write].bind(queries);
    return async (params) => {
      const upload = uploading.getStore();
      if (!upload) return original(params);
      return strapi.db.transaction(async () => {
        const before = write === 'delete' ? await queries.findOne({ where: params.where }) : null;
        const result = await original(params);
        const file = before ?? result;
        if (!file) return result;
        const event = { event: events[write], subject: subjectOf(file), payload: payloadOf(strapi, file) };
        outbox.record(event);
        upload.stored.add(keyOf(event));
        return result;
      });
    };
  };

  const storeRest = async ({ emitted, stored }: Upload): Promise<void> => {
    for (const event of emitted) {
      if (!stored.has(keyOf(event))) await outbox.storeAlone(event);
    }
  };

  const wrap =
    (method: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      if (uploading.getStore()) return method.apply(service, args);
      const upload: Upload = { stored: new Set(), emitted: [] };
      const result = uploading.run(upload, () => method.apply(service, args));
      if (!(result instanceof Promise)) return result;
      return result.then(async (value: unknown) => {
        await storeRest(upload);
        return value;
      });
    };

  for (const write of writes) queries[write] = storing(write);
  for (const [name, method] of Object.entries(service)) {
    if (typeof method === 'function') service[name] = wrap(method as (...args: unknown[]) => unknown);
  }

  return (event, payload) => {
    const upload = uploading.getStore();
    const { media } = payload as { media?: File };
    const isMedia = (Object.values(events) as string[]).includes(event);
    if (!upload || !isMedia || !media) return false;
    upload.emitted.push({ event, subject: subjectOf(media), payload: async () => payload });
    return true;
  };
};

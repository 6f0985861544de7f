import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { sanitize } from '@strapi/utils';
import type { Happening, Outbox } from '../outbox/outbox';

const uid = 'plugin::upload.file';
const events = { create: 'media.create', update: 'media.update', delete: 'media.delete' } as const;

interface File {
  readonly id: number;
}
type Method = (params: { where?: object }) => Promise<File | null>;
type Repository = Record<keyof typeof events | 'findOne', Method>;

/** What one call of the upload service has written, and what it has told. */
interface Upload {
  readonly stored: Set<string>;
  readonly told: Happening[];
}

const subjectOf = ({ id }: File): string => `media ${id}`;
const keyOf = ({ event, subject }: Pick<Happening, 'event' | 'subject'>): string => `${event} ${subject}`;

/**
 * The upload service writes a file and then tells of it, in no transaction. While it is at work, each write
 * gets one of its own, in which the event is stored too.
 * @returns whether an event that is told on the hub is looked after here
 */
export const takeOverMedia = (
  strapi: Core.Strapi,
  outbox: Outbox,
): ((event: string, info: object) => boolean) => {
  const uploading = new AsyncLocalStorage<Upload>();
  const repository = strapi.db.query(uid) as unknown as Repository;
  const service = strapi.plugin('upload').service('upload') as Record<string, unknown>;

  const infoOf = (file: File) => async () => {
    const getModel = (name: string) => strapi.getModel(name as never);
    const schema = strapi.getModel(uid);
    const media = await sanitize.sanitizers.defaultSanitizeOutput({ schema, getModel }, file as never);
    return { media };
  };

  const storing = (name: keyof typeof events): Method => {
    const original = repository[name].bind(repository);
    return async (params) => {
      const upload = uploading.getStore();
      if (!upload) return original(params);
      return strapi.db.transaction(async () => {
        const before = name === 'delete' ? await repository.findOne({ where: params.where }) : null;
        const result = await original(params);
        const file = before ?? result;
        if (!file) return result;
        const happening = { event: events[name], subject: subjectOf(file), info: infoOf(file) };
        outbox.note(happening);
        upload.stored.add(keyOf(happening));
        return result;
      });
    };
  };
  for (const name of Object.keys(events) as (keyof typeof events)[]) repository[name] = storing(name);

  /** What was told and not written here, should Strapi ever write it elsewhere, is stored all the same. */
  const storeRest = async ({ told, stored }: Upload): Promise<void> => {
    for (const happening of told) {
      if (!stored.has(keyOf(happening))) await outbox.storeAlone(happening);
    }
  };

  for (const [name, method] of Object.entries(service)) {
    if (typeof method !== 'function') continue;
    service[name] = (...args: unknown[]) => {
      if (uploading.getStore()) return method.apply(service, args);
      const upload: Upload = { stored: new Set(), told: [] };
      const result = uploading.run(upload, () => method.apply(service, args));
      if (!(result instanceof Promise)) return result;
      return result.then(async (value: unknown) => {
        await storeRest(upload);
        return value;
      });
    };
  }

  return (event, info) => {
    const upload = uploading.getStore();
    const { media } = info as { media?: File };
    const isMedia = (Object.values(events) as string[]).includes(event);
    if (!upload || !isMedia || !media) return false;
    upload.told.push({ event, subject: subjectOf(media), info: async () => info });
    return true;
  };
};

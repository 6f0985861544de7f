// Why: a language whose shared fields changed was changed by a write in another language. Strapi tells nobody of it.
// Relies on: `createEventManager` of Strapi's module `services/document-service/events.js`, as the plugin
// webhook-delivery does. If it is gone, `findEntryEvents` refuses the start.
import type { Core } from '@strapi/strapi';
import { findEntryEvents } from '../plugins/kit/src/entry-events';
import type { SharingType, Version } from './agreement';

/** Reports versions that were changed by a write in another language: to the publication log and to webhooks. */
export const createChangeReporter = (strapi: Core.Strapi) => {
  const events = findEntryEvents(strapi, 'shared fields');
  return async (type: SharingType, versions: readonly Version[]): Promise<void> => {
    for (const { id, documentId, locale, at } of versions) {
      await strapi
        .plugin('content-tracker')
        ?.service('publishing')
        .recordUpdate({ uid: type.uid, documentId, locale });
      const event = type.hasDrafts ? 'entry.publish' : 'entry.update';
      events.createEventManager(strapi, type.uid).emitEvent(event, { id, documentId, publishedAt: at });
    }
  };
};

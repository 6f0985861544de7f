// Why: Strapi calls the listeners of `entry.*` after the commit and does not await them. When two editors delete and
// publish one document at the same time, `document-service/events.js` reads an entry that no longer exists and rejects.
// Node ends a process with an unhandled rejection, and so the whole server.
// Relies on: nothing of Strapi's inside.
import type { Core } from '@strapi/strapi';

/** Logs unhandled rejections and keeps the server running. */
export const surviveUnhandledRejections = (strapi: Core.Strapi): void => {
  process.on('unhandledRejection', (reason) => {
    strapi.log.error(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}`);
  });
};

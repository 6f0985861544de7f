/*
 * Why: the log of publications is evidence, and outlives the documents. No code of the project may change it.
 * Relies on: `strapi.db.lifecycles`, a documented interface. `strapi import` switches it off and may replace the log.
 * If it is gone: the start fails here.
 */
import type { Core } from '@strapi/strapi';

const refuse = (): never => {
  throw new Error('content-tracker: the log of publications is append-only');
};

/** Refuses changes and deletions of log entries through Strapi. To be called when Strapi boots. */
export const protectLog = (strapi: Core.Strapi): void => {
  strapi.db.lifecycles.subscribe({
    models: ['plugin::content-tracker.publication'],
    beforeUpdate: refuse,
    beforeUpdateMany: refuse,
    beforeDelete: refuse,
    beforeDeleteMany: refuse,
  });
};

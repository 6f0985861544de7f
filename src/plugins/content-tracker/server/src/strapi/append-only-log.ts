import type { Core } from '@strapi/strapi';

const refuse = (): never => {
  throw new Error('content-tracker: the log of publications is append-only');
};

/**
 * Refuses changes to the log of publications through Strapi: it is evidence, and outlives what it tells of.
 * Relies on `strapi.db.lifecycles`, a documented interface. `strapi import` switches it off and may replace the log as
 * a whole.
 */
export const protectLog = (strapi: Core.Strapi): void => {
  strapi.db.lifecycles.subscribe({
    models: ['plugin::content-tracker.publication'],
    beforeUpdate: refuse,
    beforeUpdateMany: refuse,
    beforeDelete: refuse,
    beforeDeleteMany: refuse,
  });
};

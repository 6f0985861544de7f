import type { Core } from '@strapi/strapi';
import { interceptRequests } from '../plugins/kit/src/intercept';
import { createDatabaseWatch } from './database-watch';
import { createDraining } from './draining';
import { markFailedPreparations } from './failed-preparations';
import { createOutageAnswers, outageAnswers } from './outage-answers';
import { createReadiness } from './readiness';

interface StopSettings {
  /** How long the port stays open after the signal. */
  readonly drainSeconds: number;
  /** How long the rest of the stop may take. */
  readonly shutdownSeconds: number;
}

/**
 * Makes the server say whether it can serve (`/_ready`), stop without cutting requests off, and answer an outage of the
 * database with 503. To be called at register.
 */
export const installOperations = (strapi: Core.Strapi, settings: StopSettings): void => {
  const { httpServer } = strapi.server;
  markFailedPreparations(strapi.db);
  const database = createDatabaseWatch(strapi);

  const destroy = strapi.destroy.bind(strapi);
  const draining = createDraining({
    server: httpServer,
    ...settings,
    destroy: async () => {
      database.stop();
      await destroy();
    },
    log: strapi.log,
  });
  // Strapi calls this on SIGTERM and SIGINT.
  strapi.destroy = draining.stop;

  const answerReady = createReadiness(() => [
    ...(draining.isDraining() ? ['the server is stopping'] : []),
    ...database.reasons(),
  ]);
  interceptRequests(httpServer, (request, response) => {
    const isProbe = /^\/_(ready|health)(\?|$)/.test(request.url ?? '');
    draining.watch(response, { isProbe });
    return answerReady(request, response);
  });
  httpServer.once('listening', () => database.start());

  strapi.get('middlewares').set(outageAnswers, () => createOutageAnswers(database.problemOfError));
};

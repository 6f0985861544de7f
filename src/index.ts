import type { Core } from '@strapi/strapi';
import { prepareDatabase, setUpOnFirstBoot } from './first-boot';
import { refuseMissingBuilds } from './missing-builds';
import { installOperations } from './operations';
import { installSlugs } from './slugs';

/**
 * Strapi tells listeners of a change after its commit, without awaiting them. Where two editors delete and
 * publish one document at the same time it fails there (`document-service/events.js` reads an entry that
 * is gone), and Node ends the whole server for a rejection that nobody handles.
 */
const surviveListeners = (strapi: Core.Strapi): void => {
  process.on('unhandledRejection', (reason) => {
    strapi.log.error(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}`);
  });
};

export default {
  register({ strapi }: { strapi: Core.Strapi }): void {
    // Before Strapi brings the tables in line with the types that it has found.
    refuseMissingBuilds(strapi);
    surviveListeners(strapi);
    installOperations(strapi, strapi.config.get('newsroom.stopping'));
  },

  async bootstrap({ strapi }: { strapi: Core.Strapi }): Promise<void> {
    await installSlugs(strapi);
    if (strapi.config.get('newsroom.isImport', false)) await prepareDatabase(strapi);
    else await setUpOnFirstBoot(strapi, { samples: strapi.config.get('newsroom.samples') });
  },
};

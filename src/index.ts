import type { Core } from '@strapi/strapi';
import { installAccess } from './access';
import { shareNewLocales } from './access/editor-roles';
import { printFirstAdministratorLink } from './access/first-administrator';
import { prepareDatabase, setUpOnFirstBoot } from './boot/first-boot';
import { installOperations } from './operations';
import { countDocuments } from './relation-counts';
import { installSharedFields } from './shared-fields';
import { installSlugs, letClone } from './slugs';
import { installTexts } from './text';
import { tellAccentsApart } from './boot/collation';
import { markDatabase, refuseLaterDatabase } from './boot/compatibility';
import { refuseMissingBuilds } from './boot/missing-builds';
import { acquireStartLock } from './boot/start-lock';

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

let releaseStartLock = async (): Promise<void> => undefined;

export default {
  async register({ strapi }: { strapi: Core.Strapi }): Promise<void> {
    // Before Strapi brings the tables in line with the types that it has found.
    refuseMissingBuilds(strapi);
    releaseStartLock = await acquireStartLock(strapi);
    await refuseLaterDatabase(strapi);
    await tellAccentsApart(strapi);
    surviveListeners(strapi);
    installAccess(strapi, {
      proxies: strapi.config.get('newsroom.proxies'),
      uploadAddresses: strapi.config.get('newsroom.uploadAddresses'),
    });
    letClone(strapi);
    installOperations(strapi, strapi.config.get('newsroom.stopping'));
  },

  async bootstrap({ strapi }: { strapi: Core.Strapi }): Promise<void> {
    shareNewLocales(strapi);
    installTexts(strapi);
    await installSlugs(strapi);
    installSharedFields(strapi);
    countDocuments(strapi);
    if (strapi.config.get('newsroom.isImport', false)) await prepareDatabase(strapi);
    else await setUpOnFirstBoot(strapi, { samples: strapi.config.get('newsroom.samples') });
    await markDatabase(strapi);
    await releaseStartLock();
    await printFirstAdministratorLink(strapi);
  },
};

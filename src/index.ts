import type { Core } from '@strapi/strapi';
import { installAccess } from './access';
import { grantNewLocales } from './access/editor-roles';
import { printFirstAdministratorLink } from './access/first-administrator';
import { setUpLanguagesAndRoles, setUpOnFirstBoot } from './boot/first-boot';
import { installOperations } from './operations';
import { allowTokensWithoutWrites } from './operations/token-use';
import { countDocuments } from './strapi/relation-counts';
import { surviveUnhandledRejections } from './strapi/unhandled-rejections';
import { installSharedFields } from './shared-fields';
import { installSlugs } from './slugs';
import { allowCloning } from './slugs/clones';
import { installTexts } from './text';
import { distinguishAccents } from './boot/collation';
import { markDatabase, claimDatabase } from './boot/compatibility';
import { refuseMissingBuilds } from './boot/missing-builds';
import { acquireStartLock } from './boot/start-lock';

let releaseStartLock = async (): Promise<void> => undefined;

export default {
  async register({ strapi }: { strapi: Core.Strapi }): Promise<void> {
    // First what must be checked before Strapi changes the tables.
    refuseMissingBuilds(strapi);
    releaseStartLock = await acquireStartLock(strapi);
    await claimDatabase(strapi);
    await distinguishAccents(strapi);
    surviveUnhandledRejections(strapi);
    installAccess(strapi, {
      proxies: strapi.config.get('newsroom.proxies'),
      uploadAddresses: strapi.config.get('newsroom.uploadAddresses'),
    });
    allowCloning(strapi);
    installOperations(strapi, strapi.config.get('newsroom.stopping'));
  },

  async bootstrap({ strapi }: { strapi: Core.Strapi }): Promise<void> {
    grantNewLocales(strapi);
    installTexts(strapi);
    await installSlugs(strapi);
    installSharedFields(strapi);
    countDocuments(strapi);
    allowTokensWithoutWrites(strapi);
    if (strapi.config.get('newsroom.isImport', false)) await setUpLanguagesAndRoles(strapi);
    else await setUpOnFirstBoot(strapi, { samples: strapi.config.get('newsroom.samples') });
    await markDatabase(strapi);
    await releaseStartLock();
    await printFirstAdministratorLink(strapi);
  },
};

import type { Core } from '@strapi/strapi';
import { renewSlugsOfClones } from './clones';
import { writeSlugs } from './lifecycles';
import { createSlugLock } from './lock';
import { createSlugs } from './resolve';
import { findSluggedTypes } from './slugged-types';
import { replaceUidService } from './uid-service';

/** Applies one slug rule to the admin, the APIs and the importer. To be called at bootstrap. */
export const installSlugs = async (strapi: Core.Strapi): Promise<void> => {
  const types = findSluggedTypes(strapi);
  const slugs = createSlugs(strapi);
  await createSlugLock(strapi);
  writeSlugs(strapi, types, slugs);
  renewSlugsOfClones(strapi, types);
  replaceUidService(strapi, types, slugs);
};

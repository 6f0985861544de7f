import type { StrapiApp } from '@strapi/strapi/admin';
import { translateHints } from './hints';
import strapi from './translations/strapi.vi.json';
import vi from './translations/vi.json';

/**
 * English is always there; `strapi.vi.json` has what Strapi leaves in English on the pages of editors. A
 * field's label is looked up by `content-manager.content-types.<uid>.<field>`, a type's name and a field's
 * description by what it is in English.
 */
export default {
  config: {
    locales: ['vi'],
    translations: { vi: { ...strapi, ...vi } },
    tutorials: false,
    notifications: { releases: false },
  },
  bootstrap(app: Pick<StrapiApp, 'registerHook'>) {
    app.registerHook('Admin/CM/pages/EditView/mutate-edit-view-layout', translateHints);
  },
};

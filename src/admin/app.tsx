import type { StrapiApp } from '@strapi/strapi/admin';
import { ClonedSlug } from './clones';
import { translateHints } from './hints';
import { shortenCells } from './lists';
import strapi from './translations/strapi.vi.json';
import vi from './translations/vi.json';

interface ContentManager {
  addEditViewSidePanel(panels: readonly (() => null)[]): void;
}

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
  register({ widgets }: Pick<StrapiApp, 'widgets'>) {
    // The tracker's own tells what was published, by the date that readers see, which imports and corrections keep.
    widgets.register((all) => all.filter(({ id }) => id !== 'last-published-entries'));
  },
  bootstrap(app: Pick<StrapiApp, 'getPlugin' | 'registerHook'>) {
    (app.getPlugin('content-manager').apis as unknown as ContentManager).addEditViewSidePanel([ClonedSlug]);
    app.registerHook('Admin/CM/pages/EditView/mutate-edit-view-layout', translateHints);
    app.registerHook('Admin/CM/pages/ListView/inject-column-in-table', shortenCells);
  },
};

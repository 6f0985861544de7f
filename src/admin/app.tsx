/*
 * Newsroom's changes to Strapi's admin.
 *
 * Translations: English is always there. `strapi.vi.json` has texts that Strapi does not translate on the pages of
 * editors; `vi.json` has the content types. Strapi looks up a field's label as
 * `content-manager.content-types.<uid>.<field>`; for a type's name and a field's description the English text is the
 * key. A missing key shows the English text.
 *
 * Removed widget: Strapi's *Last published entries* lists documents by `publishedAt`, which every publication changes.
 * The tracker's *Just published* lists them by the date that readers see. Relies on the widget's id,
 * `last-published-entries`: if Strapi renames it, the home page shows both.
 *
 * Content Manager: see `clones.tsx`, `hints.tsx` and `lists.tsx`. Without `addEditViewSidePanel` or one of the hooks
 * the admin does not start, and the error in the browser's console names it.
 */
import type { StrapiApp } from '@strapi/strapi/admin';
import { ClonedSlug } from './clones';
import { translateHints } from './hints';
import { shortenCells } from './lists';
import strapi from './translations/strapi.vi.json';
import vi from './translations/vi.json';

/** Strapi documents this function, but does not type it for applications. */
interface ContentManager {
  addEditViewSidePanel(panels: readonly (() => null)[]): void;
}

export default {
  config: {
    locales: ['vi'],
    translations: { vi: { ...strapi, ...vi } },
    tutorials: false,
    notifications: { releases: false },
  },
  register({ widgets }: Pick<StrapiApp, 'widgets'>) {
    widgets.register((all) => all.filter(({ id }) => id !== 'last-published-entries'));
  },
  bootstrap(app: Pick<StrapiApp, 'getPlugin' | 'registerHook'>) {
    (app.getPlugin('content-manager').apis as unknown as ContentManager).addEditViewSidePanel([ClonedSlug]);
    app.registerHook('Admin/CM/pages/EditView/mutate-edit-view-layout', translateHints);
    app.registerHook('Admin/CM/pages/ListView/inject-column-in-table', shortenCells);
  },
};

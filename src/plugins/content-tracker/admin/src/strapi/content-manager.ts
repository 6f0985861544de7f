/*
 * What the tracker adds to Strapi's Content Manager: a panel beside the form, two columns in the list, and a button
 * that explains the columns.
 *
 * Why: editors see the numbers where they work, without a page of their own.
 * Relies on: `addEditViewSidePanel` of the Content Manager's `apis`, which Strapi documents but does not type for
 * plugins; the injection zone `listView.actions`; and two hooks, described in `list-columns.tsx` and `edit-form.ts`.
 * If they are gone: without `addEditViewSidePanel` or a hook the admin does not start, and the error in the browser's
 * console names it. Without the injection zone the button is missing, and Strapi says so in the console.
 */
import type { StrapiApp } from '@strapi/strapi/admin';
import { ColumnsInfo } from '../list/ColumnsInfo';
import { TrackerPanel } from '../panel/Panel';
import { pluginId } from '../texts';
import { hideFields } from './edit-form';
import { createColumnHook } from './list-columns';

interface ContentManagerApis {
  addEditViewSidePanel(panels: unknown[]): void;
}

export const addToContentManager = (app: StrapiApp): void => {
  const contentManager = app.getPlugin('content-manager');
  (contentManager.apis as unknown as ContentManagerApis).addEditViewSidePanel([TrackerPanel]);
  contentManager.injectComponent('listView', 'actions', { name: pluginId, Component: ColumnsInfo });
  app.registerHook('Admin/CM/pages/ListView/inject-column-in-table', createColumnHook(app));
  app.registerHook('Admin/CM/pages/EditView/mutate-edit-view-layout', hideFields);
};

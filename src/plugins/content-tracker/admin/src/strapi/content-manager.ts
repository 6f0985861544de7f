/*
 * What the tracker adds to Strapi's Content Manager: a panel beside the form, three columns in the list, a button that
 * explains the columns, and the actions that schedule one document or those that are selected.
 *
 * Why: editors see the numbers where they work, without a page of their own.
 * Relies on: `addEditViewSidePanel`, `addDocumentAction` and `addBulkAction` of the Content Manager's `apis`, which
 * Strapi documents but does not type for plugins; the injection zone `listView.actions`; and two hooks, described in
 * `list-columns.tsx` and `edit-form.ts`.
 * If they are gone: without one of those functions or a hook the admin does not start, and the error in the browser's
 * console names it. Without the injection zone the button is missing, and Strapi says so in the console.
 */
import type { StrapiApp } from '@strapi/strapi/admin';
import { ColumnsInfo } from '../list/ColumnsInfo';
import { TrackerPanel } from '../panel/Panel';
import { BulkScheduleAction } from '../schedule/BulkScheduleAction';
import { ScheduleAction } from '../schedule/ScheduleAction';
import { pluginId } from '../texts';
import { hideFields } from './edit-form';
import { createColumnHook } from './list-columns';
import { RoomForColumns } from './list-room';

interface ContentManagerApis {
  addEditViewSidePanel(panels: unknown[]): void;
  addDocumentAction(change: (actions: readonly DocumentAction[]) => readonly unknown[]): void;
  addBulkAction(change: (actions: readonly DocumentAction[]) => readonly unknown[]): void;
}
interface DocumentAction {
  readonly type?: string;
}

/** Puts an action before Strapi's own of that type; at the end where there is none. */
const before =
  (type: string, added: unknown) =>
  (actions: readonly DocumentAction[]): readonly unknown[] => {
    const index = actions.findIndex((action) => action.type === type);
    const at = index === -1 ? actions.length : index;
    return [...actions.slice(0, at), added, ...actions.slice(at)];
  };

export const addToContentManager = (app: StrapiApp): void => {
  const contentManager = app.getPlugin('content-manager');
  const apis = contentManager.apis as unknown as ContentManagerApis;
  apis.addEditViewSidePanel([TrackerPanel]);
  // Strapi shows the first two actions, Publish and Save, as buttons and the others in the menu beside them.
  apis.addDocumentAction(before('unpublish', ScheduleAction));
  apis.addBulkAction(before('delete', BulkScheduleAction));
  contentManager.injectComponent('listView', 'actions', { name: pluginId, Component: ColumnsInfo });
  contentManager.injectComponent('listView', 'actions', {
    name: `${pluginId}-room`,
    Component: RoomForColumns,
  });
  app.registerHook('Admin/CM/pages/ListView/inject-column-in-table', createColumnHook(app));
  app.registerHook('Admin/CM/pages/EditView/mutate-edit-view-layout', hideFields);
};

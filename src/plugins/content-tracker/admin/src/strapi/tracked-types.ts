/*
 * Which content types are tracked, read from Strapi's layouts.
 *
 * Why: a list or a form must know whether its type is tracked before it has asked the server anything.
 * Relies on: the layouts of the Content Manager hold the type's `pluginOptions` in `options`, where the server
 * marks tracked types with `content-tracker`, and whether it has drafts; and on `unstable_useDocumentLayout`, which
 * Strapi may change.
 * If the mark is gone: no type counts as tracked, so columns and panel disappear from the Content Manager.
 */
import { unstable_useDocumentLayout as useDocumentLayout } from '@strapi/strapi/admin';

export interface Layout {
  readonly options: object;
}

export const isTracked = ({ options }: Layout): boolean => 'content-tracker' in options;

/** Whether the type has drafts: what has none is never published later. */
export const hasDrafts = ({ options }: Layout): boolean =>
  (options as { draftAndPublish?: boolean }).draftAndPublish === true;

/** Whether documents of a type can be scheduled. */
export const useIsSchedulable = (uid: string): boolean => {
  const { edit } = useDocumentLayout(uid);
  return isTracked(edit) && hasDrafts(edit);
};

/** @returns false while Strapi is loading the layout */
export const useIsTracked = (uid: string): boolean => isTracked(useDocumentLayout(uid).edit);

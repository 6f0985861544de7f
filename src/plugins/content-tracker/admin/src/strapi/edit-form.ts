/*
 * The fields `viewCount` and `firstPublishedAt` in the forms of the Content Manager.
 *
 * Why: nobody can write them, and the panel shows them better than disabled fields do. An administrator can put
 * them into a form in Strapi's settings all the same.
 * Relies on: the hook `Admin/CM/pages/EditView/mutate-edit-view-layout` and its layout: panels of rows of fields.
 * If the hook is gone: such a form shows disabled fields.
 */
import { trackerColumns } from './list-columns';
import { isTracked, type Layout } from './tracked-types';

interface EditLayout extends Layout {
  readonly layout: readonly (readonly (readonly { name: string }[])[])[];
}

export const hideFields = ({ layout, ...rest }: { layout: EditLayout }) => {
  if (!isTracked(layout)) return { layout, ...rest };
  const panels = layout.layout.map((panel) =>
    panel.map((row) => row.filter(({ name }) => !(name in trackerColumns))).filter((row) => row.length > 0),
  );
  return { ...rest, layout: { ...layout, layout: panels.filter((panel) => panel.length > 0) } };
};

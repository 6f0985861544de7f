/*
 * The columns `viewCount` and `firstPublishedAt` in the lists of the Content Manager.
 *
 * Why: Strapi shows a number without separators and a date in the time zone of the computer, and it shows the
 * columns to roles that may not read the tracker's numbers.
 * Relies on: the hook `Admin/CM/pages/ListView/inject-column-in-table`, the headers' `label` and `cellFormatter`,
 * and the query `getMyPermissions` of `adminApi`, whose answer Strapi keeps in its store.
 * If the hook is gone: the columns stay, with Strapi's own format and labels. If the query is gone: nobody sees the
 * columns.
 */
import { adminApi, type Permission, type StrapiApp } from '@strapi/strapi/admin';
import { DateCell, ViewsCell } from '../list/cells';
import { readAction } from '../permissions';
import { text } from '../texts';
import { isTracked, type Layout } from './tracked-types';

type Value<T> = T | null | undefined;
interface Header {
  readonly name: string;
  readonly label: string | { id: string; defaultMessage: string };
  readonly cellFormatter?: (row: Record<string, unknown>) => React.ReactNode;
}
interface Table {
  readonly displayedHeaders: readonly Header[];
  readonly layout: Layout;
}

/** By the name of the attribute that the server adds to tracked types. */
export const trackerColumns: Readonly<Record<string, Partial<Header>>> = {
  viewCount: {
    label: text('column.views', 'Views'),
    cellFormatter: ({ viewCount }) => <ViewsCell views={viewCount as Value<number>} />,
  },
  firstPublishedAt: {
    label: text('column.firstPublished', 'First published'),
    cellFormatter: ({ firstPublishedAt }) => <DateCell date={firstPublishedAt as Value<string>} />,
  },
};

/** React's hooks cannot be called in Strapi's hooks, so `useRBAC` is not available here. */
const mayRead = (app: StrapiApp): boolean => {
  const { getMyPermissions } = adminApi.endpoints as unknown as {
    getMyPermissions: { select(): (state: unknown) => { data?: Permission[] } };
  };
  const { data = [] } = getMyPermissions.select()(app.store?.getState());
  return data.some(({ action }) => action === readAction);
};

/** Formats the tracker's columns, or removes them if the role may not read them. */
export const createColumnHook =
  (app: StrapiApp) =>
  ({ displayedHeaders, layout }: Table): Table => {
    if (!isTracked(layout)) return { displayedHeaders, layout };
    const isShown = mayRead(app);
    return {
      layout,
      displayedHeaders: displayedHeaders.flatMap((header) => {
        const column = trackerColumns[header.name];
        if (!column) return [header];
        return isShown ? [{ ...header, ...column }] : [];
      }),
    };
  };

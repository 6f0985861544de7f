/*
 * The columns `viewCount` and `firstPublishedAt` in the lists of the Content Manager, and the column *Scheduled*.
 *
 * Why: Strapi shows a number without separators and a date in the time zone of the computer, and it shows the
 * columns to roles that may not read the tracker's numbers. *Scheduled* is no attribute: it would be in webhooks,
 * GraphQL and clones, and tell of embargoes.
 * Relies on: the hook `Admin/CM/pages/ListView/inject-column-in-table`, the headers' `label` and `cellFormatter`,
 * and the query `getMyPermissions` of `adminApi`, whose answer Strapi keeps in its store.
 * If the hook is gone: the columns stay, with Strapi's own format and labels, and *Scheduled* is missing. If the query
 * is gone: nobody sees the two columns.
 */
import { adminApi, type Permission, type StrapiApp } from '@strapi/strapi/admin';
import { DateCell, ViewsCell } from '../list/cells';
import { ScheduledCell } from '../list/ScheduledCell';
import { readAction } from '../permissions';
import { text } from '../texts';
import { hasDrafts, isTracked, type Layout } from './tracked-types';

type Value<T> = T | null | undefined;
interface Header {
  readonly name: string;
  readonly label: string | { id: string; defaultMessage: string };
  readonly searchable?: boolean;
  readonly sortable?: boolean;
  readonly cellFormatter?: (
    row: Record<string, unknown>,
    header: unknown,
    list: { readonly model: string },
  ) => React.ReactNode;
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

const scheduled: Header = {
  name: 'content-tracker-scheduled',
  label: text('column.scheduled', 'Scheduled'),
  searchable: false,
  sortable: false,
  cellFormatter: ({ documentId, locale }, _, { model }) => (
    <ScheduledCell uid={model} documentId={String(documentId)} locale={locale as Value<string>} />
  ),
};

/** Puts the column after the tracker's other ones, or at the end. */
const withScheduled = (headers: readonly Header[]): readonly Header[] => {
  const last = headers.map(({ name }) => name in trackerColumns).lastIndexOf(true);
  const index = last === -1 ? headers.length : last + 1;
  return [...headers.slice(0, index), scheduled, ...headers.slice(index)];
};

/** Formats the tracker's columns, or removes them if the role may not read them, and adds *Scheduled*. */
export const createColumnHook =
  (app: StrapiApp) =>
  ({ displayedHeaders, layout }: Table): Table => {
    if (!isTracked(layout)) return { displayedHeaders, layout };
    const isShown = mayRead(app);
    const shown = displayedHeaders.flatMap((header) => {
      const column = trackerColumns[header.name];
      if (!column) return [header];
      return isShown ? [{ ...header, ...column }] : [];
    });
    return { layout, displayedHeaders: hasDrafts(layout) ? withScheduled(shown) : shown };
  };

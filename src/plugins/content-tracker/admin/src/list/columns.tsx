import { adminApi, type Permission, type StrapiApp } from '@strapi/strapi/admin';
import { readAction } from '../permissions';
import { text } from '../texts';
import { DateCell, ViewsCell } from './cells';

interface Layout {
  readonly options: object;
}
interface Header {
  readonly name: string;
  readonly label: string | { id: string; defaultMessage: string };
  readonly cellFormatter?: (row: Record<string, unknown>) => React.ReactNode;
}
interface Table {
  readonly displayedHeaders: readonly Header[];
  readonly layout: Layout;
}

const columns: Record<string, Partial<Header>> = {
  viewCount: {
    label: text('column.views', 'Views'),
    cellFormatter: ({ viewCount }) => <ViewsCell views={viewCount as number | null | undefined} />,
  },
  firstPublishedAt: {
    label: text('column.firstPublished', 'First published'),
    cellFormatter: ({ firstPublishedAt }) => (
      <DateCell date={firstPublishedAt as string | null | undefined} />
    ),
  },
};

export const isTracked = ({ options }: Layout): boolean => 'content-tracker' in options;

/** Hooks run where React's hooks may not: the permissions are those that Strapi has loaded with the page. */
export const mayRead = (app: StrapiApp): boolean => {
  const { getMyPermissions } = adminApi.endpoints as unknown as {
    getMyPermissions: { select(): (state: unknown) => { data?: Permission[] } };
  };
  const { data = [] } = getMyPermissions.select()(app.store?.getState());
  return data.some(({ action }) => action === readAction);
};

/** Formats the columns of the tracker's attributes, or leaves them out where the role may not read them. */
export const createColumnHook =
  (app: StrapiApp) =>
  ({ displayedHeaders, layout }: Table): Table => {
    if (!isTracked(layout)) return { displayedHeaders, layout };
    const isShown = mayRead(app);
    return {
      layout,
      displayedHeaders: displayedHeaders.flatMap((header) => {
        const column = columns[header.name];
        if (!column) return [header];
        return isShown ? [{ ...header, ...column }] : [];
      }),
    };
  };

interface EditLayout extends Layout {
  readonly layout: readonly (readonly (readonly { name: string }[])[])[];
}

/** Nobody can write them, and the panel shows them better than a field that is switched off. */
export const hideFields = ({ layout, ...rest }: { layout: EditLayout }) => {
  if (!isTracked(layout)) return { layout, ...rest };
  const panels = layout.layout.map((panel) =>
    panel.map((row) => row.filter(({ name }) => !(name in columns))).filter((row) => row.length > 0),
  );
  return { ...rest, layout: { ...layout, layout: panels.filter((panel) => panel.length > 0) } };
};

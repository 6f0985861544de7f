/*
 * The descriptions of fields, in the language of the admin.
 *
 * Why: the Content Manager translates the label of a field, but shows its description as the schema has it.
 * Relies on: the hook `Admin/CM/pages/EditView/mutate-edit-view-layout`; its layout of panels, rows and fields, and of
 * components; and `hint` of a field, which Strapi renders as it is, so that it may be an element.
 * If the layout or `hint` changes: descriptions are in English, or the form fails to render.
 */
import { useIntl } from 'react-intl';

/** The English description is the key of its translation. */
const Hint = ({ text }: { text: string }) => {
  const { formatMessage } = useIntl();
  return <>{formatMessage({ id: text, defaultMessage: text })}</>;
};

interface Field {
  readonly hint?: unknown;
}
type Row = readonly Field[];
interface Form {
  readonly layout: {
    readonly layout: readonly (readonly Row[])[];
    readonly components: Readonly<Record<string, { readonly layout: readonly Row[] }>>;
  };
}

const translateRows = (rows: readonly Row[]): Row[] =>
  rows.map((row) =>
    row.map((field) =>
      typeof field.hint === 'string' && field.hint !== ''
        ? { ...field, hint: <Hint text={field.hint} /> }
        : field,
    ),
  );

/** The hook of the Content Manager. */
export const translateHints = ({ layout, ...rest }: Form): Form => ({
  ...rest,
  layout: {
    ...layout,
    layout: layout.layout.map(translateRows),
    components: Object.fromEntries(
      Object.entries(layout.components).map(([uid, component]) => [
        uid,
        { ...component, layout: translateRows(component.layout) },
      ]),
    ),
  },
});

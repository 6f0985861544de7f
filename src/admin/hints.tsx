import { useIntl } from 'react-intl';

/** The Content Manager translates a field's label, but shows its description as it stands in the schema. */
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

const translate = (rows: readonly Row[]): Row[] =>
  rows.map((row) =>
    row.map((field) =>
      typeof field.hint === 'string' && field.hint !== ''
        ? { ...field, hint: <Hint text={field.hint} /> }
        : field,
    ),
  );

/** Descriptions in the language of the admin: a translation has the English one for its key. */
export const translateHints = ({ layout, ...rest }: Form): Form => ({
  ...rest,
  layout: {
    ...layout,
    layout: layout.layout.map(translate),
    components: Object.fromEntries(
      Object.entries(layout.components).map(([uid, component]) => [
        uid,
        { ...component, layout: translate(component.layout) },
      ]),
    ),
  },
});

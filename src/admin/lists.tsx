/*
 * Dates and languages in the lists of the Content Manager.
 *
 * Why: Strapi writes a date as `Wednesday, November 25, 2026 at 10:57 PM` and languages by their names. Such columns
 * push the status of the documents off the page.
 * Relies on: the hook `Admin/CM/pages/ListView/inject-column-in-table`, the headers' `cellFormatter` and `attribute`,
 * the name `locales` of i18n's column, and `locale` and `localizations` of a row.
 * If one of them changes: the columns look as Strapi shows them.
 */
import { Typography } from '@strapi/design-system';
import { datesIn } from 'newsroom-plugin-kit/admin/dates';
import { useIntl } from 'react-intl';

interface Header {
  readonly name: string;
  readonly attribute?: { readonly type?: string };
  readonly cellFormatter?: (row: Record<string, unknown>) => React.ReactNode;
}
interface Table {
  readonly displayedHeaders: readonly Header[];
  readonly layout: unknown;
}

/** A date as the tracker's column writes it, in the time zone of the editor's computer. */
const Moment = ({ value }: { value: unknown }) => {
  const { locale } = useIntl();
  if (typeof value !== 'string') return <>–</>;
  return (
    <Typography tag="time" dateTime={value} textColor="neutral800" style={{ whiteSpace: 'nowrap' }}>
      {datesIn(locale).moment(value)}
    </Typography>
  );
};

interface LocalizedRow {
  readonly locale?: string;
  readonly localizations?: readonly { readonly locale: string }[];
}

/** The codes of a document's languages: `en, vi`. */
const Languages = ({ row: { locale, localizations = [] } }: { row: LocalizedRow }) => (
  <Typography textColor="neutral800">
    {[locale, ...localizations.map((other) => other.locale)].filter(Boolean).sort().join(', ')}
  </Typography>
);

const shorten = (header: Header): Header => {
  if (header.name === 'locales') return { ...header, cellFormatter: (row) => <Languages row={row} /> };
  // A column that has a format already is the tracker's.
  return header.attribute?.type === 'datetime' && !header.cellFormatter
    ? { ...header, cellFormatter: (row) => <Moment value={row[header.name]} /> }
    : header;
};

/** The hook of the Content Manager. */
export const shortenCells = ({ displayedHeaders, ...rest }: Table): Table => ({
  ...rest,
  displayedHeaders: displayedHeaders.map(shorten),
});

import { Typography } from '@strapi/design-system';
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

const Moment = ({ value }: { value: unknown }) => {
  const { locale } = useIntl();
  if (typeof value !== 'string') return <>–</>;
  const isVietnamese = locale.startsWith('vi');
  const day = new Intl.DateTimeFormat(
    locale,
    isVietnamese
      ? { year: 'numeric', month: '2-digit', day: '2-digit' }
      : { year: 'numeric', month: 'short', day: 'numeric' },
  ).format(new Date(value));
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <Typography tag="time" dateTime={value} textColor="neutral800" style={{ whiteSpace: 'nowrap' }}>
      {`${day} ${time.format(new Date(value))}`}
    </Typography>
  );
};

interface Localized {
  readonly locale?: string;
  readonly localizations?: readonly { readonly locale: string }[];
}

/** `en, vi`: names of languages would push the status off the page. */
const languagesOf = ({ locale, localizations = [] }: Localized): string =>
  [locale, ...localizations.map((one) => one.locale)].filter(Boolean).sort().join(', ');

const Languages = ({ of }: { of: Localized }) => (
  <Typography textColor="neutral800">{languagesOf(of)}</Typography>
);

const shorten = (header: Header): Header => {
  if (header.name === 'locales') return { ...header, cellFormatter: (row) => <Languages of={row} /> };
  return header.attribute?.type === 'datetime' && !header.cellFormatter
    ? { ...header, cellFormatter: (row) => <Moment value={row[header.name]} /> }
    : header;
};

/**
 * Dates in lists as they are written beside them, `25/11/2026 22:57`, and languages by their codes: as Strapi has
 * them, they push the status off the page.
 */
export const shortenCells = ({ displayedHeaders, ...rest }: Table): Table => ({
  ...rest,
  displayedHeaders: displayedHeaders.map(shorten),
});

import type { ReactNode } from 'react';
import { useIntl, type PrimitiveType } from 'react-intl';
import type en from './translations/en.json';

export const pluginId = 'content-tracker';

export type TextId = keyof typeof en;

/** A text for Strapi to look up where it wants a descriptor. */
export const text = (id: TextId, defaultMessage: string) => ({ id: `${pluginId}.${id}`, defaultMessage });

type Values = Record<string, PrimitiveType>;

const dateOptions = (locale: string) => ({
  year: 'numeric' as const,
  month: locale.startsWith('vi') ? ('2-digit' as const) : ('short' as const),
  day: locale.startsWith('vi') ? ('2-digit' as const) : ('numeric' as const),
});
const timeOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** What people call a time zone, and how far it is from UTC at the moment. */
const zoneName = (timeZone: string, locale: string): string => {
  const named = (timeZoneName: 'long' | 'shortOffset'): string =>
    new Intl.DateTimeFormat(locale, { timeZone, timeZoneName })
      .formatToParts(new Date())
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  const name = named('long');
  // In the middle of a sentence.
  const inSentence = locale.startsWith('vi') ? name.replace(/^Giờ/, 'giờ') : name;
  return `${inSentence} (${named('shortOffset')})`;
};

/** Texts, numbers and dates in the language of the admin; dates in the time zone that is given. */
export const useTexts = () => {
  const intl = useIntl();
  const { locale } = intl;
  const inParts = (value: string | Date, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, options).format(new Date(value));
  const date = (value: string | Date, timeZone: string): string =>
    inParts(value, { ...dateOptions(locale), timeZone });
  const time = (value: string | Date, timeZone: string): string =>
    inParts(value, { ...timeOptions, timeZone });

  return {
    locale,
    /** A value called `timeZone` is an IANA name; people read `Indochina Time (GMT+7)`. */
    t: (id: TextId, values?: Values): string =>
      intl.formatMessage(
        { id: `${pluginId}.${id}`, defaultMessage: id },
        values?.timeZone ? { ...values, timeZone: zoneName(String(values.timeZone), locale) } : values,
      ),
    /** With elements among the values. */
    rich: (id: TextId, values: Record<string, PrimitiveType | ReactNode>): ReactNode =>
      intl.formatMessage({ id: `${pluginId}.${id}`, defaultMessage: id }, values as never),
    number: (value: number): string => intl.formatNumber(value),
    percent: (value: number): string =>
      intl.formatNumber(value, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
    date,
    time,
    /** Day, then time, as newspapers write it. */
    moment: (value: string | Date, timeZone: string): string =>
      locale.startsWith('vi')
        ? `${date(value, timeZone)} ${time(value, timeZone)}`
        : `${date(value, timeZone)}, ${time(value, timeZone)}`,
    dayOnly: (value: string | Date, timeZone: string): string =>
      inParts(value, { day: 'numeric', month: locale.startsWith('vi') ? 'numeric' : 'short', timeZone }),
    month: (value: string | Date, timeZone: string): string =>
      inParts(value, { month: locale.startsWith('vi') ? 'numeric' : 'short', year: 'numeric', timeZone }),
  };
};

export type Texts = ReturnType<typeof useTexts>;

import { useIntl, type PrimitiveType } from 'react-intl';
import { relativeTo } from './relative';
import type en from './translations/en.json';

export const pluginId = 'webhook-delivery';

/** Where the page is. */
export const pagePath = `/settings/${pluginId}`;

export type TextId = keyof typeof en;

/** A text for Strapi to look up where it wants a descriptor. */
export const text = (id: TextId, defaultMessage: string) => ({ id: `${pluginId}.${id}`, defaultMessage });

/** Texts, numbers and dates in the language of the admin; times are those of the editor's computer. */
export const useTexts = () => {
  const intl = useIntl();
  const isVietnamese = intl.locale.startsWith('vi');

  const inParts = (at: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(intl.locale, options).format(new Date(at));
  const day = (at: string): string =>
    inParts(at, {
      year: 'numeric',
      month: isVietnamese ? '2-digit' : 'short',
      day: isVietnamese ? '2-digit' : 'numeric',
    });
  const time = (at: string): string =>
    inParts(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

  // By its name: browsers call the zone of Ho Chi Minh City Asia/Saigon.
  const timeZone = new Intl.DateTimeFormat(intl.locale, { timeZoneName: 'long' })
    .formatToParts()
    .find(({ type }) => type === 'timeZoneName')?.value;

  return {
    timeZone,
    t: (id: TextId, values?: Record<string, PrimitiveType>): string =>
      intl.formatMessage({ id: `${pluginId}.${id}`, defaultMessage: id }, values),
    number: (value: number): string => intl.formatNumber(value),
    /** Day, then time, as newspapers write it. */
    moment: (at: string): string => `${day(at)}${isVietnamese ? '' : ','} ${time(at)}`,
    /** `in 5 minutes`, `2 days ago` */
    relative: (at: string): string => {
      const { value, unit } = relativeTo(Date.parse(at), Date.now());
      return intl.formatRelativeTime(value, unit, { numeric: 'auto' });
    },
    duration: (ms: number): string =>
      ms < 1000
        ? intl.formatNumber(ms, { style: 'unit', unit: 'millisecond' })
        : intl.formatNumber(ms / 1000, { style: 'unit', unit: 'second', maximumFractionDigits: 1 }),
  };
};

export type Texts = ReturnType<typeof useTexts>;

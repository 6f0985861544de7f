import { createTexts } from 'newsroom-plugin-kit/admin/texts';
import { useIntl } from 'react-intl';
import { relativeTo } from './relative';
import type en from './translations/en.json';

export const pluginId = 'webhook-delivery';

/** Where the page of this plugin is. */
export const pagePath = `/settings/${pluginId}`;

export type TextId = keyof typeof en;

const texts = createTexts<TextId>({ pluginId, withSeconds: true });

export const { text } = texts;

/** Texts, numbers and dates in the language of the admin; dates are in the time zone of the editor's computer. */
export const useTexts = () => {
  const intl = useIntl();
  return {
    ...texts.useTexts(),
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

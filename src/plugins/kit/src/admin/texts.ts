import { useIntl, type PrimitiveType } from 'react-intl';
import { datesIn, timeZoneName } from './dates';

type Values = Record<string, PrimitiveType>;
type Translations = Record<string, () => Promise<{ readonly default: Readonly<Record<string, string>> }>>;

interface Options {
  /** Prefix of all text ids: Strapi keeps the texts of all plugins in one table. */
  readonly pluginId: string;
  /** Whether times are shown to the second. */
  readonly withSeconds?: boolean;
}

/**
 * Texts, numbers and dates of a plugin's admin.
 *
 * **Time zones.** A date function with a time zone uses that zone: content-tracker always gives the zone of the
 * site, because editors speak of the site's days. Without one it uses the zone of the editor's computer:
 * webhook-delivery is used by administrators, who compare times with other systems.
 * @typeParam Id the keys of the plugin's `translations/en.json`
 */
export const createTexts = <Id extends string>({ pluginId, withSeconds = false }: Options) => ({
  /** A descriptor, for places where Strapi looks up the text itself. */
  text: (id: Id, defaultMessage: string) => ({ id: `${pluginId}.${id}`, defaultMessage }),

  useTexts: () => {
    const intl = useIntl();
    const { locale } = intl;
    const message = (id: Id) => ({ id: `${pluginId}.${id}`, defaultMessage: id });
    return {
      locale,
      /** A value called `timeZone` is an IANA name; the text shows `Indochina Time (GMT+7)`. */
      t: (id: Id, values?: Values): string =>
        intl.formatMessage(
          message(id),
          values?.timeZone ? { ...values, timeZone: timeZoneName(String(values.timeZone), locale) } : values,
        ),
      number: (value: number): string => intl.formatNumber(value),
      percent: (value: number): string =>
        intl.formatNumber(value, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
      ...datesIn(locale, { withSeconds }),
    };
  },
});

/**
 * Makes a plugin's `registerTrads`. A language without a translation gets no texts here: Strapi's
 * LanguageProvider fills every missing text from English.
 * @param translations loaders of `translations/<locale>.json`, by locale; `en` is required
 */
export const createRegisterTrads =
  (pluginId: string, translations: Translations) =>
  async ({ locales }: { locales: string[] }): Promise<{ locale: string; data: Record<string, string> }[]> =>
    Promise.all(
      locales.map(async (locale) => {
        const texts = (await translations[locale]?.())?.default ?? {};
        const data = Object.fromEntries(
          Object.entries(texts).map(([id, text]) => [`${pluginId}.${id}`, text]),
        );
        return { locale, data };
      }),
    );

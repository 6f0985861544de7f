const isVietnamese = (locale: string): boolean => locale.startsWith('vi');

const partOf = (
  at: string | Date,
  locale: string,
  type: 'weekday' | 'timeZoneName',
  options: Intl.DateTimeFormatOptions,
): string =>
  new Intl.DateTimeFormat(locale, options).formatToParts(new Date(at)).find((part) => part.type === type)
    ?.value ?? '';

/** Inside a sentence: `Monday`, `thứ Hai`. */
const weekdayIn = (at: string | Date, timeZone: string, locale: string): string =>
  partOf(at, locale, 'weekday', { timeZone, weekday: 'long' })
    .replace(/^Thứ/, 'thứ')
    .replace('Chủ Nhật', 'Chủ nhật');

/** The distance from UTC at that time: `GMT+7`. */
const offsetAt = (at: string | Date, timeZone: string, locale: string): string =>
  partOf(at, locale, 'timeZoneName', { timeZone, timeZoneName: 'shortOffset' });

const longDate = (at: string | Date, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(at));

/**
 * Writes dates as newspapers do: `31/01/2026 08:05` in Vietnamese, `Jan 31, 2026, 08:05` in English.
 * Every function takes the IANA name of a time zone; without one it uses the zone of the editor's computer.
 * @param locale the language of the admin
 */
export const datesIn = (locale: string, { withSeconds = false } = {}) => {
  const format = (at: string | Date, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, options).format(new Date(at));

  const date = (at: string | Date, timeZone?: string): string =>
    format(at, {
      timeZone,
      year: 'numeric',
      month: isVietnamese(locale) ? '2-digit' : 'short',
      day: isVietnamese(locale) ? '2-digit' : 'numeric',
    });

  const time = (at: string | Date, timeZone?: string): string =>
    format(at, {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      ...(withSeconds && { second: '2-digit' }),
      hourCycle: 'h23',
    });

  /** The day without its year, for the axis of a chart. */
  const shortDate = (at: string | Date, timeZone?: string): string =>
    format(at, { timeZone, day: 'numeric', month: isVietnamese(locale) ? 'numeric' : 'short' });

  const comma = isVietnamese(locale) ? '' : ',';
  return {
    date,
    time,
    shortDate,
    /** What stands between a day and a time. */
    comma,
    /** `Monday, 30 November 2026 at 08:00 (GMT+7)`, `08:00 thứ Hai, ngày 30/11/2026 (GMT+7)` */
    inWords: (at: string | Date, timeZone: string): string => {
      const day = { weekday: weekdayIn(at, timeZone, locale), offset: offsetAt(at, timeZone, locale) };
      return isVietnamese(locale)
        ? `${time(at, timeZone)} ${day.weekday}, ngày ${date(at, timeZone)} (${day.offset})`
        : `${day.weekday}, ${longDate(at, timeZone, locale)} at ${time(at, timeZone)} (${day.offset})`;
    },
    moment: (at: string | Date, timeZone?: string): string =>
      `${date(at, timeZone)}${comma} ${time(at, timeZone)}`,
    month: (at: string | Date, timeZone?: string): string =>
      format(at, { timeZone, month: isVietnamese(locale) ? 'numeric' : 'short', year: 'numeric' }),
  };
};

/**
 * What people call a time zone, with its distance from UTC today: `Indochina Time (GMT+7)`. IANA names are
 * not shown: browsers call the zone of Ho Chi Minh City `Asia/Saigon`.
 */
export const timeZoneName = (timeZone: string, locale: string): string => {
  const named = (style: 'long' | 'shortOffset'): string =>
    new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: style })
      .formatToParts(new Date())
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  // The name stands inside a sentence.
  const name = isVietnamese(locale) ? named('long').replace(/^Giờ/, 'giờ') : named('long');
  return `${name} (${named('shortOffset')})`;
};

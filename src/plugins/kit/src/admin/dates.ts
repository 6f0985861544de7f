const isVietnamese = (locale: string): boolean => locale.startsWith('vi');

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

  return {
    date,
    time,
    moment: (at: string | Date, timeZone?: string): string =>
      `${date(at, timeZone)}${isVietnamese(locale) ? '' : ','} ${time(at, timeZone)}`,
    /** The day without its year, for the axis of a chart. */
    shortDate: (at: string | Date, timeZone?: string): string =>
      format(at, { timeZone, day: 'numeric', month: isVietnamese(locale) ? 'numeric' : 'short' }),
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

const formatted = (day: string, locale: string, options: Intl.DateTimeFormatOptions): string => {
  const text = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(
    new Date(`${day}T00:00:00Z`),
  );
  // It stands at the beginning of a line: `Tháng 11 năm 2026`.
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
};

/** `Monday, November 30`, `Thứ Hai, 30 tháng 11`. A day such as `2026-11-30` is one of the site's calendar already. */
export const dayName = (day: string, locale: string): string =>
  formatted(day, locale, { weekday: 'long', day: 'numeric', month: 'long' });

/** `Monday`, `Thứ Hai` */
export const weekdayName = (day: string, locale: string): string =>
  formatted(day, locale, { weekday: 'long' });

/** `November 2026`, `Tháng 11 năm 2026` */
export const monthName = (month: string, locale: string): string =>
  formatted(`${month}-01`, locale, { month: 'long', year: 'numeric' });

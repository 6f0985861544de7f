import { dayIn } from 'newsroom-plugin-kit/admin/wall-clock';

export const periods = ['24h', '7d', '30d', '365d', 'all', 'custom'] as const;
export type Period = (typeof periods)[number];

/** What Insights shows. The address of the page holds it, so that it survives a reload and can be shared. */
export interface Selection {
  readonly type: string;
  readonly locale: string | undefined;
  readonly period: Period;
  /** First and last day of a custom period, in the site's calendar: `2026-01-31`. Empty for other periods. */
  readonly from: string;
  readonly to: string;
}

const lengths: Partial<Record<Period, number>> = { '7d': 7, '30d': 30, '365d': 365 };
/** Also the lowest date that the server accepts. */
export const firstDay = '2000-01-01';

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** Whether the server can be asked: a custom period needs two valid days in the right order. */
export const isComplete = ({ period, from, to }: Pick<Selection, 'period' | 'from' | 'to'>): boolean =>
  period !== 'custom' || (isDay(from) && isDay(to) && from >= firstDay && from <= to);

/**
 * The query parameters of the tracker's routes. A number of days becomes that many whole days of the site's
 * calendar, of which today is the last.
 */
export const queryParametersFor = (
  { type, locale, period, from, to }: Selection,
  { timeZone, nowMs }: { timeZone: string; nowMs: number },
): Record<string, string | undefined> => {
  if (period === 'custom') return { type, locale, from, to };
  const length = lengths[period];
  return length ? { type, locale, from: dayIn(nowMs, timeZone, length - 1) } : { type, locale, period };
};

interface Site {
  readonly types: readonly { readonly name: string; readonly isLocalized: boolean }[];
  readonly locales: readonly { readonly code: string }[];
  readonly defaultLocale: string;
}

/** Reads the address. A missing or invalid parameter gets a default: first type, default locale, 7 days. */
export const readSelection = (
  params: URLSearchParams,
  { types, locales, defaultLocale }: Site,
): Selection => {
  const type = types.find(({ name }) => name === params.get('type')) ?? types[0];
  const locale = locales.find(({ code }) => code === params.get('locale'))?.code ?? defaultLocale;
  return {
    type: type?.name ?? '',
    locale: type?.isLocalized ? locale : undefined,
    period: periods.find((period) => period === params.get('period')) ?? '7d',
    from: params.get('from') ?? '',
    to: params.get('to') ?? '',
  };
};

/** The parameters of the address. */
export const writeSelection = ({ type, locale, period, from, to }: Selection): Record<string, string> => ({
  type,
  ...(locale && { locale }),
  period,
  ...(period === 'custom' && { from, to }),
});

import { dayIn } from '../zone';

export const periods = ['24h', '7d', '30d', '365d', 'all', 'own'] as const;
export type Period = (typeof periods)[number];

/** What is looked at, as the address has it. */
export interface View {
  readonly type: string;
  readonly locale: string | undefined;
  readonly period: Period;
  /** Days of the site's calendar, both included; for `own`. */
  readonly from: string;
  readonly to: string;
}

const days: Partial<Record<Period, number>> = { '7d': 7, '30d': 30, '365d': 365 };

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** Whether own dates can be asked for. */
export const isWhole = ({ period, from, to }: Pick<View, 'period' | 'from' | 'to'>): boolean =>
  period !== 'own' || (isDay(from) && isDay(to) && from >= '2000-01-01' && from <= to);

/** The parameters of the server's questions: whole days of the site's calendar, today the last one. */
export const askedFor = (
  { type, locale, period, from, to }: View,
  { timeZone, nowMs }: { timeZone: string; nowMs: number },
): Record<string, string | undefined> => {
  const of = { type, locale };
  if (period === 'own') return { ...of, from, to };
  const length = days[period];
  return length ? { ...of, from: dayIn(nowMs, timeZone, length - 1) } : { ...of, period };
};

interface Known {
  readonly types: readonly { readonly name: string; readonly isLocalized: boolean }[];
  readonly locales: readonly { readonly code: string }[];
  readonly defaultLocale: string;
}

/** Reads the address; what it does not say, or says wrong, is what most editors want to see. */
export const readView = (params: URLSearchParams, { types, locales, defaultLocale }: Known): View => {
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

/** The address of a view. */
export const writeView = ({ type, locale, period, from, to }: View): Record<string, string> => ({
  type,
  ...(locale && { locale }),
  period,
  ...(period === 'own' && { from, to }),
});

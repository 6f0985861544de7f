import type { Site } from '../../../shared/answers';
import { isMonth } from './month';

/** What the calendar shows. The address of the page holds it, so that it survives a reload and can be sent. */
export interface Selection {
  /** `2026-11` */
  readonly month: string;
  /** undefined: all. */
  readonly type: string | undefined;
  readonly locale: string | undefined;
}

/** Reads the address. A month that is missing or invalid is the current one, an unknown type or language means all. */
export const readSelection = (
  params: URLSearchParams,
  { types, locales }: Pick<Site, 'types' | 'locales'>,
  currentMonth: string,
): Selection => {
  const month = params.get('month') ?? '';
  return {
    month: isMonth(month) ? month : currentMonth,
    type: types.find(({ name }) => name === params.get('type'))?.name,
    locale: locales.find(({ code }) => code === params.get('locale'))?.code,
  };
};

/** The parameters of the address. */
export const writeSelection = ({ month, type, locale }: Selection): Record<string, string> => ({
  month,
  ...(type && { type }),
  ...(locale && { locale }),
});

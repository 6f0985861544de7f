import type { DeliveryState } from '../../../shared/answers';
import { states } from '../states';

/** What the list of deliveries shows. The address of the page holds it; pages count from 1. */
export interface Selection {
  readonly endpoint: number | undefined;
  readonly state: DeliveryState | undefined;
  readonly event: string | undefined;
  readonly page: number;
  readonly pageSize: number;
  /** The delivery whose dialog is open. */
  readonly delivery: number | undefined;
}

const defaultSize = 25;
export const pageSizes = [defaultSize, 50, 100];

const numberIn = (params: URLSearchParams, name: string): number | undefined => {
  const value = params.get(name) ?? '';
  return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
};

/** Reads the address. An invalid parameter is ignored. */
export const readSelection = (params: URLSearchParams): Selection => ({
  endpoint: numberIn(params, 'endpoint'),
  state: states.find((state) => state === params.get('state')),
  event: params.get('event')?.slice(0, 200) || undefined,
  // 100,000 pages of 100: the server lists at most 10,000,000 deliveries.
  page: Math.min(numberIn(params, 'page') ?? 1, 100_000),
  pageSize: pageSizes.find((size) => size === numberIn(params, 'pageSize')) ?? defaultSize,
  delivery: numberIn(params, 'delivery'),
});

/** The parameters of the address. Page and size are always there, as in Strapi's own lists. */
export const writeSelection = (selection: Partial<Selection>): URLSearchParams => {
  const entries = Object.entries({ page: 1, pageSize: defaultSize, ...selection });
  return new URLSearchParams(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
};

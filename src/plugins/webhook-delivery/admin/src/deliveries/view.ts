import { states, type State } from '../api';

/** What is looked at, as the address has it; pages count from 1. */
export interface View {
  readonly endpoint: number | undefined;
  readonly state: State | undefined;
  readonly event: string | undefined;
  readonly page: number;
  readonly pageSize: number;
  /** The delivery that is open. */
  readonly delivery: number | undefined;
}

export const pageSizes = [25, 50, 100];

const numberIn = (params: URLSearchParams, name: string): number | undefined => {
  const value = params.get(name) ?? '';
  return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
};

/** Reads the address; what it says wrong does not count. */
export const readView = (params: URLSearchParams): View => ({
  endpoint: numberIn(params, 'endpoint'),
  state: states.find((state) => state === params.get('state')),
  event: params.get('event')?.slice(0, 200) || undefined,
  // The server lists from the 10,000,000th at most.
  page: Math.min(numberIn(params, 'page') ?? 1, 100_000),
  pageSize: pageSizes.find((size) => size === numberIn(params, 'pageSize')) ?? 25,
  delivery: numberIn(params, 'delivery'),
});

/** The address of a view. */
export const writeView = (view: Partial<View>): URLSearchParams => {
  const { page, pageSize, ...rest } = view;
  const params = {
    ...rest,
    page: page === 1 ? undefined : page,
    pageSize: pageSize === 25 ? undefined : pageSize,
  };
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
};

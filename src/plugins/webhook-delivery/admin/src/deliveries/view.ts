import { states, type State } from '../states';

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

const defaultSize = 25;
export const pageSizes = [defaultSize, 50, 100];

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
  pageSize: pageSizes.find((size) => size === numberIn(params, 'pageSize')) ?? defaultSize,
  delivery: numberIn(params, 'delivery'),
});

/** The address of a view; like Strapi's own lists it always names page and size. */
export const writeView = (view: Partial<View>): URLSearchParams => {
  const given = Object.entries({ page: 1, pageSize: defaultSize, ...view });
  return new URLSearchParams(
    given.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
};

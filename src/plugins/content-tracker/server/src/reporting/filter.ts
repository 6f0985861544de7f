import type { IncomingHttpHeaders } from 'node:http';
import type { RefusalReason } from '../ledger/refusals';

/** What the filter looks at: of a request, or of a view that a server reports. */
export interface Visit {
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  /** The User-Agent header; `''` where there is none. */
  readonly agent: string;
}

export interface Rules {
  /** Whether `Sec-GPC: 1` and `DNT: 1` keep a view from being counted. */
  readonly respectOptOut: boolean;
  readonly isExcluded: (address: string) => boolean;
  readonly isBot: (agent: string) => boolean;
}

const isPrefetch = ({ headers }: Visit): boolean =>
  ['sec-purpose', 'purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  );

const hasOptedOut = ({ headers }: Visit): boolean => headers['sec-gpc'] === '1' || headers.dnt === '1';

/** Returns the first reason not to count a visit. Repeats are found later: that takes a memory. */
export const refusalOf = (
  visit: Visit,
  { respectOptOut, isExcluded, isBot }: Rules,
): RefusalReason | undefined => {
  if (isPrefetch(visit)) return 'prefetch';
  if (respectOptOut && hasOptedOut(visit)) return 'opt-out';
  if (isExcluded(visit.address)) return 'excluded';
  if (isBot(visit.agent)) return 'bot';
  return undefined;
};

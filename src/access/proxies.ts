import type { IncomingMessage } from 'node:http';
import { forwardedAddresses, isInRanges } from '../plugins/kit/src/addresses';

/** Headers in which a proxy passes on the client's address, host and protocol. */
export const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
] as const;

/** The number of trusted proxies, or their addresses and ranges. */
export interface TrustedProxies {
  readonly count: number;
  readonly ranges: readonly string[];
}

/**
 * Leaves in `x-forwarded-for` one address without port, the client's, which limits on sign-in go by: the one that the
 * outermost of the counted proxies wrote, or the last one that is not a named proxy's. Where it cannot be read, the
 * header is removed. Where proxies are named, forwarding headers of all others are removed before anything reads them.
 */
export const createForwarding = ({ count, ranges }: TrustedProxies): ((request: IncomingMessage) => void) => {
  const isTrusted = isInRanges(ranges);
  const clientOf = (said: readonly (string | undefined)[]): string | undefined => {
    if (ranges.length === 0) return said.slice(-count)[0];
    const last = said.findLastIndex((address) => address === undefined || !isTrusted(address));
    return said[Math.max(last, 0)];
  };
  return ({ headers, socket }) => {
    if (ranges.length > 0 && !isTrusted(socket.remoteAddress ?? '')) {
      for (const name of forwardingHeaders) delete headers[name];
      return;
    }
    const client = clientOf(forwardedAddresses(headers));
    // It would count again where the other header is removed.
    delete headers.forwarded;
    if (client === undefined) delete headers['x-forwarded-for'];
    else headers['x-forwarded-for'] = client;
  };
};

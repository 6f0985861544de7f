import net from 'node:net';
import type { IncomingMessage } from 'node:http';
import { isInRanges } from '../plugins/kit/src/addresses';

/** Headers in which a proxy passes on the client's address, host and protocol. */
export const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
] as const;

/** An address without its port or brackets, which some proxies add. */
const withoutPort = (text: string): string => {
  const trimmed = text.trim();
  const [, inBrackets] = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed) ?? [];
  if (inBrackets !== undefined) return inBrackets;
  return net.isIP(trimmed) === 0 ? trimmed.replace(/:\d+$/, '') : trimmed;
};

/**
 * Trusts forwarding headers from the named proxies only, and removes them from all other requests before anything reads
 * them. Of `x-forwarded-for` it leaves the last address that is not a trusted proxy's.
 * @param ranges addresses and ranges of trusted proxies
 */
export const createForwarding = (ranges: readonly string[]): ((request: IncomingMessage) => void) => {
  const isTrusted = isInRanges(ranges);
  return ({ headers, socket }) => {
    if (!isTrusted(socket.remoteAddress ?? '')) {
      for (const name of forwardingHeaders) delete headers[name];
      return;
    }
    const said = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map(withoutPort)
      .filter(Boolean);
    const client = [...said].reverse().find((address) => !isTrusted(address)) ?? said[0];
    if (client === undefined) delete headers['x-forwarded-for'];
    else headers['x-forwarded-for'] = client;
  };
};

import net from 'node:net';
import type { IncomingMessage } from 'node:http';
import { isInRanges } from '../plugins/kit/src/addresses';

/** Headers by which a proxy says for whom, and how, it was asked. */
export const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
] as const;

/** An address as proxies write it: alone, with a port, or in brackets. */
const withoutPort = (text: string): string => {
  const trimmed = text.trim();
  const [, inBrackets] = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed) ?? [];
  if (inBrackets !== undefined) return inBrackets;
  return net.isIP(trimmed) === 0 ? trimmed.replace(/:\d+$/, '') : trimmed;
};

/**
 * Believes forwarding headers of the proxies that are named only: what others say of themselves is removed, before
 * anything reads it. The address that remains is the last one that no trusted proxy has.
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

import net from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/** A single address is a range of one. */
const rangeOf = (text: string): Range => {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const single = ipaddr.process(text);
  return [single, single.kind() === 'ipv4' ? 32 : 128];
};

const isIn = (address: Address, [range, bits]: Range): boolean =>
  address.kind() === range.kind() && address.match(range, bits);

/** Whether a text is an address or a range in CIDR notation: `10.1.2.3`, `fd00::/8`. */
export const isRange = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

/** Returns a function that says whether an address lies in one of the ranges. */
export const isInRanges = (ranges: readonly string[]): ((address: string) => boolean) => {
  const parsed = ranges.map(rangeOf);
  return (text) => {
    if (parsed.length === 0 || !ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return parsed.some((range) => isIn(address, range));
  };
};

/** The part of IPv6 that is assigned to networks so far. Other parts may hide an IPv4 address. */
const globalUnicast = rangeOf('2000::/3');

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || isIn(address, globalUnicast));

/**
 * Returns a function that says whether a request may be sent to an address that a user has chosen. Public addresses may
 * be used, and those that the configuration allows. Loopback, private, link-local (where clouds keep their metadata),
 * shared, reserved and multicast addresses are not public, nor are IPv6 ranges that stand for IPv4 addresses.
 */
export const createAddressCheck = (allowed: readonly string[]): ((address: string) => boolean) => {
  const isInAllowed = isInRanges(allowed);
  return (text) => ipaddr.isValid(text) && (isInAllowed(text) || isPublic(ipaddr.process(text)));
};

/**
 * Reads an address as proxies write it, and returns it without port, brackets and zone: `192.0.2.1:51234`,
 * `[2001:db8::1]:443`, `fe80::1%eth0`. What is no address, such as `unknown` or `_hidden`, is `undefined`.
 */
export const plainAddress = (text: string): string | undefined => {
  const said = text.trim();
  const [, inBrackets, beforePort] = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(said) ?? [];
  const address = (inBrackets ?? beforePort ?? said).replace(/%.*$/, '');
  return net.isIP(address) === 0 ? undefined : address;
};

/** Where proxies write addresses unless they are told otherwise; Koa's `proxyIpHeader` has the same default. */
const usualHeader = 'x-forwarded-for';

/**
 * Returns the addresses that proxies have written into a request, the client's first, `undefined` for each that cannot be
 * read. Without `X-Forwarded-For` they are those of `Forwarded` (RFC 7239); another header than the usual one stands alone.
 *
 * Elements of `Forwarded` are split at every comma, also in quotes: with an open quote, which a client may send, the
 * last element would not be the proxy's.
 */
export const forwardedAddresses = (
  headers: IncomingHttpHeaders,
  header = usualHeader,
): (string | undefined)[] => {
  const elementsOf = (name: string): string[] =>
    String(headers[name] ?? '')
      .split(',')
      .filter((element) => element.trim() !== '');
  const name = header.toLowerCase();
  const said = elementsOf(name).map(plainAddress);
  if (said.length > 0 || name !== usualHeader) return said;
  const client = /(?:^|;)\s*for="?([^";]*)/i;
  return elementsOf('forwarded').map((element) => plainAddress(client.exec(element)?.[1] ?? ''));
};

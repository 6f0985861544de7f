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

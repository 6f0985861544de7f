import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/** An address alone stands for itself. */
const rangeOf = (text: string): Range => {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const single = ipaddr.process(text);
  return [single, single.kind() === 'ipv4' ? 32 : 128];
};

const isIn = (address: Address, [range, bits]: Range): boolean =>
  address.kind() === range.kind() && address.match(range, bits);

/** An address, or a range in CIDR notation: `10.1.2.3`, `fd00::/8`. */
export const isRange = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

/** Whether an address lies in one of the ranges. */
export const isInRanges = (ranges: readonly string[]): ((address: string) => boolean) => {
  const parsed = ranges.map(rangeOf);
  return (text) => {
    if (parsed.length === 0 || !ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return parsed.some((range) => isIn(address, range));
  };
};

/** Of IPv6, only what is given out to networks so far: others may hide an IPv4 address. */
const globalUnicast = rangeOf('2000::/3');

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || isIn(address, globalUnicast));

/**
 * Whether a request may be sent to an address that somebody else has chosen: a public one, or one that the
 * configuration allows.
 * Loopback, private, link-local (where clouds keep their metadata), shared, reserved and multicast
 * addresses are not public, nor are the IPv6 ranges that stand for IPv4 ones.
 */
export const createAddressCheck = (allowed: readonly string[]): ((address: string) => boolean) => {
  const isInAllowed = isInRanges(allowed);
  return (text) => ipaddr.isValid(text) && (isInAllowed(text) || isPublic(ipaddr.process(text)));
};

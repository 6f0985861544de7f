import ipaddr from 'ipaddr.js';

/**
 * The part of an address that stands for one household: IPv4 whole, IPv6 its /64, since a device changes the
 * other half at will. An address that cannot be read is returned as it is.
 */
export const householdOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
};

export const isAddress = (address: string): boolean => ipaddr.isValid(address);

/** An address, or a range in CIDR notation: `203.0.113.7`, `2001:db8::/32`. */
export const isRange = (range: string): boolean => ipaddr.isValid(range) || ipaddr.isValidCIDR(range);

/** Whether an address lies in one of the ranges. */
export const createRangeMatcher = (ranges: readonly string[]): ((address: string) => boolean) => {
  const parsed = ranges.map((range) => {
    if (ipaddr.isValidCIDR(range)) return ipaddr.parseCIDR(range);
    const single = ipaddr.process(range);
    return [single, single.kind() === 'ipv4' ? 32 : 128] as [ipaddr.IPv4 | ipaddr.IPv6, number];
  });
  return (address) => {
    if (parsed.length === 0 || !ipaddr.isValid(address)) return false;
    const one = ipaddr.process(address);
    return parsed.some(([range, bits]) => range.kind() === one.kind() && one.match(range, bits));
  };
};

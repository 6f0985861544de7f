import net from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Returns the part of an address that stands for one household: IPv4 whole, IPv6 its /64, since a device changes the
 * other half as it likes. An address that cannot be read is returned unchanged.
 */
export const householdOf = (address: string): string => {
  // By far the most, and quickest so.
  if (net.isIPv4(address)) return address;
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
};

/** Returns the part of an address that stands for the network it belongs to: IPv4 whole, IPv6 its /48. */
export const networkOf = (address: string): string => {
  const household = householdOf(address);
  return household.includes(':') ? household.split(':').slice(0, 3).join(':') : household;
};

/** Whether a text is an address and nothing else: no port, no zone, none of the short forms that `inet_aton` reads. */
export const isAddress = (text: string): boolean => net.isIP(text) !== 0 && !text.includes('%');

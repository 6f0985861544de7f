import ipaddr from 'ipaddr.js';

/**
 * Returns the part of an address that stands for one household: IPv4 whole, IPv6 its /64, since a device changes the
 * other half as it likes. An address that cannot be read is returned unchanged.
 */
export const householdOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
};

export const isAddress = (address: string): boolean => ipaddr.isValid(address);

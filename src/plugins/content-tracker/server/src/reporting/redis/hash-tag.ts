import { networkOf } from '../address';
import type { VisitorKeysOf } from '../visitor';

/** Bits of a tag: enough to spread keys over the servers of a cluster, too few to find an address by. */
const tagBits = 12;

/**
 * Adds to visitor keys a number that stands for the network (IPv4 whole, IPv6 its /48) under the salt of the day. As the
 * hash tag of a key it brings all visitors of a network to one server of a Redis Cluster, so that one script can look
 * at them together.
 */
export const withTags =
  (visitorKeysOf: VisitorKeysOf): VisitorKeysOf =>
  (address, agent, document) => {
    const keys = visitorKeysOf(address, agent, document);
    const network = networkOf(address);
    // An IPv4 address is household and network at once.
    const { household } = network.includes(':') ? visitorKeysOf(network, '', '') : keys;
    return { ...keys, tag: household[0] >>> (32 - tagBits) };
  };

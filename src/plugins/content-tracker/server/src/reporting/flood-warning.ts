import ipaddr from 'ipaddr.js';
import { hourMs } from 'newsroom-plugin-kit/durations';

interface Options {
  readonly now: () => number;
  readonly warn: (text: string) => void;
}

const privateRanges = ['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'];

/** A server on a Unix socket gets no address at all. */
const isPrivate = (address: string): boolean =>
  !ipaddr.isValid(address) || privateRanges.includes(ipaddr.process(address).range());

/**
 * Makes the function that is told of each view refused as a flood, and warns once an hour at most. It never names the
 * address. Floods from inside the network are more often readers whose proxy is not trusted: all of them are one then.
 */
export const createFloodWarning = ({ now, warn }: Options): ((address: string) => void) => {
  let quietUntil = -Infinity;
  return (address) => {
    if (now() < quietUntil) return;
    quietUntil = now() + hourMs;
    warn(
      isPrivate(address)
        ? 'views are refused as a flood: they come from one private address. If it is that of a proxy, let server.proxy.koa trust it: otherwise all readers behind it are one'
        : 'views are refused as a flood: one address reports more than people make; Insights has the documents. If it is that of a proxy or a CDN, let server.proxy.koa trust it',
    );
  };
};

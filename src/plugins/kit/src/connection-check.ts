import dns from 'node:dns';
import net from 'node:net';

/** A connection was refused because of the address that it would lead to. */
export class RefusedAddress extends Error {}

interface Options {
  /** Whether a connection may be made to an address. */
  readonly isAllowed: (address: string) => boolean;
  /** The name of the option or variable that allows more addresses. */
  readonly option: string;
  /** Resolves names; tests replace it. */
  readonly lookup?: typeof dns.lookup;
}

/** The host, if it is an address. `URL` has already turned decimal, octal and short notations into the usual one. */
const addressIn = ({ hostname }: URL): string | undefined => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return net.isIP(bare) ? bare : undefined;
};

/** Keeps requests to addresses that users have chosen away from services that only this machine can reach. */
export const createConnectionCheck = ({ isAllowed, option, lookup = dns.lookup }: Options) => {
  const refuse = (address: string): RefusedAddress =>
    new RefusedAddress(`${address} is not a public address: see ${option}`);

  const checkAddress = (address: string): void => {
    if (!isAllowed(address)) throw refuse(address);
  };

  return {
    /** @throws RefusedAddress */
    checkAddress,

    /**
     * Checks the protocol of a URL, and its host if that is an address.
     * @throws RefusedAddress
     */
    check(url: URL): void {
      if (!/^https?:$/.test(url.protocol)) throw new RefusedAddress(`${url.protocol} is not http: or https:`);
      const address = addressIn(url);
      if (address !== undefined) checkAddress(address);
    },

    /**
     * Resolves a name for a connection, and fails if one of its addresses is not allowed. The connection is made to the
     * addresses that were checked: it does not matter if the name resolves to others a moment later.
     */
    lookup: ((
      hostname: string,
      options: dns.LookupAllOptions,
      callback: (error: Error | null, addresses: dns.LookupAddress[]) => void,
    ) => {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, []);
        const refused = addresses.find(({ address }) => !isAllowed(address));
        return refused ? callback(refuse(refused.address), []) : callback(null, addresses);
      });
    }) as unknown as net.LookupFunction,
  };
};

export type ConnectionCheck = ReturnType<typeof createConnectionCheck>;

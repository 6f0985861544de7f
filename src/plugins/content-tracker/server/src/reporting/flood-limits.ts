import { isInRanges } from 'newsroom-plugin-kit/addresses';

/** Counted views of one household, at most. Days are those of UTC. */
export interface FloodLimits {
  /** Of one document, in a minute. */
  readonly documentMinute: number;
  /** Of one document, in a day. */
  readonly documentDay: number;
  /** Of all documents, in a minute. */
  readonly minute: number;
  /** Of all documents, in a day. */
  readonly day: number;
}

/**
 * What people behind one address make, also where many of them share it. A mobile carrier has some hundred to a
 * thousand subscribers behind an address: 120 a minute is each of a thousand opening the same document within eight
 * minutes, 3,000 a day each of them three times.
 */
export const defaultFloodLimits: FloodLimits = {
  documentMinute: 120,
  documentDay: 3_000,
  minute: 600,
  day: 30_000,
};

const times = (limits: FloodLimits, factor: number): FloodLimits => ({
  documentMinute: limits.documentMinute * factor,
  documentDay: limits.documentDay * factor,
  minute: limits.minute * factor,
  day: limits.day * factor,
});

/**
 * Makes the function that returns the limits of an address.
 * @param given limits that are left out have their default
 * @param sharedAddresses addresses and ranges behind which more people are: how many times the limits hold for each.
 * Where an address lies in several, the first one counts.
 */
export const createLimitsOf = (
  given: Partial<FloodLimits>,
  sharedAddresses: Readonly<Record<string, number>>,
): ((address: string) => FloodLimits) => {
  const limits = { ...defaultFloodLimits, ...given };
  const shared = Object.entries(sharedAddresses).map(([range, factor]) => ({
    has: isInRanges([range]),
    limits: times(limits, factor),
  }));
  return (address) => shared.find(({ has }) => has(address))?.limits ?? limits;
};

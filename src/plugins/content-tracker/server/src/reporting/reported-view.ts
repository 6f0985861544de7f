import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { dayMs } from 'newsroom-plugin-kit/durations';
import { isAddress } from './address';
import { isMalformed, readBeacon, type Beacon, type Malformed } from './beacon';

const mostReportedViews = 1000;
/** Days for which a server may report a view after its time. The ledger remembers counted events one day longer. */
const oldestDays = 7;

/** A view that a server reports on behalf of a reader. */
export interface ReportedView {
  readonly beacon: Beacon;
  /** When the reader opened the document, in milliseconds since the epoch. */
  readonly atMs: number;
  /** The reader's address. */
  readonly address: string;
  /** The reader's User-Agent. */
  readonly agent: string;
  /**
   * SHA-256 of the caller and its eventId, in hex. So nothing of the eventId is stored, and no caller can use up the
   * ids of another one.
   */
  readonly eventHash: string;
}

type Given = Record<string, unknown>;

const isText = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max;

const timeOf = (value: unknown): number =>
  typeof value === 'string' ? DateTime.fromISO(value, { zone: 'UTC' }).toMillis() : NaN;

/** Checks of the fields besides those of a beacon. The first that fails is reported. */
const checks: readonly [field: string, holds: (given: Given, nowMs: number) => boolean, wanted: string][] = [
  ['at', ({ at }) => !Number.isNaN(timeOf(at)), 'must be a time such as 2026-01-31T08:00:00Z'],
  ['at', ({ at }, nowMs) => timeOf(at) <= nowMs, 'must not be in the future'],
  [
    'at',
    ({ at }, nowMs) => timeOf(at) >= nowMs - oldestDays * dayMs,
    `must be at most ${oldestDays} days back`,
  ],
  [
    'address',
    ({ address }) => isText(address, 1, 50) && isAddress(address),
    "must be the visitor's IP address",
  ],
  ['agent', ({ agent }) => isText(agent, 0, 1000), 'must be a text of at most 1000 characters'],
  ['eventId', ({ eventId }) => isText(eventId, 1, 200), 'must be a text of 1 to 200 characters'],
];

/**
 * Reads one entry of a batch.
 * @param caller names the API token or account that reports
 */
export const readReportedView = (value: unknown, nowMs: number, caller: string): ReportedView | Malformed => {
  if (typeof value !== 'object' || value === null) return { path: [], message: 'an entry must be an object' };
  const { at, address, agent, eventId, ...rest } = value as Given;
  const beacon = readBeacon(rest);
  if (isMalformed(beacon)) return beacon;
  const failed = checks.find(([, holds]) => !holds({ at, address, agent, eventId }, nowMs));
  if (failed) {
    const [field, , wanted] = failed;
    return { path: [field], message: `${field} ${wanted}` };
  }
  const eventHash = createHash('sha256')
    .update(`${caller} ${eventId as string}`)
    .digest('hex');
  return { beacon, atMs: timeOf(at), address: address as string, agent: agent as string, eventHash };
};

/** Reads the body of a batch: its entries one by one, malformed ones among them, or what is wrong with the body. */
export const readReportedViews = (
  body: unknown,
  nowMs: number,
  caller: string,
): (ReportedView | Malformed)[] | Malformed => {
  const { views } = (body ?? {}) as { views?: unknown };
  return Array.isArray(views) && views.length >= 1 && views.length <= mostReportedViews
    ? views.map((view) => readReportedView(view, nowMs, caller))
    : { path: ['views'], message: `views must be a list of 1 to ${mostReportedViews} entries` };
};

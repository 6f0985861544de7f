import type { FloodLimits } from './flood-limits';
import type { VisitorKeys } from './visitor';

/** COUNTER R5.1 double-click filter: opens of the same document within this time are one view. */
export const repeatWindowMs = 30_000;

/** What an adapter remembers of a visitor and a document. Zeros: nothing. */
export interface Remembered {
  /** In milliseconds since the epoch. */
  readonly lastOpenedAt: number;
  /** The last UTC hour since the epoch in which an open was counted. */
  readonly countedHour: number;
}

/**
 * What an open is, by what is known of earlier ones:
 * - `repeat`: the visitor opened the document within the 30 s before. It is not counted, and the window slides.
 * - `flood`: the household has as many counted views as its limits allow. It is not counted, and leaves no trace.
 * - `counted`: it is counted.
 * - `unique`: it is counted, and the visitor's first counted open of the document in this UTC hour.
 */
export type Verdict = 'repeat' | 'flood' | 'counted' | 'unique';

export interface Sighting {
  readonly verdict: Verdict;
  /** Takes the open back, where nothing of it was committed: then the same view can be reported again. */
  forget(): void;
}

/**
 * Remembers who opened what, to answer three questions: is this the first open within 30 s, the first in this hour, and
 * has the household too many? An adapter is bounded in memory. When it is full it forgets, and so counts too many views
 * rather than too few.
 */
export interface Seen {
  /** Remembers an open at `atMs` (milliseconds since the epoch) and tells what it is. */
  open(keys: VisitorKeys, atMs: number, limits: FloodLimits): Promise<Sighting> | Sighting;
}

import type { VisitorKey } from './visitor';

/** COUNTER R5.1 double-click filter: opens of the same document within this time are one view. */
export const repeatWindowMs = 30_000;

/** What is known of a visitor's earlier opens of a document. */
export interface Sighting {
  /** The visitor opened it within the 30 s before: the open is not counted, and the window slides. */
  readonly isRepeat: boolean;
  /** It is the visitor's first counted open in this UTC hour: it counts as unique too. */
  readonly isUnique: boolean;
  /** Takes the open back, where nothing of it was committed: then the same view can be reported again. */
  forget(): void;
}

/**
 * Remembers who opened what, to answer two questions: is this the first open within 30 s, and the first in this hour?
 * An adapter is bounded in memory. When it is full it forgets, and so counts too many views rather than too few.
 */
export interface Seen {
  /** Remembers an open at `atMs` (milliseconds since the epoch) and returns what was known before. */
  open(visitor: VisitorKey, atMs: number): Promise<Sighting> | Sighting;
}

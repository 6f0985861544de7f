import type { Trace } from './visitor';

/** COUNTER R5.1 double-click filter: opens of the same document within this time are one view. */
export const repeatWindowMs = 30_000;

/** What is known of a visitor's earlier opens of a document. */
export interface Sighting {
  /** Opened within the 30 s before: not counted again, and the window slides. */
  readonly isRepeat: boolean;
  /** Counted for the first time in this UTC hour: counts as unique too. */
  readonly isUnique: boolean;
  /** Takes the mark back, so that the same view can be reported again: nothing of it was committed. */
  forget(): void;
}

/**
 * Remembers who opened what, for the two questions: first within 30 s? first in this hour?
 * An adapter is bounded in memory; when full it forgets, and so counts too much rather than too little.
 */
export interface Seen {
  /** Marks an open at `atMs` (milliseconds since the epoch) and says what was known before. */
  open(trace: Trace, atMs: number): Promise<Sighting> | Sighting;
}

import type { Knex } from 'knex';
import { refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { readStates, writeFirstPublishedAt } from './dates.sql';
import type { LogEntry } from './log';
import type { Log } from './log.sql';
import { settle, type Happened, type Occasion } from './settle';

/** Called when the last row of a document in one locale is gone. */
export type OnDocumentDeleted = (trx: Knex, type: TrackedType, ref: DocumentRef) => Promise<void>;

/** Makes the rows and the log of some documents agree. */
export const createSettleDocuments =
  (log: Log, onDocumentDeleted: OnDocumentDeleted) =>
  /** @returns how many entries were appended */
  async (
    trx: Knex,
    type: TrackedType,
    changes: readonly (Happened & { readonly ref: DocumentRef })[],
    occasion: Occasion,
  ): Promise<number> => {
    const refs = changes.map(({ ref }) => ref);
    const last = await log.lastEntries(trx, type, refs);
    const states = await readStates(trx, type, refs);
    const entries: [DocumentRef, LogEntry][] = [];
    for (const change of changes) {
      const { ref } = change;
      const state = states.get(refKey(ref));
      if (!state) await onDocumentDeleted(trx, type, ref);
      const { firstPublishedAt, entry } = settle(state, last.get(refKey(ref)), change, occasion);
      if (firstPublishedAt) await writeFirstPublishedAt(trx, type, ref, firstPublishedAt);
      if (entry) entries.push([ref, entry]);
    }
    if (entries.length > 0) await log.append(trx, type, entries, last);
    return entries.length;
  };

export type SettleDocuments = ReturnType<typeof createSettleDocuments>;

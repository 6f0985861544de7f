import type { Knex } from 'knex';
import { refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import { readStates, writeFirstPublishedAt } from './dates.sql';
import type { Action, LogEntry } from './log';
import type { Log } from './log.sql';
import { settle, type Happened, type Occasion } from './settle';

/** What the ledger does about documents that a transaction has written or deleted. */
export interface Counts {
  /** Called when the last rows of documents, each in its locale, are gone. */
  remove(trx: Knex, type: TrackedType, refs: readonly DocumentRef[]): Promise<void>;
  /** Called in each transaction for all documents whose rows it has written or deleted. */
  touch(
    trx: Knex,
    documents: readonly { readonly type: TrackedType; readonly ref: DocumentRef }[],
  ): Promise<void>;
  /** Called where a transaction has written many rows of a type at once, and only the tables know which. */
  touchDiffering(trx: Knex, type: TrackedType): Promise<void>;
}

/** What becomes of the open scheduled actions of a document, by what has happened to it. */
export type Withdraw = (
  trx: Knex,
  type: TrackedType,
  happened: readonly (readonly [DocumentRef, 'published' | 'unpublished' | 'deleted'])[],
) => Promise<void>;

/** The same of documents without rows, where a transaction has deleted many and only the tables know which. */
export type WithdrawGone = (trx: Knex, type: TrackedType) => Promise<void>;

const withdrawing: Readonly<Partial<Record<Action, 'published' | 'unpublished'>>> = {
  published: 'published',
  republished: 'published',
  unpublished: 'unpublished',
};

/** Makes the rows and the log of some documents agree. */
export const createSettleDocuments =
  (log: Log, { remove }: Pick<Counts, 'remove'>, withdraw: Withdraw) =>
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
    const deleted: DocumentRef[] = [];
    for (const change of changes) {
      const { ref } = change;
      const state = states.get(refKey(ref));
      if (!state) deleted.push(ref);
      const { firstPublishedAt, entry } = settle(state, last.get(refKey(ref)), change, occasion);
      if (firstPublishedAt) await writeFirstPublishedAt(trx, type, ref, firstPublishedAt);
      if (entry) entries.push([ref, entry]);
    }
    if (deleted.length > 0) await remove(trx, type, deleted);
    if (entries.length > 0) await log.append(trx, type, entries, last);
    const happened = entries.flatMap(([ref, { action }]) => {
      const what = withdrawing[action];
      return what ? [[ref, what] as const] : [];
    });
    const gone = deleted.map((ref) => [ref, 'deleted'] as const);
    await withdraw(trx, type, [...happened, ...gone]);
    return entries.length;
  };

export type SettleDocuments = ReturnType<typeof createSettleDocuments>;

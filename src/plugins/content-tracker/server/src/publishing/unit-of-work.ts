import type { Knex } from 'knex';
import { beforeCommit } from 'newsroom-plugin-kit/before-commit';
import type { TrackedType } from '../content/tracked';
import type { Edition } from './log.sql';
import { refKey, type DocumentRef } from '../content/document-ref';

/** What a transaction has done to a document in one locale. */
export interface Change {
  readonly type: TrackedType;
  readonly place: DocumentRef;
  /** A published row was written. */
  readonly isWritten: boolean;
  /** What is shared with another language was changed there. */
  readonly isUpdated?: boolean;
  /** Its dates were brought along from another system. */
  readonly isImport: boolean;
  /** The row that was deleted: the one that is made in its place takes over what readers have of it. */
  readonly deleted: Deleted | undefined;
  /** What its rows say, where what was written last tells it. */
  readonly edition: Edition | undefined;
}

export interface Deleted {
  readonly firstPublishedAt: Date | null;
  readonly viewCount: number | null;
}

/** What a transaction has done so far. */
export interface Changes {
  readonly byPlace: Map<string, Change>;
  /** Types of which it changed many rows at once, and only the tables know which. */
  readonly swept: Set<TrackedType>;
}

/**
 * Gathers what each transaction does, and has it settled before the transaction commits. A document that is published
 * is deleted and made anew: only at the end is it known that it was not unpublished.
 */
export const createChanges = (settle: (trx: Knex.Transaction, changes: Changes) => Promise<void>) => {
  const underWay = new WeakMap<Knex.Transaction, Changes>();

  const changesOf = (trx: Knex.Transaction): Changes => {
    const known = underWay.get(trx);
    if (known) return known;
    const fresh: Changes = { byPlace: new Map(), swept: new Set() };
    underWay.set(trx, fresh);
    beforeCommit(trx, () => settle(trx, fresh));
    return fresh;
  };

  const keyOf = (type: TrackedType, place: DocumentRef): string => `${type.uid} ${refKey(place)}`;

  return {
    note(trx: Knex.Transaction, change: Partial<Change> & Pick<Change, 'type' | 'place'>): void {
      const { byPlace } = changesOf(trx);
      const key = keyOf(change.type, change.place);
      const before = byPlace.get(key);
      const isSo = (flag: 'isWritten' | 'isUpdated' | 'isImport'): boolean =>
        Boolean(change[flag]) || Boolean(before?.[flag]);
      byPlace.set(key, {
        type: change.type,
        place: change.place,
        isWritten: isSo('isWritten'),
        isUpdated: isSo('isUpdated'),
        isImport: isSo('isImport'),
        deleted: change.deleted ?? before?.deleted,
        edition: change.edition,
      });
    },
    /** What is noted of a document in this transaction so far. */
    of: (trx: Knex.Transaction, type: TrackedType, place: DocumentRef): Change | undefined =>
      underWay.get(trx)?.byPlace.get(keyOf(type, place)),
    sweep(trx: Knex.Transaction, type: TrackedType): void {
      changesOf(trx).swept.add(type);
    },
  };
};

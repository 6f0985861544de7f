import type { Knex } from 'knex';
import type { DocumentRef } from '../content/document-ref';
import type { FoldStateRow } from './fold-state.sql';
import type { ViewIncrement } from './increments';
import type { IncrementRows } from './increments.sql';

const mostAttempts = 5;

/**
 * Makes the function that reads counts of one document together with its views that are not folded yet. Where a fold
 * comes in between, both are read again: otherwise the views that it moves would be seen twice, or not at all.
 */
export const createReadWithUnfolded =
  (db: Knex, state: Pick<FoldStateRow, 'folds'>, increments: Pick<IncrementRows, 'viewsOf'>) =>
  /** @param document with the uid of its type */
  async <T>(
    document: DocumentRef & { readonly type: string },
    read: () => Promise<T>,
  ): Promise<{ counts: T; unfolded: ViewIncrement[] }> => {
    for (let attempt = 1; ; attempt += 1) {
      const before = await state.folds(db);
      const unfolded = await increments.viewsOf(db, document.type, document);
      const counts = await read();
      if (attempt === mostAttempts || (await state.folds(db)) === before) return { counts, unfolded };
    }
  };

export type ReadWithUnfolded = ReturnType<typeof createReadWithUnfolded>;

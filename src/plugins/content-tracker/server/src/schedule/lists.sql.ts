import type { Knex } from 'knex';
import { waitingStates } from '../../../shared/schedule-answers';
import { toAction, type ScheduledAction } from './actions.sql';

/** Reads open actions of many documents. */
export const createScheduleQueries = (db: Knex, table: string) => ({
  /** The open actions of these documents of a type, in one locale. */
  async openOf(type: string, locale: string, documentIds: readonly string[]): Promise<ScheduledAction[]> {
    const rows = await db(table)
      .where({ type, target_locale: locale })
      .whereIn('target_document_id', documentIds)
      .whereNotNull('open_key')
      .orderBy('id');
    // MySQL does not tell `VI` from `vi`.
    return rows
      .map(toAction)
      .filter((action) => action.locale === locale && documentIds.includes(action.documentId));
  },

  /** The actions that wait for a person, the oldest first. */
  async waiting(types: readonly string[], most: number): Promise<ScheduledAction[]> {
    const rows = await db(table)
      .whereIn('state', waitingStates)
      .whereIn('type', types)
      .orderBy(['due_at', 'id'])
      .limit(most);
    return rows.map(toAction);
  },
});

export type ScheduleQueries = ReturnType<typeof createScheduleQueries>;

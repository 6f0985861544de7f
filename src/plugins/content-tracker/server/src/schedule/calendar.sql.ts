import type { Knex } from 'knex';
import { openStates, type ScheduledKind, type ScheduledState } from '../../../shared/schedule-answers';
import { toDate } from '../publishing/dates.sql';
import { toText } from '../publishing/log.sql';
import type { Action } from '../publishing/log';

type Row = Record<string, unknown>;

/** What was published or unpublished, or is to be. */
export interface CalendarRow {
  /** uid of the document's type. */
  readonly type: string;
  readonly documentId: string;
  readonly locale: string;
  readonly kind: ScheduledKind;
  readonly state: Exclude<ScheduledState, 'withdrawn'>;
  /** In milliseconds since the epoch. */
  readonly atMs: number;
  readonly name: string | null;
}

export interface CalendarQuery {
  /** uids of types. */
  readonly types: readonly string[];
  /** undefined: all. Documents of types that are not localized belong to every locale. */
  readonly locale: string | undefined;
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
}

const kinds: Partial<Record<Action, ScheduledKind>> = {
  published: 'publish',
  republished: 'publish',
  unpublished: 'unpublish',
};

const refOf = (row: Row) => ({
  type: String(row.type),
  documentId: String(row.target_document_id),
  locale: toText(row.target_locale) ?? '',
});

/** Reads what the calendar shows: the log of publications, and the actions that are open. */
export const createCalendarQueries = (
  db: Knex,
  tables: { readonly log: string; readonly actions: string },
) => {
  const rowsOf = (table: string, { types, locale }: CalendarQuery, most: number): Knex.QueryBuilder => {
    const rows = db(table).whereIn('type', types).limit(most);
    return locale === undefined ? rows : rows.whereIn('target_locale', [locale, '']);
  };

  const happened = async (query: CalendarQuery, most: number): Promise<CalendarRow[]> => {
    const rows: Row[] = await rowsOf(tables.log, query, most)
      .select('type', 'target_document_id', 'target_locale', 'action', 'at', 'actor_name')
      .whereIn('action', Object.keys(kinds))
      .where('at', '>=', new Date(query.fromMs))
      .where('at', '<', new Date(query.toMs))
      .orderBy(['at', 'id']);
    return rows.map((row) => ({
      ...refOf(row),
      kind: kinds[row.action as Action] as ScheduledKind,
      state: 'done',
      atMs: (toDate(row.at) as Date).getTime(),
      name: toText(row.actor_name),
    }));
  };

  const scheduled = async (query: CalendarQuery, most: number): Promise<CalendarRow[]> => {
    const rows: Row[] = await rowsOf(tables.actions, query, most)
      .select('type', 'target_document_id', 'target_locale', 'kind', 'state', 'due_at', 'owner_name')
      .whereIn('state', openStates)
      .where('due_at', '>=', query.fromMs)
      .where('due_at', '<', query.toMs)
      .orderBy(['due_at', 'id']);
    return rows.map((row) => ({
      ...refOf(row),
      kind: row.kind as ScheduledKind,
      state: row.state as CalendarRow['state'],
      atMs: Number(row.due_at),
      name: toText(row.owner_name),
    }));
  };

  return {
    /** By time; at most `most` of what has happened, and as many of what is scheduled. */
    async find(query: CalendarQuery, most: number): Promise<{ rows: CalendarRow[]; isComplete: boolean }> {
      const found = [await happened(query, most), await scheduled(query, most)];
      return {
        rows: found
          .flat()
          // MySQL does not tell `VI` from `vi`.
          .filter(({ locale }) => query.locale === undefined || locale === '' || locale === query.locale)
          .sort((a, b) => a.atMs - b.atMs),
        isComplete: found.every(({ length }) => length < most),
      };
    },
  };
};

export type CalendarQueries = ReturnType<typeof createCalendarQueries>;

import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { databaseNow, inChunks, isSqlite } from 'newsroom-plugin-kit/sql';
import type { ScheduledKind, ScheduledState, WaitingState } from '../../../shared/schedule-answers';
import { refKey, type DocumentRef } from '../content/document-ref';

type Row = Record<string, unknown>;

/** A scheduled action. Moments are in milliseconds since the epoch. */
export interface ScheduledAction extends DocumentRef {
  readonly id: number;
  /** uid of the document's type. */
  readonly type: string;
  readonly kind: ScheduledKind;
  readonly state: ScheduledState;
  readonly dueAt: number;
  /** When it is tried: at `dueAt`, or later after a failure. */
  readonly nextAt: number;
  readonly attempts: number;
  readonly reason: string | null;
  readonly owner: Owner;
  readonly scheduledAt: number;
}

/** The administrator who scheduled, moved or confirmed the action last. */
export interface Owner {
  readonly id: string;
  readonly name: string | null;
}

export const toAction = (row: Row): ScheduledAction => ({
  id: Number(row.id),
  type: String(row.type),
  documentId: String(row.target_document_id),
  locale: String(row.target_locale ?? ''),
  kind: row.kind as ScheduledKind,
  state: row.state as ScheduledState,
  dueAt: Number(row.due_at),
  nextAt: Number(row.next_at),
  attempts: Number(row.attempts),
  reason: row.reason === null ? null : String(row.reason),
  owner: { id: String(row.owner_id), name: row.owner_name === null ? null : String(row.owner_name) },
  scheduledAt: Number(row.scheduled_at),
});

export const kinds = ['publish', 'unpublish'] as const;

/** Why an action of a type that no longer exists is withdrawn. */
export const typeIsGone = 'its type is gone';

/** The key that only one open action has. */
export const openKeyOf = (type: string, ref: DocumentRef, kind: ScheduledKind): string =>
  `${type} ${refKey(ref)} ${kind}`;

/** What one server may carry out. */
export interface Own {
  /** uids of the types that it tracks. */
  readonly types: readonly string[];
  /** The name of this installation: what an archive has brought is not carried out. */
  readonly installation: () => string;
}

/** The rows of scheduled actions. */
export const createActions = (table: string, { installation }: Pick<Own, 'installation'>) => {
  return {
    async now(db: Knex): Promise<number> {
      const [row] = await db.select(db.raw(`${databaseNow(db)} as now`));
      return Number((row as Row).now);
    },

    /** The open actions of a document. @param lock whether they stay locked until the transaction ends */
    async open(db: Knex, type: string, ref: DocumentRef, lock = false): Promise<ScheduledAction[]> {
      const keys = kinds.map((kind) => openKeyOf(type, ref, kind));
      const query = db(table).whereIn('open_key', keys).orderBy('id');
      if (lock && !isSqlite(db)) query.forUpdate();
      return (await query).map(toAction);
    },

    /** The open actions of a document in all of its locales. */
    async openInAnyLocale(db: Knex, type: string, documentId: string): Promise<ScheduledAction[]> {
      const rows: Row[] = await db(table)
        .where({ type, target_document_id: documentId })
        .whereNotNull('open_key')
        .orderBy('id');
      return rows.map(toAction);
    },

    /** Makes an action, or moves the open one of this kind. */
    async set(
      trx: Knex,
      type: string,
      ref: DocumentRef,
      { kind, dueAt, owner, nowMs }: { kind: ScheduledKind; dueAt: number; owner: Owner; nowMs: number },
    ): Promise<void> {
      const values = {
        state: 'pending',
        due_at: dueAt,
        next_at: dueAt,
        leased_until: 0,
        attempts: 0,
        reason: null,
        owner_id: owner.id,
        owner_name: owner.name,
        scheduled_at: nowMs,
        installation: installation(),
      };
      const openKey = openKeyOf(type, ref, kind);
      if ((await trx(table).where({ open_key: openKey }).update(values)) > 0) return;
      await trx(table).insert({
        document_id: randomUUID(),
        type,
        target_document_id: ref.documentId,
        target_locale: ref.locale,
        kind,
        open_key: openKey,
        ...values,
      });
    },

    /** Leaves an open action in another state, with the reason, until a person decides. */
    async stop(trx: Knex, ids: readonly number[], state: WaitingState, reason: string): Promise<void> {
      for (const chunk of inChunks(ids)) {
        await trx(table)
          .whereIn('id', chunk)
          .whereNotNull('open_key')
          .update({ state, reason, leased_until: 0 });
      }
    },

    /** Ends actions: they are done, or withdrawn for a reason. */
    async close(
      trx: Knex,
      ids: readonly number[],
      state: 'done' | 'withdrawn',
      reason: string | null,
    ): Promise<void> {
      for (const chunk of inChunks(ids)) {
        await trx(table)
          .whereIn('id', chunk)
          .update({
            state,
            reason,
            open_key: null,
            leased_until: 0,
            closed_at: trx.raw(databaseNow(trx)),
          });
      }
    },

    /** Has an action tried again at a time. */
    async retry(trx: Knex, id: number, attempts: number, nextAt: number): Promise<void> {
      await trx(table).where({ id }).update({ attempts, next_at: nextAt, leased_until: 0 });
    },

    /**
     * Records an attempt that has failed, unless the action was moved or withdrawn meanwhile.
     * @param nextAt when it is tried again; undefined: it has failed for good
     */
    async recordFailure(
      db: Knex,
      claimed: ScheduledAction,
      nextAt: number | undefined,
      reason: string,
    ): Promise<void> {
      const { id, attempts, scheduledAt, nextAt: triedAt } = claimed;
      await db(table)
        .where({ id, state: 'pending', scheduled_at: scheduledAt, next_at: triedAt })
        .update({
          ...(nextAt === undefined ? { state: 'failed' } : { next_at: nextAt }),
          attempts: attempts + 1,
          reason,
          leased_until: 0,
        });
    },
  };
};

export type Actions = ReturnType<typeof createActions>;

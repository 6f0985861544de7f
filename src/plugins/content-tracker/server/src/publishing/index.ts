/*
 * Who writes `firstPublishedAt`, all called from here:
 *
 * 1. `beforeCreate`, for a row that is about to be inserted: the date of the row that it replaces, or of the document's
 *    other row in this locale; a first publication gets its own moment. A clone starts without a date.
 * 2. `settleBeforeCommit`, as a last act of each transaction, and `reconcile`, at each start: all rows of a document in a
 *    locale get one date, and the log an entry. The rule is `intendedDates` in `settle.ts`.
 * 3. `importDate`: the service `history`, which importers call.
 * 4. `backdate`: an editor with the permission `correct`, or the service `publishing`.
 *
 * Who did it stands in the log: beside the document in the admin, or in `content_tracker_publications`. SQL from outside
 * passes all of this by. The next write of the document notices it, or the next start. The log then has `imported`, by
 * whoever saved, or by `system`.
 */
import type { Knex } from 'knex';
import { validationError } from 'newsroom-plugin-kit/http-errors';
import { isSqlite, toNumber } from 'newsroom-plugin-kit/sql';
import { refKey, refOf, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Tracker } from '../tracker';
import { currentActor, currentlyScheduledAt } from './actor';
import { createSettleDocuments, type Counts, type Withdraw, type WithdrawGone } from './settle-documents';
import { outlivesImport, problemWith, type Backdate } from './backdate';
import { dateFromOtherRow, lockDocument, readStates, toDate, writeFirstPublishedAt } from './dates.sql';
import { isSameMoment, noDates, timelineOf, type History } from './log';
import { createLog } from './log.sql';
import { createReconciliation } from './reconcile';
import { createTakeOff, type HourlyCounts, type TakeOff } from './take-off';
import { createUnitOfWork, type Changes, type ReplacedRow } from './unit-of-work';

type Row = Record<string, unknown>;

/** The Document Service's actions that write rows of a document. */
const writingActions = ['publish', 'unpublish', 'discardDraft', 'update', 'delete'];

/** Keeps `firstPublishedAt` and the log of publications: what was published, when and by whom. */
export const createPublishing = (
  tracker: Tracker,
  logTable: string,
  counts: Counts & HourlyCounts,
  { withdraw, withdrawGone }: { withdraw: Withdraw; withdrawGone: WithdrawGone },
) => {
  const { strapi, types, now, db } = tracker;
  const log = createLog(logTable);
  const settleDocuments = createSettleDocuments(log, counts, withdraw);
  const takeOff = createTakeOff(tracker, log, counts);
  const { reconcileType, reconcileAll } = createReconciliation(tracker, logTable, settleDocuments);

  const settleBeforeCommit = async (trx: Knex, { documents, bulkChanged }: Changes): Promise<void> => {
    const scheduledAt = currentlyScheduledAt();
    const occasion = { actor: currentActor(strapi), at: new Date(now()), scheduledAt, isBoot: false };
    for (const type of types) {
      const changes = documents.filter((change) => change.type === type);
      if (changes.length > 0) await settleDocuments(trx, type, changes, occasion);
      if (!bulkChanged.has(type)) continue;
      await reconcileType(trx, type, occasion);
      await counts.touchDiffering(trx, type);
      await withdrawGone(trx, type);
    }
    await counts.touch(trx, documents);
  };
  const unitOfWork = createUnitOfWork(settleBeforeCommit);

  const inTransaction = async <T>(work: (trx: Knex.Transaction) => Promise<T> | T): Promise<T> =>
    strapi.db.transaction(async ({ trx }) => work(trx as Knex.Transaction));

  const readHistory = async (
    connection: Knex,
    type: TrackedType,
    ref: DocumentRef,
  ): Promise<History | undefined> => {
    const entries = await log.entriesOf(connection, type, ref);
    return entries.length > 0 ? { ...timelineOf(entries), entries } : undefined;
  };

  return {
    /**
     * Sets `firstPublishedAt` of a row that is about to be inserted. It comes from the row that this one replaces, else
     * from the document's other row in this locale; never from the input. A clone starts without a date.
     * @returns the row that this one replaces, if there is one
     */
    async beforeCreate(type: TrackedType, data: Row): Promise<ReplacedRow | undefined> {
      const publishedAt = toDate(data.publishedAt || null);
      if (!data.documentId) {
        data.firstPublishedAt = publishedAt;
        return undefined;
      }
      const ref = refOf(data);
      return inTransaction(async (trx) => {
        const replaced = unitOfWork.changeOf(trx, type, ref)?.replaced;
        data.firstPublishedAt =
          replaced?.firstPublishedAt ?? (await dateFromOtherRow(trx, type, ref, publishedAt));
        return replaced;
      });
    },

    /** Records that a row was written. `isPublishedAnew`: it was inserted as a published row. */
    recordWrite: (type: TrackedType, row: Row, isPublishedAnew: boolean): Promise<void> =>
      inTransaction((trx) => unitOfWork.record(trx, { type, ref: refOf(row), isPublishedAnew })),

    /** Records that a row was deleted. The same transaction may insert another one in its place. */
    recordDeletion: (type: TrackedType, row: Row): Promise<void> => {
      const replaced = {
        firstPublishedAt: toDate(row.firstPublishedAt),
        viewCount: toNumber(row.viewCount),
      };
      return inTransaction((trx) => unitOfWork.record(trx, { type, ref: refOf(row), replaced }));
    },

    /** Records that readers see a change of a field that is shared with another language. */
    recordUpdate: (type: TrackedType, ref: DocumentRef): Promise<void> =>
      inTransaction((trx) => unitOfWork.record(trx, { type, ref, isSharedFieldChanged: true })),

    /** Records that many rows were written or deleted at once, as with a language. */
    recordBulkChange: (type: TrackedType): Promise<void> =>
      inTransaction((trx) => unitOfWork.recordBulkChange(trx, type)),

    /** A middleware of the Document Service: one transaction at a time writes a document. */
    async lockWhileWriting(
      { uid, action, params }: { uid: string; action: string; params: unknown },
      next: () => Promise<unknown>,
    ): Promise<unknown> {
      const type = types.find((one) => one.uid === uid);
      const { documentId } = (params ?? {}) as { documentId?: string };
      const isWrite = type && documentId && writingActions.includes(action);
      if (!isWrite || isSqlite(db)) return next();
      return inTransaction(async (trx) => {
        await lockDocument(trx, type, documentId);
        return next();
      });
    },

    /**
     * Gives a document the `firstPublishedAt` that it had in another system. The date of an earlier import, imported again,
     * changes nothing where an editor has backdated the document since.
     */
    async importDate(trx: Knex.Transaction, type: TrackedType, ref: DocumentRef, at: Date): Promise<void> {
      if (!outlivesImport(await log.entriesOf(trx, type, ref), at)) {
        await writeFirstPublishedAt(trx, type, ref, at);
      }
      unitOfWork.record(trx, { type, ref, isImport: true });
    },

    /**
     * Sets `firstPublishedAt` of a published document to an earlier or a later moment, in one locale. The date that the
     * document already has changes nothing.
     * @returns its history, the new entry last
     * @throws ValidationError that names what is wrong: a date in the future or after the last publication, no reason,
     * a document that is not published
     */
    backdate: (type: TrackedType, ref: DocumentRef, backdate: Backdate): Promise<History | undefined> =>
      inTransaction(async (trx) => {
        await lockDocument(trx, type, ref.documentId);
        const state = (await readStates(trx, type, [ref])).get(refKey(ref));
        const before = state?.dates ?? noDates;
        const at = new Date(now());
        const problem = problemWith(backdate, before, at);
        if (problem) throw validationError(problem);
        const { firstPublishedAt, reason } = backdate;
        if (state && !isSameMoment(before.firstPublishedAt, firstPublishedAt)) {
          await writeFirstPublishedAt(trx, type, ref, firstPublishedAt);
          const after = { ...before, firstPublishedAt };
          const actor = currentActor(strapi);
          const entry = {
            at,
            action: 'backdated',
            actor,
            title: state.title,
            before,
            after,
            scheduledAt: null,
            reason,
            takenOff: null,
          } as const;
          await log.append(trx, type, [[ref, entry]], await log.lastEntries(trx, type, [ref]));
        }
        return readHistory(trx, type, ref);
      }),

    /** Takes views off a document, in one locale. @returns its history, the new entry last */
    takeOff: (type: TrackedType, ref: DocumentRef, request: TakeOff): Promise<History | undefined> =>
      inTransaction(async (trx) => {
        await takeOff(trx, type, ref, request);
        return readHistory(trx, type, ref);
      }),

    /** What the log tells of a document in one locale; undefined where it has no entry. */
    read: (type: TrackedType, ref: DocumentRef): Promise<History | undefined> => readHistory(db, type, ref),

    reconcile: reconcileAll,
  };
};

export type Publishing = ReturnType<typeof createPublishing>;

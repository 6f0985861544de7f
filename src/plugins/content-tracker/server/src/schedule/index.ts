import type { Knex } from 'knex';
import { validationError } from 'newsroom-plugin-kit/http-errors';
import type { DocumentRef } from '../content/document-ref';
import { inTransaction } from '../content/transaction';
import type { TrackedType } from '../content/tracked';
import { createAccess } from '../http/access';
import { checkAbilities } from '../strapi/abilities';
import { draftsUpdatedAt, lockDocument } from '../publishing/dates.sql';
import { problem } from '../publishing/fields';
import type { Withdraw } from '../publishing/settle-documents';
import type { Tracker } from '../tracker';
import { createActions, kinds, type Owner, type ScheduledAction } from './actions.sql';
import { act, createCarryOut } from './carry-out';
import { createDueActions } from './due.sql';
import { nameInstallation } from './installation.sql';
import { createOwnerCheck } from './owner';
import { problemWithTimes, type Wanted } from './request';
import { createRenameActions } from './rename.sql';
import { createRunner } from './runner';
import { createWatch } from './watch';

/** Undoes a transaction that was only tried. */
class Tried extends Error {}

/** Which open actions an editor's own action withdraws, and the reason that is kept. */
const withdrawn = {
  published: { kinds: ['publish'], reason: 'the document was published by hand' },
  unpublished: { kinds, reason: 'the document was unpublished by hand' },
  deleted: { kinds, reason: 'the document was deleted' },
  discarded: { kinds: ['publish'], reason: 'the changes were discarded' },
} as const satisfies Record<string, { kinds: readonly ScheduledAction['kind'][]; reason: string }>;

/** Scheduled actions: set, withdrawn and held here, carried out by the runner. */
export const createSchedule = (tracker: Tracker, table: string) => {
  const { strapi, db, types } = tracker;
  let installation = '';
  const own = { types: types.map(({ uid }) => uid), installation: () => installation };
  const actions = createActions(table, own);
  const due = createDueActions(table, actions, own);
  const access = createAccess(strapi);
  const carryOut = createCarryOut(tracker, {
    actions,
    checkOwner: createOwnerCheck(tracker, access),
  });
  const runner = createRunner(tracker, due, carryOut);

  /** Withdraws what is open of types that no longer exist. */
  const withdrawOfGoneTypes = async (): Promise<void> => {
    const gone = await due.closeOfGoneTypes(db, (uid) => uid in strapi.contentTypes);
    if (gone.length === 0) return;
    strapi.log.warn(
      `content-tracker: scheduled actions of ${gone.join(', ')}, which no longer exists, were withdrawn; if it was renamed, renamedTypes in config/plugins brings them back, held`,
    );
  };

  const withdraw = async (
    trx: Knex,
    type: TrackedType,
    ref: DocumentRef,
    what: keyof typeof withdrawn,
  ): Promise<void> => {
    const { kinds: ended, reason } = withdrawn[what];
    const open = await actions.open(trx, type.uid, ref, true);
    const ids = open.filter(({ kind }) => (ended as readonly string[]).includes(kind)).map(({ id }) => id);
    await actions.close(trx, ids, 'withdrawn', reason);
  };

  const hasDrafts = ({ uid }: TrackedType): boolean =>
    strapi.contentType(uid).options?.draftAndPublish === true;

  /** Publishes in a transaction that is rolled back. @throws what Publish would answer */
  const tryPublication = async (type: TrackedType, ref: DocumentRef): Promise<void> => {
    try {
      await inTransaction(strapi, async (trx) => {
        await lockDocument(trx, type, ref.documentId);
        await act(strapi, type, { kind: 'publish', ...ref });
        throw new Tried();
      });
    } catch (error) {
      if (!(error instanceof Tried)) throw error;
    }
  };

  return {
    withdraw: (async (trx, type, happened) => {
      for (const [ref, what] of happened) await withdraw(trx, type, ref, what);
    }) satisfies Withdraw,

    /** The open actions of a document. */
    read: (type: TrackedType, ref: DocumentRef): Promise<ScheduledAction[]> =>
      actions.open(db, type.uid, ref),

    /**
     * Sets, moves or withdraws actions.
     * @throws ValidationError that names what is wrong; nothing is changed then
     */
    async set(type: TrackedType, ref: DocumentRef, wanted: Wanted, owner: Owner): Promise<ScheduledAction[]> {
      if (!hasDrafts(type)) {
        throw validationError({ path: [], message: `${type.name} has no drafts: nothing can be scheduled` });
      }
      if (wanted.publish) await tryPublication(type, ref);
      const open = await inTransaction(strapi, async (trx) => {
        await lockDocument(trx, type, ref.documentId);
        const before = await actions.open(trx, type.uid, ref, true);
        const nowMs = await actions.now(trx);
        const timeOf = (kind: ScheduledAction['kind']) => {
          const known = before.find((one) => one.kind === kind);
          return known && new Date(known.dueAt);
        };
        const times = { publish: timeOf('publish'), unpublish: timeOf('unpublish') };
        const wrong = problemWithTimes(wanted, times, new Date(nowMs));
        if (wrong) throw validationError(wrong);
        for (const kind of kinds) {
          const at = wanted[kind];
          if (at) await actions.set(trx, type.uid, ref, { kind, dueAt: at.getTime(), owner, nowMs });
          if (at !== null) continue;
          const ids = before.filter((one) => one.kind === kind).map(({ id }) => id);
          await actions.close(trx, ids, 'withdrawn', `withdrawn by ${owner.name ?? owner.id}`);
        }
        return actions.open(trx, type.uid, ref);
      });
      runner.look();
      return open;
    },

    /**
     * Makes what waits for a person pending again, in the name of whoever confirms it. A time to come stays.
     * @param seenAt the newest `updatedAt` of the document's drafts when the caller looked at it, where that is known. All
     * locales count: they share fields
     * @throws ValidationError where a draft was saved since
     */
    async confirm(
      type: TrackedType,
      ref: DocumentRef,
      owner: Owner,
      seenAt: Date | undefined,
    ): Promise<ScheduledAction[]> {
      const open = await inTransaction(strapi, async (trx) => {
        await lockDocument(trx, type, ref.documentId);
        const savedAt = await draftsUpdatedAt(trx, type, ref.documentId);
        if (seenAt && savedAt?.getTime() !== seenAt.getTime()) {
          throw validationError(problem('draftUpdatedAt', 'is not the newest: a draft was saved since'));
        }
        const nowMs = await actions.now(trx);
        for (const { kind, state, dueAt } of await actions.open(trx, type.uid, ref, true)) {
          if (state === 'pending') continue;
          // What is late is wanted now: it must not be missed.
          const at = kind === 'publish' ? Math.max(dueAt, nowMs) : dueAt;
          await actions.set(trx, type.uid, ref, { kind, dueAt: at, owner, nowMs });
        }
        return actions.open(trx, type.uid, ref);
      });
      runner.look();
      return open;
    },

    watch: createWatch(tracker, { actions, access, withdraw, look: runner.look }),

    /** Withdraws what is open of documents that are gone, where nobody was told which ones. */
    withdrawGone: (trx: Knex, type: TrackedType): Promise<void> =>
      due.closeGone(trx, type.uid, type.table, withdrawn.deleted.reason),

    /** To be called at each start, before `start`: holds what an archive has brought. */
    async prepare(): Promise<void> {
      checkAbilities(strapi);
      installation = await nameInstallation(db, `${table}_installation`);
      await due.holdForeign(db);
      await due.holdReturned(db);
      await withdrawOfGoneTypes();
      for (const type of types) await due.closeGone(db, type.uid, type.table, withdrawn.deleted.reason);
    },
    table,
    rename: createRenameActions(table, actions),
    start: (): void => runner.start(),
    stop: (): Promise<void> => runner.stop(),
  };
};

export type ScheduleRoom = ReturnType<typeof createSchedule>;

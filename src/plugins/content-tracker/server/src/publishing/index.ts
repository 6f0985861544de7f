import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Knex } from 'knex';
import { inChunks, isSqlite } from 'newsroom-plugin-kit/sql';
import type { TrackedType } from '../content/tracked';
import { actorNow, system } from './actor';
import { createChanges, type Change, type Changes, type Deleted } from './unit-of-work';
import { problemWith, type Correction } from './backdate';
import { actionOf, datesAfter, noDates, timelineOf } from './log';
import type { Actor, Entry, Timeline } from './log';
import type { Edition, Log } from './log.sql';
import { datesOf, editionAfter, isWhole, toDate, toNumber, type Data } from './settle';
import { lockRow, type Lock } from '../content/lock';
import { refKey, refOf, type DocumentRef } from '../content/document-ref';

interface Options {
  readonly types: readonly TrackedType[];
  readonly log: Log;
  readonly lock: Lock;
  readonly now: () => number;
  /** The last row of a document in a language was deleted. */
  readonly onGone: (trx: Knex, type: TrackedType, place: DocumentRef) => Promise<void>;
}

/** A timeline with the entries that it was read from, oldest first. */
export type History = Timeline & { readonly entries: readonly Entry[] };

/** Actions of the Document Service that write a document's rows. */
const writing = ['publish', 'unpublish', 'discardDraft', 'update', 'delete'];

/** Everything that happens to publication dates: what was published, when, and who did it. */
export const createPublishing = (strapi: Core.Strapi, { types, log, lock, now, onGone }: Options) => {
  /** What is to be logged of a document, if anything; brings its rows to one `firstPublishedAt`. */
  const settleOne = async (
    trx: Knex,
    { type, place, isWritten, isUpdated, isImport }: Change,
    { last, edition }: { last: Entry | undefined; edition: Edition | undefined },
    by: { actor: Actor; isStart: boolean },
  ): Promise<Entry | undefined> => {
    const before = datesAfter(last);
    const dates = edition && datesOf(edition, before, by.isStart);
    if (edition && dates && !isWhole(edition, dates)) {
      await log.setFirstPublishedAt(trx, type, place, dates.firstPublishedAt);
    }
    const isOlder = isImport || by.isStart;
    const action = actionOf({ last, now: dates, isWritten, isUpdated, isImport: isOlder });
    if (!action) return undefined;
    return {
      at: new Date(now()),
      action,
      actor: isImport ? { ...by.actor, kind: 'import' } : by.actor,
      title: (edition ?? last)?.title ?? '',
      before,
      after: dates ?? noDates,
      reason: null,
    };
  };

  /** Writes to the log what has become of these documents; returns how many entries that took. */
  const settle = async (
    trx: Knex,
    type: TrackedType,
    changes: readonly Change[],
    by: { actor: Actor; isStart: boolean },
  ): Promise<number> => {
    const places = changes.map(({ place }) => place);
    const last = await log.lastEntries(trx, type, places);
    const unknown = changes.filter(({ edition }) => !edition).map(({ place }) => place);
    const editions = await log.editions(trx, type, unknown);
    const entries: [DocumentRef, Entry][] = [];
    for (const change of changes) {
      const key = refKey(change.place);
      const known = { last: last.get(key), edition: change.edition ?? editions.get(key) };
      if (!known.edition) await onGone(trx, type, change.place);
      const entry = await settleOne(trx, change, known, by);
      if (entry) entries.push([change.place, entry]);
    }
    if (entries.length > 0) await log.append(trx, type, entries, last);
    return entries.length;
  };

  /** Settles every document of a type whose rows and log do not agree. */
  const settleDiffering = async (
    trx: Knex,
    type: TrackedType,
    by: { actor: Actor; isStart: boolean },
  ): Promise<number> => {
    const places = await log.differing(trx, type);
    let entries = 0;
    for (const some of inChunks(places)) {
      const found = { type, isWritten: false, isImport: false, deleted: undefined, edition: undefined };
      const changes = some.map((place) => ({ ...found, place }));
      entries += await settle(trx, type, changes, by);
    }
    return entries;
  };

  const settleTransaction = async (trx: Knex, { byPlace, swept }: Changes): Promise<void> => {
    const by = { actor: actorNow(strapi), isStart: false };
    for (const type of types) {
      const changes = [...byPlace.values()].filter((change) => change.type === type);
      if (changes.length > 0) await settle(trx, type, changes, by);
      if (swept.has(type)) await settleDiffering(trx, type, by);
    }
  };

  const changes = createChanges(settleTransaction);

  /**
   * Two who publish one document at the same time would both find nothing to replace, and leave two
   * published rows: the second has to wait for the first. In the order in which the ledger locks rows.
   */
  const lockDocument = async (trx: Knex, type: TrackedType, documentId: string): Promise<void> => {
    if (isSqlite(trx)) return;
    await trx(type.table)
      .select('id')
      .where({ document_id: documentId })
      .orderBy(['locale', { column: 'published_at', order: 'asc', nulls: 'first' }])
      .forUpdate();
  };

  /** The date of a row that replaces none. */
  const firstDate = async (
    trx: Knex,
    type: TrackedType,
    place: DocumentRef,
    published: Date | null,
  ): Promise<Date | null> => {
    const edition = (await log.editions(trx, type, [place])).get(refKey(place));
    const known = edition?.dates.firstPublishedAt ?? null;
    if (known || !published) return known;
    await log.setFirstPublishedAt(trx, type, place, published);
    return published;
  };

  const historyOf = async (db: Knex, type: TrackedType, place: DocumentRef): Promise<History | undefined> => {
    const entries = await log.entriesOf(db, type, place);
    return entries.length > 0 ? { ...timelineOf(entries), entries } : undefined;
  };

  const refuse = (path: string[], message: string): never => {
    throw new errors.ValidationError(message, { errors: [{ path, message, name: 'ValidationError' }] });
  };

  return {
    /**
     * A row is about to be written: the published one at every publish, the draft at creation, discard
     * and clone. The date comes from the row that it replaces, else from the document's other row in this
     * locale; a clone and a new locale have none yet. What an API's input or the copied row says does not count.
     */
    async beforeCreate(type: TrackedType, data: Data): Promise<Deleted | undefined> {
      const published = data.publishedAt ? new Date(data.publishedAt as Date) : null;
      if (!data.documentId) {
        data.firstPublishedAt = published;
        return undefined;
      }
      const place = refOf(data);
      return strapi.db.transaction(async ({ trx }) => {
        const deleted = changes.of(trx as Knex.Transaction, type, place)?.deleted;
        data.firstPublishedAt = deleted?.firstPublishedAt ?? (await firstDate(trx, type, place, published));
        return deleted;
      });
    },

    /** A row was written. */
    async noteWritten(type: TrackedType, row: Data, isWritten: boolean): Promise<void> {
      const place = refOf(row);
      await strapi.db.transaction(async ({ trx }) => {
        const { deleted } = changes.of(trx as Knex.Transaction, type, place) ?? {};
        const edition =
          isWritten && deleted ? editionAfter(await type.titleField(trx), deleted, row) : undefined;
        changes.note(trx as Knex.Transaction, { type, place, isWritten, edition });
      });
    },

    /** A row was deleted: perhaps for good, perhaps for another one in its place. */
    async noteDeleted(type: TrackedType, row: Data): Promise<void> {
      const deleted = { firstPublishedAt: toDate(row.firstPublishedAt), viewCount: toNumber(row.viewCount) };
      const change = { type, place: refOf(row), deleted };
      await strapi.db.transaction(async ({ trx }) => changes.note(trx as Knex.Transaction, change));
    },

    /** Readers see something else, for what was done in another language. */
    async noteUpdated(type: TrackedType, place: DocumentRef): Promise<void> {
      await strapi.db.transaction(async ({ trx }) =>
        changes.note(trx as Knex.Transaction, { type, place, isUpdated: true }),
      );
    },

    /** Many rows were written or deleted at once, as with a language. */
    async noteMany(type: TrackedType): Promise<void> {
      await strapi.db.transaction(async ({ trx }) => changes.sweep(trx as Knex.Transaction, type));
    },

    /** A middleware of the Document Service. */
    async serialize(
      { uid, action, params }: { uid: string; action: string; params: unknown },
      next: () => Promise<unknown>,
    ): Promise<unknown> {
      const type = types.find((one) => one.uid === uid);
      const { documentId } = (params ?? {}) as { documentId?: string };
      if (!type || !documentId || !writing.includes(action)) return next();
      if (isSqlite(strapi.db.connection)) return next();
      return strapi.db.transaction(async ({ trx }) => {
        await lockDocument(trx, type, documentId);
        return next();
      });
    },

    /**
     * Gives a document the date that it brings along from another system. A date that an editor has
     * corrected since stays, unless another one is brought along than the last time.
     */
    async carryOver(trx: Knex.Transaction, type: TrackedType, place: DocumentRef, at: Date): Promise<void> {
      const entries = await log.entriesOf(trx, type, place);
      const imported = entries.findLastIndex(({ action }) => action === 'imported');
      const isCorrected = entries.slice(imported + 1).some(({ action }) => action === 'backdated');
      const isSame = entries[imported]?.after.firstPublishedAt?.getTime() === at.getTime();
      if (!(isSame && isCorrected)) await log.setFirstPublishedAt(trx, type, place, at);
      changes.note(trx, { type, place, isImport: true });
    },

    /**
     * Corrects `firstPublishedAt` of a published document, on all of its rows in this locale.
     * @returns its history, with the new entry last; the same date as before changes nothing
     * @throws ValidationError naming what is wrong: a future date, one after the last publication, a
     * document that is not published
     */
    async correct(
      type: TrackedType,
      place: DocumentRef,
      correction: Correction,
    ): Promise<History | undefined> {
      return strapi.db.transaction(async ({ trx }) => {
        await lockDocument(trx, type, place.documentId);
        const edition = (await log.editions(trx, type, [place])).get(refKey(place));
        const before = edition?.dates ?? noDates;
        const at = new Date(now());
        const problem = problemWith(correction, before, at);
        if (problem) refuse(problem.path, problem.message);
        const { firstPublishedAt, reason } = correction;
        if (edition && before.firstPublishedAt?.getTime() !== firstPublishedAt.getTime()) {
          await log.setFirstPublishedAt(trx, type, place, firstPublishedAt);
          const after = { ...before, firstPublishedAt };
          const entry = { at, actor: actorNow(strapi), title: edition.title, before, after, reason };
          const last = await log.lastEntries(trx, type, [place]);
          await log.append(trx, type, [[place, { ...entry, action: 'backdated' }]], last);
        }
        return historyOf(trx, type, place);
      });
    },

    /** What the log tells of a document in one locale; `undefined` where it knows nothing. */
    read: (type: TrackedType, place: DocumentRef): Promise<History | undefined> =>
      historyOf(strapi.db.connection, type, place),

    /**
     * Brings log and content to agree: what was published before the type was tracked, a restored dump, a
     * change by hand. Several instances may start at once: the second finds nothing left to do.
     * @returns how many entries that took
     */
    async start(): Promise<number> {
      let sum = 0;
      for (const type of types) {
        const began = now();
        const entries = await strapi.db.transaction(async ({ trx }) => {
          await lockRow(trx, lock);
          return settleDiffering(trx, type, { actor: system, isStart: true });
        });
        sum += entries;
        if (entries === 0) continue;
        const took = `${((now() - began) / 1000).toFixed(1)} s`;
        strapi.log.info(
          `content-tracker: brought the log of ${type.name} up to date, ${entries} entries in ${took}`,
        );
      }
      return sum;
    },
  };
};

export type Publishing = ReturnType<typeof createPublishing>;

import { setImmediate as turnIsOver } from 'node:timers/promises';
import type { Knex } from 'knex';
import { minuteMs } from 'newsroom-plugin-kit/durations';
import { byLocale, refKey } from '../content/document-ref';
import { createPresentUid } from '../content/renamed';
import type { TrackedType } from '../content/tracked';
import { inOwnTransaction } from '../content/transaction';
import type { Tracker } from '../tracker';
import type { FoldStateRow } from './fold-state.sql';
import type { RefusalIncrement, Touched, ViewIncrement } from './increments';
import type { IncrementRows, Taken } from './increments.sql';
import type { Ledger } from './ledger.sql';
import type { Minutes } from './minutes.sql';
import { documentsAtOnce, findGone, type Projection } from './projection.sql';

/** Rows of increments that one transaction takes. */
const rowsAtOnce = 500;

export interface FoldParts {
  readonly state: FoldStateRow;
  readonly increments: IncrementRows;
  readonly ledger: Ledger;
  readonly minutes: Minutes;
  readonly projection: Projection;
}

/** What came of one attempt to fold. */
export interface FoldResult {
  /** Rows of increments that were taken; 0 where there were none, where the fold is paused, or goes on elsewhere. */
  readonly rows: number;
  /** Whether more rows are waiting. */
  readonly isMoreThere: boolean;
  /** The highest id of an increment that was taken. */
  readonly highestId: number;
}

/** What the first transaction leaves for the second one. */
interface Counted extends FoldResult {
  readonly touched: readonly Touched[];
  /** Rows that say the same, should this process die in between. */
  readonly markers: readonly number[];
  readonly unreadable: Taken['unreadable'];
}

export const hourOfMinute = (minute: number): number => Math.floor(minute / 60);

const byType = <T extends { readonly type: string }>(items: readonly T[]): [string, T[]][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.type);
    if (group) group.push(item);
    else groups.set(item.type, [item]);
  }
  // In the same order on all instances and versions, so that no two wait for each other in a circle.
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
};

/** Each document once. */
const distinct = (items: readonly Touched[]): Touched[] => [
  ...new Map(
    items.map(({ type, documentId, locale }) => {
      const ref = { type, documentId, locale };
      return [`${type} ${refKey(ref)}`, ref];
    }),
  ).values(),
];

/**
 * Makes the function that moves increments into the counts, and then brings `viewCount` up to date. Only one instance at
 * a time folds: it holds the row of the fold.
 *
 * 1. One transaction takes rows of increments away and adds them to totals, hours and minutes. So each is added exactly
 *    once. Documents that are gone lose their counts; the sums of their type keep them.
 * 2. Further transactions write the totals into `viewCount`, some documents at a time, and skip what editors hold.
 *    What was skipped stays among the increments as `touched`, and so does everything if the process dies in between.
 */
export const createFold = (tracker: Tracker, parts: FoldParts) => {
  const { db, types, now, onError } = tracker;
  const { state, increments, ledger, minutes, projection } = parts;
  const presentUid = createPresentUid(tracker);
  const typeOf = (uid: string): TrackedType | undefined => types.find((type) => type.uid === uid);
  /** A type that another instance tracks, or that was tracked until now: its views are kept all the same. */
  const countedType = (uid: string) => typeOf(uid) ?? { uid, name: uid.slice(uid.lastIndexOf('.') + 1) };
  let removedOldAt = 0;

  /** Adds the views of one type. @returns the documents to project */
  const countType = async (
    trx: Knex,
    uid: string,
    views: readonly ViewIncrement[],
    documents: readonly Touched[],
  ): Promise<Touched[]> => {
    const type = typeOf(uid);
    const refs = distinct(documents);
    const gone = type ? await findGone(trx, type, refs) : new Set<string>();
    const hourly = views.map((one) => ({ ...one, hour: hourOfMinute(one.minute) }));
    await ledger.addViews(trx, countedType(uid), hourly, gone);
    const goneRefs = refs.filter((ref) => gone.has(refKey(ref)));
    if (goneRefs.length > 0) await ledger.remove(trx, countedType(uid), goneRefs);
    return type ? refs.filter((ref) => !gone.has(refKey(ref))) : [];
  };

  /** Increments of a type that has been renamed since, or that a server of the former version still adds. */
  const withPresentTypes = <T extends { readonly type: string }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, type: presentUid(item.type) }));

  const countRefusals = async (trx: Knex, refusals: readonly RefusalIncrement[]): Promise<void> => {
    await ledger.addRefusals(trx, refusals);
    for (const [uid, refused] of byType(refusals.filter(({ document }) => document))) {
      const documents = refused.flatMap(({ document }) => (document ? [{ type: uid, ...document }] : []));
      const type = typeOf(uid);
      const gone = type ? await findGone(trx, type, distinct(documents)) : new Set<string>();
      await ledger.addFloods(trx, countedType(uid), refused, gone);
    }
  };

  const count = async (trx: Knex, taken: Taken): Promise<Counted> => {
    const views = withPresentTypes(taken.views);
    const viewsByType = new Map(byType(views));
    const touched: Touched[] = [];
    for (const [uid, items] of byType<Touched>([...views, ...withPresentTypes(taken.touched)])) {
      const ofType = await countType(trx, uid, viewsByType.get(uid) ?? [], items);
      for (const one of ofType) touched.push(one);
    }
    const nowMinute = Math.floor(now() / minuteMs);
    await minutes.add(trx, views, nowMinute);
    if (removedOldAt !== nowMinute) await minutes.removeOld(trx, nowMinute);
    removedOldAt = nowMinute;
    await countRefusals(trx, withPresentTypes(taken.refusals));
    const markers = await increments.addMarked(trx, { touched });
    await state.countFold(trx);
    return {
      rows: taken.rows,
      isMoreThere: taken.isMoreThere,
      highestId: taken.highestId,
      touched,
      markers,
      unreadable: taken.unreadable,
    };
  };

  const nothing = (highestId: number): Counted => ({
    rows: 0,
    isMoreThere: false,
    highestId,
    touched: [],
    markers: [],
    unreadable: [],
  });

  const takeAndCount = (after: number, isPauseMine: boolean): Promise<Counted> =>
    inOwnTransaction(db, async (trx) => {
      const row = await state.lock(trx);
      if (!row || (row.isPaused && !isPauseMine)) return nothing(after);
      const name = await state.nameInStore(trx);
      if (name === undefined) return nothing(after);
      if (name !== row.ledger) {
        // An import has replaced the counts: what was counted before it is not a part of them.
        await increments.discardAll(trx);
        await state.rename(trx, name);
        return nothing(after);
      }
      const taken = await increments.take(trx, after, rowsAtOnce);
      return taken.rows === 0 ? nothing(after) : count(trx, taken);
    });

  const project = async ({ touched, markers }: Counted): Promise<void> => {
    const held: Touched[] = [];
    for (const [uid, refs] of byType(touched)) {
      const type = typeOf(uid) as TrackedType;
      for (const part of byLocale(refs, documentsAtOnce)) {
        const skipped = await inOwnTransaction(db, (trx) => projection.project(trx, type, part));
        await turnIsOver(); // SQLite's statements are no waiting: otherwise readers wait for all documents.
        for (const ref of skipped) held.push({ type: uid, ...ref });
      }
    }
    if (markers.length === 0) return;
    await inOwnTransaction(db, async (trx) => {
      await increments.add(trx, { touched: distinct(held) });
      await increments.remove(trx, markers);
    });
  };

  /**
   * @param after increments with ids up to this one are left
   * @param isPauseMine whether this process is the one for which folds are paused
   */
  return async (after: number, isPauseMine = false): Promise<FoldResult> => {
    const counted = await takeAndCount(after, isPauseMine);
    for (const { id, error } of counted.unreadable) {
      onError(`row ${id} of the increments cannot be read: it stays, and is not counted`, error);
    }
    await project(counted);
    return counted;
  };
};

export type Fold = ReturnType<typeof createFold>;

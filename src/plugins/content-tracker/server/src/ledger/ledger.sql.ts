import type { Knex } from 'knex';
import type { TrackedType } from '../content/tracked';
import type { Refusal } from '../reporting/filter';
import { addRows, inChunks, isPostgres } from '../sql';
import { addHeat, heatsOf } from './trending-score';
import { wholeType, type Tables } from './tables';
import { documentIdsOf, localeOf, refKey, type DocumentRef } from '../content/document-ref';

/** Views of one document in one UTC hour (hours since the Unix epoch). */
export interface Counted extends DocumentRef {
  readonly hour: number;
  readonly views: number;
  readonly uniqueViews: number;
}

export interface Refused {
  /** Days since the epoch, of the site's calendar. */
  readonly day: number;
  readonly reason: Refusal;
  /** uid of the type that the view was of. */
  readonly type: string;
  readonly views: number;
}

/** What an `integer` attribute holds on every database; the ledger itself counts on. */
const maxViewCount = 2_147_483_647;
/** The columns by which counts name what they are of. */
export const documentKey = ['type', 'target_document_id', 'target_locale'];

const inKeyOrder = (a: Counted, b: Counted): number => {
  const [left, right] = [`${a.documentId} ${a.locale}`, `${b.documentId} ${b.locale}`];
  if (left === right) return a.hour - b.hour;
  return left < right ? -1 : 1;
};

/** Adds up what has the same key. */
const sumBy = (counted: readonly Counted[], keyOf: (one: Counted) => string): Counted[] => {
  const sums = new Map<string, Counted>();
  for (const one of counted) {
    const key = keyOf(one);
    const sum = sums.get(key);
    sums.set(key, {
      ...one,
      views: one.views + (sum?.views ?? 0),
      uniqueViews: one.uniqueViews + (sum?.uniqueViews ?? 0),
    });
  }
  return [...sums.values()];
};

const sumByDocument = (counted: readonly Counted[]): Counted[] => sumBy(counted, refKey);

const sumOfType = (counted: readonly Counted[]): Counted[] =>
  sumBy(
    counted.map((one) => ({ ...one, documentId: wholeType })),
    ({ locale, hour }) => `${locale} ${hour}`,
  );

export const keyOf = (type: TrackedType, { documentId, locale }: DocumentRef) => ({
  type: type.uid,
  target_document_id: documentId,
  target_locale: locale,
});

/** The same for the same row on every instance, as `strapi export` and `import` want it. */
export const idOf = (type: TrackedType, { documentId, locale }: DocumentRef): string =>
  `${type.name}-${documentId}${locale && `-${locale}`}`;

/** Writes and reads the tables that own the counts. */
export const createLedger = (tables: Tables) => {
  const totalsAddition = {
    table: tables.totals,
    key: documentKey,
    added: ['views', 'unique_views', 'recent_views'],
    mixed: { column: 'heat', mix: addHeat },
  };
  const hoursAddition = {
    table: tables.hours,
    key: [...documentKey, 'hour'],
    added: ['views', 'unique_views'],
  };
  /** Rows of these documents in one locale. */
  const rowsOf = (trx: Knex, type: TrackedType, locale: string, documentIds: string[]): Knex.QueryBuilder =>
    trx(type.table).whereIn('document_id', documentIds).whereRaw(`${localeOf} = ?`, [locale]);

  /** Calls `work` for every locale with the ids of its documents, in order, some hundred at a time. */
  const byLocale = async (
    places: readonly DocumentRef[],
    work: (locale: string, documentIds: string[]) => Promise<void>,
  ): Promise<void> => {
    for (const locale of [...new Set(places.map((place) => place.locale))].sort()) {
      const ids = documentIdsOf(places.filter((place) => place.locale === locale)).sort();
      for (const chunk of inChunks(ids)) await work(locale, chunk);
    }
  };

  /**
   * Which of `places` readers can see. Their rows stay locked until the transaction is over: whoever
   * publishes one of them meanwhile waits and then finds the counts that are about to be written. Rows
   * are locked in the order in which Strapi writes them, the draft before the published one, and before
   * anything of the ledger.
   */
  const findPublished = async (
    trx: Knex,
    type: TrackedType,
    places: readonly DocumentRef[],
  ): Promise<DocumentRef[]> => {
    const found: DocumentRef[] = [];
    await byLocale(places, async (locale, ids) => {
      const locked = rowsOf(trx, type, locale, ids)
        .select('id')
        .orderBy(['document_id', { column: 'published_at', order: 'asc', nulls: 'first' }]);
      await (isPostgres(trx) ? locked.forNoKeyUpdate() : locked.forUpdate());
      // Asked again: who was waited for may have written the published row anew.
      const rows = await rowsOf(trx, type, locale, ids)
        .select('document_id', 'locale')
        .whereNotNull('published_at');
      // As the row has it: MySQL finds vi where VI was reported.
      for (const row of rows) found.push({ documentId: row.document_id, locale: row.locale ?? '' });
    });
    return found;
  };

  /** Writes the ledger's totals into `viewCount` where it differs; `updatedAt` stays. */
  const project = (trx: Knex, type: TrackedType, places: readonly DocumentRef[]): Promise<void> =>
    byLocale(places, async (locale, ids) => {
      await updateCounts(trx, type).whereIn('document_id', ids).whereRaw(`${localeOf} = ?`, [locale]);
    });

  const totalOf = (trx: Knex, type: TrackedType): Knex.Raw =>
    trx.raw(
      `coalesce((select case when t.views > ? then ? else t.views end from ?? as t
         where t.type = ? and t.target_document_id = ??.document_id and t.target_locale = coalesce(??.locale, '')), 0)`,
      [maxViewCount, maxViewCount, tables.totals, type.uid, type.table, type.table],
    );

  const updateCounts = (trx: Knex, type: TrackedType): Knex.QueryBuilder => {
    const total = totalOf(trx, type);
    return trx(type.table)
      .update({ view_count: total })
      .where((rows) => rows.whereNull('view_count').orWhere('view_count', '<>', total));
  };

  /**
   * The same where views may be counted meanwhile. The rows are locked by a statement of its own: one that waits
   * for a row while views of it are committed would go on with the total from before, and write that.
   */
  const projectAgain = async (
    trx: Knex,
    type: TrackedType,
    places: readonly DocumentRef[],
  ): Promise<void> => {
    await findPublished(trx, type, places);
    await project(trx, type, places);
  };

  /** Brings `viewCount` of every row of the type to the ledger's totals; new rows of the column have none yet. */
  const projectAll = async (trx: Knex, type: TrackedType): Promise<void> => {
    await updateCounts(trx, type).whereNull('view_count');
    const differing: DocumentRef[] = await trx(type.table)
      .distinct('document_id as documentId', trx.raw(`${localeOf} as locale`))
      .where('view_count', '<>', totalOf(trx, type));
    await projectAgain(trx, type, differing);
  };

  /**
   * Adds views to hours, those of the type among them, and to totals, in key order, so that two writers never
   * wait for each other in a circle, and brings `viewCount` up to date. The documents' rows have to be locked,
   * as `findPublished` does.
   */
  const addViews = async (trx: Knex, type: TrackedType, counted: readonly Counted[]): Promise<void> => {
    const totals = sumByDocument(counted).sort(inKeyOrder);
    const heats = heatsOf(counted);
    const totalRows = totals.map((one) => ({
      document_id: idOf(type, one),
      ...keyOf(type, one),
      views: one.views,
      unique_views: one.uniqueViews,
      imported_views: 0,
      recent_views: one.views,
      heat: heats.get(refKey(one)),
    }));
    await addRows(trx, totalsAddition, totalRows);
    const hourRows = [...counted, ...sumOfType(counted)].sort(inKeyOrder).map((one) => ({
      document_id: `${idOf(type, one)}-${one.hour}`,
      ...keyOf(type, one),
      hour: one.hour,
      views: one.views,
      unique_views: one.uniqueViews,
    }));
    await addRows(trx, hoursAddition, hourRows);
    await project(trx, type, totals);
  };

  const addRefusals = async (trx: Knex, refused: readonly Refused[]): Promise<void> => {
    const rows = refused.map(({ day, reason, type, views }) => ({
      document_id: `${day}-${reason}-${type}`,
      day,
      reason,
      type,
      views,
    }));
    rows.sort((a, b) => (a.document_id < b.document_id ? -1 : 1));
    await addRows(trx, { table: tables.refusals, key: ['day', 'reason', 'type'], added: ['views'] }, rows);
  };

  /** What `viewCount` has to be for a row of this document, as of now and not of the transaction's start. */
  const viewCountOf = async (trx: Knex, type: TrackedType, place: DocumentRef): Promise<number> => {
    const row = await trx(tables.totals).first('views').where(keyOf(type, place)).forShare();
    return Math.min(Number(row?.views ?? 0), maxViewCount);
  };

  /**
   * Sets how many views a document brought along from another system. Said again with another number it
   * is corrected; what was counted here is kept.
   */
  const setImportedViews = async (
    trx: Knex,
    type: TrackedType,
    place: DocumentRef,
    views: number,
  ): Promise<void> => {
    const row = { document_id: idOf(type, place), ...keyOf(type, place) };
    const nothing = { views: 0, unique_views: 0, imported_views: 0, recent_views: 0 };
    await trx(tables.totals)
      .insert({ ...row, ...nothing })
      .onConflict(documentKey)
      .ignore();
    await trx(tables.totals)
      .where(keyOf(type, place))
      .update({ views: trx.raw('views - imported_views + ?', [views]) });
    await trx(tables.totals).where(keyOf(type, place)).update({ imported_views: views });
    await project(trx, type, [place]);
  };

  /** Which of these event hashes have been counted before. */
  const findEvents = async (trx: Knex, hashes: readonly string[]): Promise<Set<string>> => {
    const known = new Set<string>();
    for (const chunk of inChunks(hashes)) {
      const rows = await trx(tables.events).select('event_hash').whereIn('event_hash', chunk);
      for (const { event_hash: hash } of rows) known.add(hash);
    }
    return known;
  };

  /** Remembers events as counted. @throws where another transaction has counted one of them meanwhile */
  const addEvents = async (trx: Knex, hashes: readonly string[], hour: number): Promise<void> => {
    for (const chunk of inChunks([...hashes].sort())) {
      await trx(tables.events).insert(chunk.map((hash) => ({ document_id: hash, event_hash: hash, hour })));
    }
  };

  /** Deletes the counts of one document in one locale. */
  const remove = async (trx: Knex, type: TrackedType, place: DocumentRef): Promise<void> => {
    for (const table of [tables.totals, tables.hours, tables.days]) {
      await trx(table).where(keyOf(type, place)).delete();
    }
  };

  /** Deletes the counts of documents that are no more; what the type reached stays. */
  const removeOrphans = async (trx: Knex, type: TrackedType): Promise<void> => {
    for (const table of [tables.totals, tables.hours, tables.days]) {
      const rows = trx(type.table)
        .select(trx.raw('1'))
        .whereRaw('??.document_id = ??.target_document_id', [type.table, table])
        .whereRaw("coalesce(??.locale, '') = ??.target_locale", [type.table, table]);
      await trx(table)
        .where({ type: type.uid })
        .whereNot({ target_document_id: wholeType })
        .whereNotExists(rows)
        .delete();
    }
  };

  return {
    findPublished,
    projectAgain,
    projectAll,
    addViews,
    addRefusals,
    viewCountOf,
    setImportedViews,
    findEvents,
    addEvents,
    remove,
    removeOrphans,
  };
};

export type Ledger = ReturnType<typeof createLedger>;

import type { Knex } from 'knex';
import type { Sample } from '../time/calendar';
import { scoreHalfLifeHours, viewsOfScore } from '../ledger/trending-score';
import { decayedViews } from '../ledger/trending-score.sql';
import { allDocuments, type Tables } from '../ledger/tables';
import { hourMs } from '../time/hours';

/** A document of one type and locale, with what it reached. */
export interface Ranked {
  readonly documentId: string;
  readonly views: number;
  readonly uniqueViews: number;
  /** What it is ranked by: views, or views that weigh less with age. */
  readonly score: number;
}

/** Which views are asked for. */
export interface Span {
  readonly type: string;
  readonly locale: string;
  /** UTC hours since the epoch, from the first up to, not including, the last. */
  readonly fromHour: number;
  readonly toHour: number;
  /** Days of the site's calendar that may have been folded, likewise; absent where none can have been. */
  readonly days?: {
    readonly from: number;
    readonly to: number;
    /** UTC hour of the first one's middle, give or take the hour of a daylight-saving change. */
    readonly middleHour: number;
  };
}

interface Weighed extends Span {
  /** A view loses half of its weight in so many hours before `toHour`; absent: all weigh the same. */
  readonly halfLifeHours?: number;
}

interface Ranking extends Weighed {
  readonly limit: number;
}

/** Up to this span, the hours themselves are few enough to be summed. */
const shortSpanHours = 48;
/** So many documents are looked at first, then twice as many, and so on; after that all hours are summed. */
const firstReach = 100;
const furthestReach = 6400;

const byScore = (a: Ranked, b: Ranked): number => b.score - a.score || (a.documentId < b.documentId ? -1 : 1);

const toRanked = (row: Record<string, unknown>): Ranked => ({
  documentId: String(row.target_document_id),
  views: Number(row.views),
  uniqueViews: Number(row.unique_views),
  score: Number(row.score),
});

const ofDocuments = (rows: Knex.QueryBuilder, documentIds?: string[]): Knex.QueryBuilder =>
  documentIds
    ? rows.whereIn('target_document_id', documentIds)
    : rows.whereNot({ target_document_id: allDocuments });

const sumHours = (db: Knex, tables: Tables, ranking: Weighed, documentIds?: string[]): Knex.QueryBuilder => {
  const { type, locale, fromHour, toHour, halfLifeHours } = ranking;
  const score = halfLifeHours ? decayedViews(db, halfLifeHours, toHour - 1) : db.raw('sum(views) as score');
  const rows = db(tables.hours)
    .select('target_document_id', score)
    .sum({ views: 'views', unique_views: 'unique_views' })
    .where({ type, target_locale: locale })
    .where('hour', '>=', fromHour)
    .where('hour', '<', toHour)
    .groupBy('target_document_id');
  return ofDocuments(rows, documentIds);
};

const sumDays = (
  db: Knex,
  tables: Tables,
  ranking: Weighed & Required<Pick<Span, 'days'>>,
  documentIds?: string[],
): Knex.QueryBuilder => {
  const { type, locale, toHour, days, halfLifeHours } = ranking;
  // All views of a day are as old as those of its middle.
  const ageOfDay0 = toHour - 1 - days.middleHour + 24 * days.from;
  const score = halfLifeHours
    ? db.raw('sum(views * power(?, ? - 24 * day)) as score', [2 ** (-1 / halfLifeHours), ageOfDay0])
    : db.raw('sum(views) as score');
  const rows = db(tables.days)
    .select('target_document_id', score)
    .sum({ views: 'views', unique_views: 'unique_views' })
    .where({ type, target_locale: locale })
    .where('day', '>=', days.from)
    .where('day', '<', days.to)
    .groupBy('target_document_id');
  return ofDocuments(rows, documentIds);
};

/** The sums of a span by document, of some documents or of all, in no order. */
export const sumSpan = async (
  db: Knex,
  tables: Tables,
  ranking: Weighed,
  documentIds?: string[],
): Promise<Ranked[]> => {
  const ranked: Ranked[] = (await sumHours(db, tables, ranking, documentIds)).map(toRanked);
  const { days } = ranking;
  if (!days) return ranked;
  const sums = new Map(ranked.map((one) => [one.documentId, one]));
  for (const folded of (await sumDays(db, tables, { ...ranking, days }, documentIds)).map(toRanked)) {
    const known = sums.get(folded.documentId);
    sums.set(folded.documentId, {
      documentId: folded.documentId,
      views: folded.views + (known?.views ?? 0),
      uniqueViews: folded.uniqueViews + (known?.uniqueViews ?? 0),
      score: folded.score + (known?.score ?? 0),
    });
  }
  return [...sums.values()];
};

const sumAllHours = async (db: Knex, tables: Tables, ranking: Ranking): Promise<Ranked[]> => {
  if (ranking.days) return (await sumSpan(db, tables, ranking)).sort(byScore).slice(0, ranking.limit);
  const rows = await sumHours(db, tables, ranking)
    .orderBy([{ column: 'score', order: 'desc' }, { column: 'target_document_id' }])
    .limit(ranking.limit);
  return rows.map(toRanked);
};

/** A column that sorts documents by the most that their score can be, and what that is. */
const boundOf = ({ toHour, days, halfLifeHours = Infinity }: Ranking) =>
  // Days are weighed by their middle, which may be more than their hours weighed.
  halfLifeHours <= scoreHalfLifeHours && !days
    ? // It was rounded each time that views were added to it.
      { column: 'heat', mostOf: (heat: number): number => viewsOfScore(heat, toHour - 1) * 1.0001 }
    : { column: days ? 'views' : 'recent_views', mostOf: Number };

/**
 * The documents with the highest scores in a span.
 *
 * A document's score cannot exceed its total, nor, within the hours that are kept, its recent views, nor its
 * heat where views lose weight as quickly. So documents are looked at in the order of that bound, and when the
 * bound of the next falls to the lowest score that made the list, none behind it can do better (Fagin's
 * threshold algorithm). Few documents are read of most who are read, which is far quicker than to sum all
 * hours. Where the bound says too little, all are summed after all.
 */
export const rank = async (db: Knex, tables: Tables, ranking: Ranking): Promise<Ranked[]> => {
  const { type, locale, limit, fromHour, toHour } = ranking;
  if (toHour - fromHour <= shortSpanHours) return sumAllHours(db, tables, ranking);
  const { column, mostOf } = boundOf(ranking);
  let best: Ranked[] = [];
  // Views come in meanwhile: who has risen since stands further in front, and nobody is looked at twice.
  const seen = new Set<string>();
  for (let reach = firstReach; reach <= furthestReach; reach *= 2) {
    const candidates: { id: string; bound: unknown }[] = await db(tables.totals)
      .select({ id: 'target_document_id', bound: column })
      .where({ type, target_locale: locale })
      .where(column, '>', 0)
      // As the index has it, read backwards.
      .orderBy([
        { column, order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(reach);
    const ids = candidates.map(({ id }) => id).filter((id) => !seen.has(id));
    if (ids.length > 0) best.push(...(await sumSpan(db, tables, ranking, ids)));
    for (const id of ids) seen.add(id);
    best = best.sort(byScore).slice(0, limit);
    const next = mostOf(Number(candidates[reach - 1]?.bound ?? 0));
    const isFull = best.length === limit;
    if (candidates.length < reach || (isFull && (best[limit - 1] as Ranked).score >= next)) return best;
  }
  return sumAllHours(db, tables, ranking);
};

/** The documents with the most views of all time, those that were brought along included. */
export const rankTotals = async (
  db: Knex,
  tables: Tables,
  { type, locale, limit }: Pick<Ranking, 'type' | 'locale' | 'limit'>,
): Promise<Ranked[]> => {
  const rows = await db(tables.totals)
    .select('target_document_id', 'views', 'unique_views', { score: 'views' })
    .where({ type, target_locale: locale })
    .where('views', '>', 0)
    .orderBy([{ column: 'views', order: 'desc' }, { column: 'target_document_id' }])
    .limit(limit);
  return rows.map(toRanked);
};

interface OfDocument extends Span {
  readonly documentId: string;
}

/** The counts of one document in a span, or of the whole type: by hour, and by day where hours have been folded. */
export const samplesOf = async (
  db: Knex,
  tables: Tables,
  { type, locale, documentId, fromHour, toHour, days }: OfDocument,
  startOfDay: (day: number) => number,
): Promise<Sample[]> => {
  const key = { type, target_document_id: documentId, target_locale: locale };
  const numbers = (row: Record<string, unknown>) => ({
    views: Number(row.views),
    uniqueViews: Number(row.unique_views),
  });
  const hours: Record<string, unknown>[] = await db(tables.hours)
    .where(key)
    .where('hour', '>=', fromHour)
    .where('hour', '<', toHour);
  const samples = hours.map((row) => ({ atMs: Number(row.hour) * hourMs, ...numbers(row) }));
  if (!days) return samples;
  const folded: Record<string, unknown>[] = await db(tables.days)
    .where(key)
    .where('day', '>=', days.from)
    .where('day', '<', days.to);
  return [...samples, ...folded.map((row) => ({ atMs: startOfDay(Number(row.day)), ...numbers(row) }))];
};

/** Refused views by day of the site's calendar and reason, of one type or of all. */
export const refusalsBetween = async (
  db: Knex,
  tables: Tables,
  { from, to, type }: { from: number; to: number; type?: string },
): Promise<{ day: number; reason: string; views: number }[]> => {
  const rows = await db(tables.refusals)
    .select('day', 'reason')
    .sum({ views: 'views' })
    .where('day', '>=', from)
    .where('day', '<', to)
    .modify((query) => {
      if (type) query.where({ type });
    })
    .groupBy('day', 'reason')
    .orderBy(['day', 'reason']);
  return rows.map((row: Record<string, unknown>) => ({
    day: Number(row.day),
    reason: String(row.reason),
    views: Number(row.views),
  }));
};

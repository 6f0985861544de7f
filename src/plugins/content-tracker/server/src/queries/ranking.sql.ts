import type { Knex } from 'knex';
import type { Counts } from '../../../shared/answers';
import { decayedViews } from '../ledger/trending-score.sql';
import { allDocuments, type Tables } from '../ledger/tables';
import { scoreHalfLifeHours, viewsOfScore } from '../ledger/trending-score';
import type { Span } from './span';

/** The documents of a type in one locale. */
interface Scope {
  /** uid of the type. */
  readonly type: string;
  readonly locale: string;
}

interface WeighedSpan extends Scope, Span {
  /** Hours in which a view loses half of its weight; absent: all views weigh the same. */
  readonly halfLifeHours?: number;
}

interface RankingQuery extends WeighedSpan {
  readonly limit: number;
}

/** A document with its views in a span. */
export interface Ranked extends Counts {
  readonly documentId: string;
  /** What it is ranked by: its views, or its views weighed by their age. */
  readonly score: number;
}

/** Up to this length, a span has so few rows that summing all of them is quickest. */
const shortSpanHours = 48;
/** Candidates of the first step of the search, doubled at each step up to the last one. */
const firstReach = 100;
const lastReach = 6400;

const byScore = (a: Ranked, b: Ranked): number => b.score - a.score || (a.documentId < b.documentId ? -1 : 1);

const toRanked = (row: Record<string, unknown>): Ranked => ({
  documentId: String(row.target_document_id),
  views: Number(row.views),
  uniqueViews: Number(row.unique_views),
  score: Number(row.score),
});

const addUp = (all: readonly Ranked[]): Ranked[] => {
  const sums = new Map<string, Ranked>();
  for (const one of all) {
    const sum = sums.get(one.documentId);
    sums.set(one.documentId, {
      documentId: one.documentId,
      views: one.views + (sum?.views ?? 0),
      uniqueViews: one.uniqueViews + (sum?.uniqueViews ?? 0),
      score: one.score + (sum?.score ?? 0),
    });
  }
  return [...sums.values()];
};

/** A column of the totals that limits a document's score, and the highest score that each of its values allows. */
const boundOf = ({ toHour, days, halfLifeHours = Infinity }: RankingQuery) =>
  // A folded day weighs as its middle does. That may be more than its hours weighed.
  halfLifeHours <= scoreHalfLifeHours && !days
    ? // The column was rounded each time that views were added to it.
      { column: 'heat', maxScore: (score: number): number => viewsOfScore(score, toHour - 1) * 1.0001 }
    : { column: days ? 'views' : 'recent_views', maxScore: Number };

/** Finds the documents with the most views, by time or weighed by age. */
export const createRanking = (db: Knex, tables: Tables) => {
  const sumBy = (rows: Knex.QueryBuilder, { type, locale }: Scope, documentIds?: string[]) =>
    rows
      .sum({ views: 'views', unique_views: 'unique_views' })
      .where({ type, target_locale: locale })
      // All views may have been taken off.
      .whereNot('views', 0)
      .groupBy('target_document_id')
      .modify((query) => {
        if (documentIds) query.whereIn('target_document_id', documentIds);
        else query.whereNot({ target_document_id: allDocuments });
      });

  const sumHours = (span: WeighedSpan, documentIds?: string[]): Knex.QueryBuilder => {
    const { fromHour, toHour, halfLifeHours } = span;
    const score = halfLifeHours ? decayedViews(db, halfLifeHours, toHour - 1) : db.raw('sum(views) as score');
    const rows = db(tables.hours)
      .select('target_document_id', score)
      .where('hour', '>=', fromHour)
      .where('hour', '<', toHour);
    return sumBy(rows, span, documentIds);
  };

  const sumDays = (
    span: WeighedSpan,
    days: NonNullable<Span['days']>,
    documentIds?: string[],
  ): Knex.QueryBuilder => {
    const { toHour, halfLifeHours } = span;
    // All views of a day weigh as those of its middle.
    const ageOfDay0 = toHour - 1 - days.middleHour + 24 * days.from;
    const score = halfLifeHours
      ? db.raw('sum(views * power(?, ? - 24 * day)) as score', [2 ** (-1 / halfLifeHours), ageOfDay0])
      : db.raw('sum(views) as score');
    const rows = db(tables.days)
      .select('target_document_id', score)
      .where('day', '>=', days.from)
      .where('day', '<', days.to);
    return sumBy(rows, span, documentIds);
  };

  /** The views of a span by document, in no order. Documents without a view are left out. */
  const sum = async (span: WeighedSpan, documentIds?: string[]): Promise<Ranked[]> => {
    const hours = (await sumHours(span, documentIds)).map(toRanked);
    if (!span.days) return hours;
    const days = (await sumDays(span, span.days, documentIds)).map(toRanked);
    return addUp([...hours, ...days]);
  };

  const rankBySummingAll = async (query: RankingQuery): Promise<Ranked[]> => {
    if (query.days) return (await sum(query)).sort(byScore).slice(0, query.limit);
    const rows = await sumHours(query)
      .orderBy([{ column: 'score', order: 'desc' }, { column: 'target_document_id' }])
      .limit(query.limit);
    return rows.map(toRanked);
  };

  const findCandidates = async (
    { type, locale }: Scope,
    column: string,
    limit: number,
  ): Promise<{ id: string; bound: unknown }[]> =>
    db(tables.totals)
      .select({ id: 'target_document_id', bound: column })
      .where({ type, target_locale: locale })
      .where(column, '>', 0)
      // The order of the index, read backwards.
      .orderBy([
        { column, order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);

  /**
   * The documents with the highest scores in a span.
   *
   * A document's score cannot exceed its total, its recent views (within the hours that are kept), or its trending
   * score (where views lose weight as quickly). So documents are read in the order of that bound. When the bound of
   * the next one falls to the lowest score of the list, no further document can enter it (Fagin's threshold
   * algorithm). This reads few documents where a few have most of the views, and is far quicker than summing all
   * hours. Where the bound excludes too little, all hours are summed.
   */
  const rank = async (query: RankingQuery): Promise<Ranked[]> => {
    if (query.toHour - query.fromHour <= shortSpanHours) return rankBySummingAll(query);
    const { column, maxScore } = boundOf(query);
    let best: Ranked[] = [];
    // The order may change between two steps as views arrive; this keeps a document from being ranked twice.
    const seen = new Set<string>();
    for (let reach = firstReach; reach <= lastReach; reach *= 2) {
      const candidates = await findCandidates(query, column, reach);
      const ids = candidates.map(({ id }) => id).filter((id) => !seen.has(id));
      if (ids.length > 0) best.push(...(await sum(query, ids)));
      for (const id of ids) seen.add(id);
      best = best.sort(byScore).slice(0, query.limit);
      const nextMaxScore = maxScore(Number(candidates[reach - 1]?.bound ?? 0));
      const last = best[query.limit - 1];
      if (candidates.length < reach || (last && last.score >= nextMaxScore)) return best;
    }
    return rankBySummingAll(query);
  };

  /** The documents with the most views of all time, imported views included. */
  const rankTotals = async ({ type, locale, limit }: Scope & { limit: number }): Promise<Ranked[]> => {
    const rows = await db(tables.totals)
      .select('target_document_id', 'views', 'unique_views', { score: 'views' })
      .where({ type, target_locale: locale })
      .where('views', '>', 0)
      .orderBy([{ column: 'views', order: 'desc' }, { column: 'target_document_id' }])
      .limit(limit);
    return rows.map(toRanked);
  };

  return { rank, rankTotals, sum };
};

export type Ranking = ReturnType<typeof createRanking>;

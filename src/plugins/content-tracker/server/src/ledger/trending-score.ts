import { refKey, type DocumentRef } from '../content/document-ref';

/** Hours in which a view loses half of its weight in the stored scores. Trending lists have it by default. */
export const scoreHalfLifeHours = 24;

/** Views older than this number of half-lives are left out: each weighs less than a millionth. */
export const tracedHalfLives = 20;

/**
 * The trending score of views in one hour: log2 of their number, plus one for each half-life since the epoch. A view
 * weighs twice as much as one a half-life before. The score need not be updated as time passes, and sorts documents at
 * any time (forward decay: Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009).
 * @param hour UTC hours since the epoch
 */
export const trendingScore = (views: number, hour: number): number =>
  Math.log2(views) + hour / scoreHalfLifeHours;

/** The number of views in `hour` that have this score: the inverse of `trendingScore`. */
export const viewsOfScore = (score: number, hour: number): number => 2 ** (score - hour / scoreHalfLifeHours);

/** The score of the views behind two scores together; `null` stands for no views. */
export const addScores = (a: number | null, b: number): number =>
  a === null ? b : Math.max(a, b) + Math.log2(1 + 2 ** -Math.abs(a - b));

interface HourOfViews extends DocumentRef {
  readonly hour: number;
  readonly views: number;
}

/** The score that views add to each document, by `refKey`. */
export const scoresOf = (hours: readonly HourOfViews[]): Map<string, number> => {
  const scores = new Map<string, number>();
  for (const { hour, views, ...ref } of hours) {
    const key = refKey(ref);
    scores.set(key, addScores(scores.get(key) ?? null, trendingScore(views, hour)));
  }
  return scores;
};

import {
  addScores,
  scoresOf,
  trendingScore,
  viewsOfScore,
} from '../../../src/plugins/content-tracker/server/src/ledger/trending-score';

describe('the trending score', () => {
  it('halves the weight of a view in 24 hours', () => {
    expect(trendingScore(200, 480_000)).toBeCloseTo(trendingScore(100, 480_024), 9);
  });

  it('gives back the views that it was made of', () => {
    expect(viewsOfScore(trendingScore(1234, 480_000), 480_000)).toBeCloseTo(1234, 6);
  });

  it.each([
    [3, 480_000, 5, 480_000, 8],
    [4, 479_976, 5, 480_000, 7],
    [1e6, 480_000, 1, 470_000, 1e6],
  ])('of %d views at %d and %d at %d together is that of %d', (a, hourA, b, hourB, together) => {
    const score = addScores(trendingScore(a, hourA), trendingScore(b, hourB));
    expect(viewsOfScore(score, 480_000) / together).toBeCloseTo(1, 6);
  });

  it('of no views and some is that of the some', () => {
    expect(addScores(null, 20_010)).toBe(20_010);
  });

  it('is one for each document and locale', () => {
    const hour = 480_000;
    const scores = scoresOf([
      { documentId: 'a', locale: 'vi', hour, views: 3 },
      { documentId: 'a', locale: 'en', hour, views: 7 },
      { documentId: 'a', locale: 'vi', hour, views: 1 },
    ]);
    expect([...scores].map(([key, score]) => [key, Math.round(viewsOfScore(score, hour))])).toEqual([
      ['a vi', 4],
      ['a en', 7],
    ]);
  });
});

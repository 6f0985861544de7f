import type { Tables } from '../ledger/tables';
import type { ReadWithUnfolded } from '../ledger/unfolded';
import type { Tracker } from '../tracker';
import { createLists } from './lists';
import { createRanking } from './ranking.sql';
import { createRefusals } from './refusals';
import { createSeries } from './series';
import { createSeriesQueries } from './series.sql';
import { createRankingRows } from './stored-rankings.sql';

/** Everything that can be asked about views, for the content API and for the admin. */
export const createQueries = (tracker: Tracker, tables: Tables, readWithUnfolded: ReadWithUnfolded) => {
  const seriesQueries = createSeriesQueries(tracker.db, tables);
  return {
    lists: createLists(tracker, createRanking(tracker.db, tables), createRankingRows(tracker.db, tables)),
    series: createSeries(tracker, seriesQueries, readWithUnfolded),
    refusals: createRefusals(tracker, seriesQueries),
  };
};

export type Queries = ReturnType<typeof createQueries>;

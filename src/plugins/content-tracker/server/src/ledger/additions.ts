import type { Addition } from './add-rows.sql';
import { documentColumns, type Tables } from './tables';
import { addScores } from './trending-score';

const ofDocuments = { most: 'target_document_id' };

/** How rows are added to each table of counts: which columns tell them apart, and which are sums. */
export const additionsIn = ({
  totals,
  hours,
  days,
  floods,
  refusals,
}: Pick<Tables, 'totals' | 'hours' | 'days' | 'floods' | 'refusals'>) =>
  ({
    totals: {
      ...ofDocuments,
      table: totals,
      key: documentColumns,
      added: ['views', 'unique_views', 'imported_views', 'recent_views'],
      mixed: { column: 'heat', mix: addScores },
    },
    hours: {
      ...ofDocuments,
      table: hours,
      key: [...documentColumns, 'hour'],
      added: ['views', 'unique_views'],
    },
    days: { ...ofDocuments, table: days, key: [...documentColumns, 'day'], added: ['views', 'unique_views'] },
    floods: { ...ofDocuments, table: floods, key: [...documentColumns, 'day'], added: ['views'] },
    refusals: { table: refusals, key: ['day', 'reason', 'type'], most: 'reason', added: ['views'] },
  }) satisfies Record<string, Addition>;

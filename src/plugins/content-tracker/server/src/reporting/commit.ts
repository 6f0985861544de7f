import type { Knex } from 'knex';
import { refKey } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { DailyRefusals, HourlyViews, Ledger } from '../ledger/ledger.sql';
import type { RefusedView, View } from './decide';
import type { Group } from './group-commit';

/** The row that an item is added to. Items with one key are committed as one group. */
export const keyOf = (item: View | RefusedView): string =>
  item.kind === 'view'
    ? `${item.type.uid} ${item.documentId} ${item.locale} ${item.hour}`
    : `${item.type.uid} ${item.reason} ${item.day}`;

type CountedView = View & Pick<Group<View>, 'views' | 'uniqueViews'>;

/** In the same order on all instances, so that no two of them wait for each other in a circle. */
const byType = (views: readonly CountedView[]): [TrackedType, CountedView[]][] => {
  const groups = new Map<TrackedType, CountedView[]>();
  for (const view of views) groups.set(view.type, [...(groups.get(view.type) ?? []), view]);
  return [...groups].sort(([a], [b]) => (a.uid < b.uid ? -1 : 1));
};

/**
 * Writes groups of views and refusals to the ledger.
 * @returns the keys of views whose document readers cannot see; they are not counted
 */
export const commitGroups = async (
  trx: Knex,
  ledger: Ledger,
  groups: readonly Group<View | RefusedView>[],
): Promise<Set<string>> => {
  const missing = new Set<string>();
  const views = groups.flatMap(({ item, ...counts }) =>
    item.kind === 'view' ? [{ ...item, ...counts }] : [],
  );
  for (const [type, ofType] of byType(views)) {
    const published = new Set((await ledger.findPublished(trx, type, ofType)).map(refKey));
    const counted: HourlyViews[] = [];
    for (const view of ofType) {
      const { documentId, locale, hour, views, uniqueViews } = view;
      if (published.has(refKey(view))) counted.push({ documentId, locale, hour, views, uniqueViews });
      else missing.add(keyOf(view));
    }
    if (counted.length > 0) await ledger.addViews(trx, type, counted);
  }
  const refused = groups.flatMap(({ item, views }): DailyRefusals[] =>
    item.kind === 'refusal' ? [{ day: item.day, reason: item.reason, type: item.type.uid, views }] : [],
  );
  if (refused.length > 0) await ledger.addRefusals(trx, refused);
  return missing;
};

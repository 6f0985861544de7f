import type { Knex } from 'knex';
import type { TrackedType } from '../content/tracked';
import type { Hits } from './group-commit';
import type { Refusal } from '../ledger/refusals';
import type { DailyRefusals, HourlyViews, Ledger } from '../ledger/ledger.sql';

/** What the collector gathers: a view on its way to the ledger, or the note that one was refused. */
export type Item =
  | {
      readonly kind: 'view';
      readonly type: TrackedType;
      readonly documentId: string;
      readonly locale: string;
      /** UTC hour since the epoch in which the document was opened. */
      readonly hour: number;
    }
  | { readonly kind: 'refusal'; readonly type: TrackedType; readonly day: number; readonly reason: Refusal };

type View = Extract<Item, { kind: 'view' }>;

export const keyOf = (item: Item): string =>
  item.kind === 'view'
    ? `${item.type.uid} ${item.documentId} ${item.locale} ${item.hour}`
    : `${item.type.uid} ${item.reason} ${item.day}`;

const groupByType = <T extends { readonly type: TrackedType }>(items: readonly T[]): [TrackedType, T[]][] => {
  const groups = new Map<TrackedType, T[]>();
  for (const item of items) groups.set(item.type, [...(groups.get(item.type) ?? []), item]);
  // In one order on all instances, so that none waits for another in a circle.
  return [...groups].sort(([a], [b]) => (a.uid < b.uid ? -1 : 1));
};

/**
 * Writes a batch to the ledger.
 * @returns the keys of views whose document readers cannot see; they are not counted
 */
export const commitBatch = async (
  trx: Knex,
  ledger: Ledger,
  batch: readonly Hits<Item>[],
): Promise<Set<string>> => {
  const missing = new Set<string>();
  const views = batch.flatMap(({ item, hits, uniques }) =>
    item.kind === 'view' ? [{ ...item, hits, uniques }] : [],
  );
  for (const [type, group] of groupByType<View & { hits: number; uniques: number }>(views)) {
    const found = await ledger.findPublished(trx, type, group);
    const published = new Set(found.map(({ documentId, locale }) => `${documentId} ${locale}`));
    const counted: HourlyViews[] = [];
    for (const view of group) {
      const { documentId, locale, hour, hits, uniques } = view;
      if (published.has(`${documentId} ${locale}`)) {
        counted.push({ documentId, locale, hour, views: hits, uniqueViews: uniques });
      } else {
        missing.add(keyOf(view));
      }
    }
    if (counted.length > 0) await ledger.addViews(trx, type, counted);
  }
  const refused = batch.flatMap(({ item, hits }): DailyRefusals[] =>
    item.kind === 'refusal' ? [{ day: item.day, reason: item.reason, type: item.type.uid, views: hits }] : [],
  );
  if (refused.length > 0) await ledger.addRefusals(trx, refused);
  return missing;
};

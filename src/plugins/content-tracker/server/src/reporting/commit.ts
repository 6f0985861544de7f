import type { Knex } from 'knex';
import { refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { RefusalIncrement, ViewIncrement } from '../ledger/increments';
import type { IncrementRows } from '../ledger/increments.sql';
import type { Ledger } from '../ledger/ledger.sql';
import type { RefusedView, View } from './decide';
import type { Group } from './group-commit';

/** Items with one key are committed as one group. */
export const keyOf = (item: View | RefusedView): string => {
  if (item.kind === 'view') return `${item.type.uid} ${item.documentId} ${item.locale} ${item.minute}`;
  const { type, reason, day, document } = item;
  return `${type.uid} ${reason} ${day}${document ? ` ${refKey(document)}` : ''}`;
};

const documentOf = (item: View | RefusedView): DocumentRef | undefined =>
  item.kind === 'view' ? item : item.document;

type Published = Pick<Ledger, 'findPublished'>;
type Groups = readonly Group<View | RefusedView>[];

/** The keys, by type, of documents that readers can see, out of those that the items name. */
const publishedIn = async (
  db: Knex,
  { findPublished }: Published,
  groups: Groups,
): Promise<Map<TrackedType, Set<string>>> => {
  const named = new Map<TrackedType, DocumentRef[]>();
  for (const { item } of groups) {
    const document = documentOf(item);
    if (!document) continue;
    const ofType = named.get(item.type);
    if (ofType) ofType.push(document);
    else named.set(item.type, [document]);
  }
  const published = new Map<TrackedType, Set<string>>();
  for (const [type, documents] of named) {
    published.set(type, new Set((await findPublished(db, type, documents)).map(refKey)));
  }
  return published;
};

/** Adds up refusals without a document: of documents that do not exist there may be as many as reports. */
const addTo = (sums: Map<string, RefusalIncrement>, refused: RefusalIncrement): void => {
  const key = `${refused.type} ${refused.reason} ${refused.day}`;
  sums.set(key, { ...refused, views: refused.views + (sums.get(key)?.views ?? 0) });
};

/**
 * Stores groups of views and refusals: one look at the documents, and one insert, which is the commit where `db` is not
 * a transaction. The counts follow when the increments are folded.
 * @returns the keys of views whose document readers cannot see; they are not counted
 */
export const commitGroups = async (
  db: Knex,
  ledger: Published,
  increments: Pick<IncrementRows, 'add'>,
  groups: Groups,
): Promise<Set<string>> => {
  const published = await publishedIn(db, ledger, groups);
  const missing = new Set<string>();
  const views: ViewIncrement[] = [];
  const refusals: RefusalIncrement[] = [];
  const unnamed = new Map<string, RefusalIncrement>();
  for (const { item, views: counted, uniqueViews } of groups) {
    const type = item.type.uid;
    const document = documentOf(item);
    const isPublished = document !== undefined && published.get(item.type)?.has(refKey(document));
    if (item.kind === 'refusal') {
      const { reason, day } = item;
      const refused = { type, reason, day, views: counted };
      if (isPublished) refusals.push({ ...refused, document });
      else addTo(unnamed, refused);
    } else if (isPublished) {
      const { documentId, locale, minute } = item;
      views.push({ type, documentId, locale, minute, views: counted, uniqueViews });
    } else {
      missing.add(keyOf(item));
    }
  }
  await increments.add(db, { views, refusals: [...refusals, ...unnamed.values()] });
  return missing;
};

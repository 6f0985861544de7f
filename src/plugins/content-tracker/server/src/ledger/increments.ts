import type { DocumentRef } from '../content/document-ref';
import type { RefusalReason } from './refusals';

/** Views of one document in one minute. */
export interface ViewIncrement extends DocumentRef {
  /** uid of the document's type. */
  readonly type: string;
  /** Minutes since the epoch, UTC. */
  readonly minute: number;
  readonly views: number;
  readonly uniqueViews: number;
}

/** Refused views of one type on one day, for one reason. */
export interface RefusalIncrement {
  /** Days since the epoch, of the site's calendar. */
  readonly day: number;
  readonly reason: RefusalReason;
  /** uid of the type that the refused views were of. */
  readonly type: string;
  readonly views: number;
  /** The document that they were of, where that is kept. */
  readonly document?: DocumentRef;
}

/** A document whose `viewCount` is to be written again, in all of its rows. */
export interface Touched extends DocumentRef {
  /** uid of the document's type. */
  readonly type: string;
}

/** What is not in the counts yet. */
export interface Increments {
  readonly views: readonly ViewIncrement[];
  readonly refusals: readonly RefusalIncrement[];
  readonly touched: readonly Touched[];
}

/** Characters of a payload at most: a column `text` of MySQL holds 65,535 bytes. */
const maxPayload = 60_000;

/** The number of the format that payloads have. */
export const payloadFormat = 1;

/*
 * A payload is JSON without names, since each view pays for it in the database's log:
 * { "v": [[type, locale, minute, documentId, views, uniqueViews, documentId, …], …],
 *   "r": [[type, reason, day, views], [type, reason, day, views, documentId, locale], …],
 *   "t": [[type, locale, documentId, …], …] }
 */
type ViewGroup = [type: string, locale: string, minute: number, ...flat: (string | number)[]];
type RefusalItem = [
  type: string,
  reason: RefusalReason,
  day: number,
  views: number,
  ...document: [documentId: string, locale: string] | [],
];
type TouchedGroup = [type: string, locale: string, ...documentIds: string[]];
interface Payload {
  readonly v?: ViewGroup[];
  readonly r?: RefusalItem[];
  readonly t?: TouchedGroup[];
}

/** Appends items to the group of their key; `open` makes a new group. */
const grouped = <T, G extends unknown[]>(
  items: readonly T[],
  keyOf: (item: T) => string,
  open: (item: T) => G,
  flat: (item: T) => unknown[],
): G[] => {
  const groups = new Map<string, G>();
  for (const item of items) {
    const key = keyOf(item);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = open(item)));
    group.push(...flat(item));
  }
  return [...groups.values()];
};

const toPayload = ({ views, refusals, touched }: Increments): string =>
  JSON.stringify({
    ...(views.length > 0 && {
      v: grouped(
        views,
        ({ type, locale, minute }) => `${type} ${locale} ${minute}`,
        ({ type, locale, minute }): ViewGroup => [type, locale, minute],
        ({ documentId, views: counted, uniqueViews }) => [documentId, counted, uniqueViews],
      ),
    }),
    ...(refusals.length > 0 && {
      r: refusals.map(({ type, reason, day, views: refused, document }) =>
        document
          ? [type, reason, day, refused, document.documentId, document.locale]
          : [type, reason, day, refused],
      ),
    }),
    ...(touched.length > 0 && {
      t: grouped(
        touched,
        ({ type, locale }) => `${type} ${locale}`,
        ({ type, locale }): TouchedGroup => [type, locale],
        ({ documentId }) => [documentId],
      ),
    }),
  });

const halves = <T>(items: readonly T[]): [T[], T[]] => {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
};

/** Writes increments as payloads: one, unless it would be too long for a row. No increments give none. */
export const encodeIncrements = (increments: Increments): string[] => {
  const { views, refusals, touched } = increments;
  const items = views.length + refusals.length + touched.length;
  if (items === 0) return [];
  const payload = toPayload(increments);
  if (items === 1 || Buffer.byteLength(payload) <= maxPayload) return [payload];
  const [v, r, t] = [halves(views), halves(refusals), halves(touched)];
  return [0, 1].flatMap((half) =>
    encodeIncrements({
      views: v[half] as ViewIncrement[],
      refusals: r[half] as RefusalIncrement[],
      touched: t[half] as Touched[],
    }),
  );
};

const viewsIn = ([type, locale, minute, ...flat]: ViewGroup): ViewIncrement[] =>
  Array.from({ length: flat.length / 3 }, (_, i) => ({
    type,
    documentId: String(flat[i * 3]),
    locale,
    minute,
    views: Number(flat[i * 3 + 1]),
    uniqueViews: Number(flat[i * 3 + 2]),
  }));

const touchedIn = ([type, locale, ...documentIds]: TouchedGroup): Touched[] =>
  documentIds.map((documentId) => ({ type, documentId, locale }));

const refusalOf = ([type, reason, day, views, documentId, locale = '']: RefusalItem): RefusalIncrement => ({
  type,
  reason,
  day,
  views,
  ...(documentId !== undefined && { document: { documentId, locale } }),
});

const isPayload = (parsed: unknown): parsed is Payload =>
  typeof parsed === 'object' &&
  parsed !== null &&
  Object.entries(parsed).every(([key, items]) => ['v', 'r', 't'].includes(key) && Array.isArray(items));

/** Reads a payload. @throws Error where it is none */
export const decodeIncrements = (payload: string): Increments => {
  const parsed: unknown = JSON.parse(payload);
  if (!isPayload(parsed)) throw new Error('the payload is not one of increments');
  const { v = [], r = [], t = [] } = parsed;
  return {
    views: v.flatMap(viewsIn),
    refusals: r.map(refusalOf),
    touched: t.flatMap(touchedIn),
  };
};

import type { TrackedType } from '../content/tracked';
import type { DocumentRef } from '../content/document-ref';
import type { RefusalReason } from '../ledger/refusals';
import { dayOf } from '../time/calendar';
import { hourOf } from '../time/hours';
import type { Beacon } from './beacon';
import { refusalOf, type Rules, type Visit } from './filter';
import type { Seen } from './seen';
import type { VisitorKeyOf } from './visitor';

/** A view that is to be counted. */
export interface View extends DocumentRef {
  readonly kind: 'view';
  readonly type: TrackedType;
  /** UTC hour since the epoch in which the document was opened. */
  readonly hour: number;
}

/** A view that is not to be counted. Editors see how many there were, by day and reason. */
export interface RefusedView {
  readonly kind: 'refusal';
  readonly type: TrackedType;
  /** Days since the epoch, of the site's calendar. */
  readonly day: number;
  readonly reason: RefusalReason;
}

export interface Decision {
  readonly item: View | RefusedView;
  /** Whether the view counts as unique too. */
  readonly isUnique: boolean;
  /** Stands for visitor and document. Absent where the filter refused the view. */
  readonly visitorKey?: string;
  /** Takes back that the visitor has seen the document, where nothing could be counted. */
  forget(): void;
}

interface Options {
  readonly rules: Rules;
  readonly seen: Seen;
  readonly visitorKeyOf: VisitorKeyOf;
  readonly timeZone: string;
  readonly defaultLocale: () => Promise<string>;
}

/** The document that was opened. Without a locale, the site's default locale is meant. */
type Opened = Pick<Beacon, 'documentId' | 'locale'>;

const quarterMs = 900_000;
const nothing = (): void => {};

/** Remembers the last day that it told: days of all time zones begin at a quarter of an hour. */
const createDayOf = (timeZone: string): ((atMs: number) => number) => {
  let last = { quarter: NaN, day: 0 };
  return (atMs) => {
    const quarter = Math.floor(atMs / quarterMs);
    if (quarter !== last.quarter) last = { quarter, day: dayOf(atMs, timeZone) };
    return last.day;
  };
};

/**
 * Makes the rule that single reports and batches share: it decides whether the opening of a document is a view or is
 * refused, and why. The reasons, in this order: `prefetch`, `opt-out`, `excluded`, `bot` (all `filter.ts`), `repeat`
 * (`seen.ts`). It does not know whether the document is published; the commit finds that out, and a report of an unknown
 * document is answered 404. `http.ts` refuses malformed reports before.
 */
export const createDecide = ({ rules, seen, visitorKeyOf, timeZone, defaultLocale }: Options) => {
  const dayAt = createDayOf(timeZone);

  /** @param atMs when the document was opened, in milliseconds since the epoch */
  return async (type: TrackedType, opened: Opened, visit: Visit, atMs: number): Promise<Decision> => {
    const refusal = (reason: RefusalReason): RefusedView => ({
      kind: 'refusal',
      type,
      day: dayAt(atMs),
      reason,
    });
    const reason = refusalOf(visit, rules);
    if (reason) return { item: refusal(reason), isUnique: false, forget: nothing };
    const { documentId } = opened;
    // After the filter: a bot is refused without a question to the database.
    const locale = type.isLocalized ? (opened.locale ?? (await defaultLocale())) : '';
    const key = visitorKeyOf(visit.address, visit.agent, `${type.uid} ${documentId} ${locale}`);
    const { isRepeat, isUnique, forget } = await seen.open(key, atMs);
    const visitorKey = key.join(' ');
    if (isRepeat) return { item: refusal('repeat'), isUnique: false, visitorKey, forget };
    const item: View = { kind: 'view', type, documentId, locale, hour: hourOf(atMs) };
    return { item, isUnique, visitorKey, forget };
  };
};

export type Decide = ReturnType<typeof createDecide>;

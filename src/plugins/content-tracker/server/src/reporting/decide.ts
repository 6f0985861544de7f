import { minuteMs } from 'newsroom-plugin-kit/durations';
import type { TrackedType } from '../content/tracked';
import type { DocumentRef } from '../content/document-ref';
import type { RefusalReason } from '../ledger/refusals';
import { dayOf } from '../time/calendar';
import type { Beacon } from './beacon';
import { refusalOf, type Rules, type Visit } from './filter';
import type { FloodLimits } from './flood-limits';
import type { Seen, Sighting } from './seen';
import type { VisitorKeysOf } from './visitor';

/** A view that is to be counted. */
export interface View extends DocumentRef {
  readonly kind: 'view';
  readonly type: TrackedType;
  /** UTC minute since the epoch in which the document was opened. */
  readonly minute: number;
}

/** A view that is not to be counted. Editors see how many there were, by day and reason. */
export interface RefusedView {
  readonly kind: 'refusal';
  readonly type: TrackedType;
  /** Days since the epoch, of the site's calendar. */
  readonly day: number;
  readonly reason: RefusalReason;
  /** The document, where editors see which one it was: a flood is aimed at something. */
  readonly document?: DocumentRef;
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
  readonly visitorKeysOf: VisitorKeysOf;
  readonly limitsOf: (address: string) => FloodLimits;
  /** Called for each view that is refused as a flood, with the address that it came from. */
  readonly onFlood: (address: string) => void;
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
 * refused, and why. The reasons, in this order: `prefetch`, `opt-out`, `excluded`, `bot` (all `filter.ts`), `repeat` and
 * `flood` (both `seen.ts`). It does not know whether the document is published; the commit finds that out, and a report of an unknown
 * document is answered 404. `http.ts` refuses malformed reports before.
 */
export const createDecide = (options: Options) => {
  const { rules, seen, visitorKeysOf, limitsOf, onFlood, timeZone, defaultLocale } = options;
  const dayAt = createDayOf(timeZone);

  const refuse = (type: TrackedType, reason: RefusalReason, atMs: number): RefusedView => ({
    kind: 'refusal',
    type,
    day: dayAt(atMs),
    reason,
  });

  const judge = (view: View, visit: Visit, { verdict }: Sighting, atMs: number): Decision['item'] => {
    if (verdict === 'repeat') return refuse(view.type, 'repeat', atMs);
    if (verdict !== 'flood') return view;
    onFlood(visit.address);
    const { documentId, locale } = view;
    return { ...refuse(view.type, 'flood', atMs), document: { documentId, locale } };
  };

  const look = (view: View, visit: Visit, atMs: number): Decision | Promise<Decision> => {
    const { type, documentId, locale } = view;
    const keys = visitorKeysOf(visit.address, visit.agent, `${type.uid} ${documentId} ${locale}`);
    const [high, low] = keys.visitor;
    const decided = (sighting: Sighting): Decision => ({
      item: judge(view, visit, sighting, atMs),
      isUnique: sighting.verdict === 'unique',
      visitorKey: `${high} ${low}`,
      forget: sighting.forget,
    });
    const sighting = seen.open(keys, atMs, limitsOf(visit.address));
    return sighting instanceof Promise ? sighting.then(decided) : decided(sighting);
  };

  /**
   * A promise is made only where something has to be waited for: on Strapi's server each costs as much as all of this.
   * @param atMs when the document was opened, in milliseconds since the epoch
   */
  return (
    type: TrackedType,
    { documentId, locale }: Opened,
    visit: Visit,
    atMs: number,
  ): Decision | Promise<Decision> => {
    const reason = refusalOf(visit, rules);
    if (reason) return { item: refuse(type, reason, atMs), isUnique: false, forget: nothing };
    const minute = Math.floor(atMs / minuteMs);
    const viewIn = (known: string): View => ({ kind: 'view', type, documentId, locale: known, minute });
    if (!type.isLocalized) return look(viewIn(''), visit, atMs);
    // After the filter: a bot is refused without a question to the database.
    return locale === undefined
      ? defaultLocale().then((known) => look(viewIn(known), visit, atMs))
      : look(viewIn(locale), visit, atMs);
  };
};

export type Decide = ReturnType<typeof createDecide>;

import type { TrackedType } from '../content/tracked';
import type { Beacon } from './beacon';
import { dayOf } from '../time/calendar';
import { createCollector, type Hits } from './group-commit';
import { keyOf, type Item } from './commit';
import { refusalOf, type Rules, type Visit } from './filter';
import { type Seen } from './seen';
import type { Trace } from './visitor';
import { hourOf } from '../time/hours';
import type { Refusal } from '../ledger/refusals';

export type Outcome = 'counted' | 'unknown' | Refusal;

interface Options {
  readonly types: readonly TrackedType[];
  readonly rules: Rules;
  readonly seen: Seen;
  readonly traceOf: (address: string, agent: string, document: string) => Trace;
  readonly timeZone: string;
  readonly maxWaiting: number;
  readonly defaultLocale: () => Promise<string>;
  readonly commit: (batch: Hits<Item>[]) => Promise<Set<string>>;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/** How long a commit may take before further reports are sent away. */
const stalledAfterMs = 5_000;

/** What happens to one report: beacon -> refusal | view -> collector -> committed. */
export const createReporter = (options: Options) => {
  const { types, rules, seen, traceOf, timeZone, defaultLocale, now } = options;
  const byName = new Map(types.map((type) => [type.name, type]));
  const collector = createCollector<Item>({ ...options, keyOf, stalledAfterMs });
  /** Views whose commit is not through: what repeats them shares their fate. */
  const underWay = new Map<string, Promise<boolean>>();

  let today = { hour: -1, day: 0 };
  const dayNow = (): number => {
    const hour = hourOf(now());
    if (hour !== today.hour) today = { hour, day: dayOf(now(), timeZone) };
    return today.day;
  };

  const refuse = async (type: TrackedType, reason: Refusal): Promise<Outcome> => {
    await collector.add({ kind: 'refusal', type, day: dayNow(), reason }, false);
    return reason;
  };

  const count = async (view: Item, isUnique: boolean, key: string, forget: () => void): Promise<Outcome> => {
    const commit = collector.add(view, isUnique);
    underWay.set(key, commit);
    try {
      if (await commit) return 'counted';
      forget();
      return 'unknown';
    } catch (error) {
      forget();
      throw error;
    } finally {
      if (underWay.get(key) === commit) underWay.delete(key);
    }
  };

  const repeat = async (type: TrackedType, key: string): Promise<Outcome> => {
    const isThere = (await underWay.get(key)) ?? true;
    return isThere ? refuse(type, 'repeat') : 'unknown';
  };

  /** @throws Unavailable where the view could not be committed and may be reported again */
  const report = async (beacon: Beacon, visit: Visit): Promise<Outcome> => {
    const type = byName.get(beacon.type);
    if (!type) return 'unknown';
    const reason = refusalOf(visit, rules);
    if (reason) return refuse(type, reason);
    const locale = type.isLocalized ? (beacon.locale ?? (await defaultLocale())) : '';
    const { documentId } = beacon;
    const trace = traceOf(visit.address, visit.agent, `${type.uid} ${documentId} ${locale}`);
    const openedAt = now();
    const { isRepeat, isUnique, forget } = await seen.open(trace, openedAt);
    const key = trace.join(' ');
    if (isRepeat) return repeat(type, key);
    return count({ kind: 'view', type, documentId, locale, hour: hourOf(openedAt) }, isUnique, key, forget);
  };

  return { report, stop: () => collector.stop() };
};

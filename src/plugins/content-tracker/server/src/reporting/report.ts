import type { RefusalReason } from '../ledger/refusals';
import type { Tracker } from '../tracker';
import type { Beacon } from './beacon';
import type { Decide, Decision, RefusedView, View } from './decide';
import type { Visit } from './filter';
import type { Collector } from './group-commit';

/** `unknown`: the type is not tracked, or readers cannot see the document. */
export type ReportOutcome = 'counted' | 'unknown' | RefusalReason;

/** Called once, with the outcome or with the error that kept the report from being committed. */
export type OnOutcome = (error: unknown, outcome?: ReportOutcome) => void;

/** Whoever waits for a view that is being committed. */
type Waiting = (error: unknown, isThere: boolean) => void;

/** Makes the function that takes one report from the beacon to the committed view. */
export const createReporter = (
  { types, now }: Pick<Tracker, 'types' | 'now'>,
  decide: Decide,
  collector: Pick<Collector<View | RefusedView>, 'add'>,
) => {
  const typeByName = new Map(types.map((type) => [type.name, type]));
  /** Repeats that wait for the view that is being committed, by visitor key. */
  const committing = new Map<string, Waiting[]>();

  const count = (view: View, { isUnique, visitorKey = '', forget }: Decision, onOutcome: OnOutcome): void => {
    const waiting: Waiting[] = [];
    committing.set(visitorKey, waiting);
    collector.add(view, isUnique, (error, isThere) => {
      if (error || !isThere) forget();
      if (committing.get(visitorKey) === waiting) committing.delete(visitorKey);
      onOutcome(error, isThere ? 'counted' : 'unknown');
      for (const wait of waiting) wait(error, isThere);
    });
  };

  const refuse = (refused: RefusedView, { visitorKey }: Decision, onOutcome: OnOutcome): void => {
    const add = (): void => collector.add(refused, false, (error) => onOutcome(error, refused.reason));
    const waiting = visitorKey === undefined ? undefined : committing.get(visitorKey);
    if (!waiting) return add();
    // A repeat waits for the first view. If that fails, the repeat fails too and may be reported again.
    waiting.push((error, isThere) => {
      if (error || !isThere) onOutcome(error, 'unknown');
      else add();
    });
  };

  const take = (decision: Decision, onOutcome: OnOutcome): void => {
    const { item } = decision;
    if (item.kind === 'view') count(item, decision, onOutcome);
    else refuse(item, decision, onOutcome);
  };

  /**
   * `onOutcome` is called, with callbacks and no promise on the way: Strapi watches over promises, which makes each of
   * them expensive. The error is `Unavailable` where the view could not be committed; it may be reported again.
   */
  return (beacon: Beacon, visit: Visit, onOutcome: OnOutcome): void => {
    const type = typeByName.get(beacon.type);
    if (!type) return onOutcome(null, 'unknown');
    const decision = decide(type, beacon, visit, now());
    if (decision instanceof Promise) decision.then((known) => take(known, onOutcome)).catch(onOutcome);
    else take(decision, onOutcome);
  };
};

export type Report = ReturnType<typeof createReporter>;

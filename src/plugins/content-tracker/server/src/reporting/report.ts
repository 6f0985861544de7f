import type { RefusalReason } from '../ledger/refusals';
import type { Tracker } from '../tracker';
import type { Beacon } from './beacon';
import type { Decide, Decision, RefusedView, View } from './decide';
import type { Visit } from './filter';
import type { Collector } from './group-commit';

/** `unknown`: the type is not tracked, or readers cannot see the document. */
export type ReportOutcome = 'counted' | 'unknown' | RefusalReason;

/** Makes the function that takes one report from the beacon to the committed view. */
export const createReporter = (
  { types, now }: Pick<Tracker, 'types' | 'now'>,
  decide: Decide,
  collector: Pick<Collector<View | RefusedView>, 'add'>,
) => {
  const typeByName = new Map(types.map((type) => [type.name, type]));
  /** Views that are being committed, by visitor key; each resolves to whether the document was there. */
  const committing = new Map<string, Promise<boolean>>();

  const count = async (
    view: View,
    { isUnique, visitorKey = '', forget }: Decision,
  ): Promise<ReportOutcome> => {
    const commit = collector.add(view, isUnique);
    committing.set(visitorKey, commit);
    let isCounted = false;
    try {
      isCounted = await commit;
    } finally {
      if (!isCounted) forget();
      if (committing.get(visitorKey) === commit) committing.delete(visitorKey);
    }
    return isCounted ? 'counted' : 'unknown';
  };

  const refuse = async (refused: RefusedView, { visitorKey }: Decision): Promise<ReportOutcome> => {
    // A repeat waits for the first view. If that fails, the repeat fails too and may be reported again.
    const isFirstThere = visitorKey === undefined || ((await committing.get(visitorKey)) ?? true);
    if (!isFirstThere) return 'unknown';
    await collector.add(refused, false);
    return refused.reason;
  };

  /** @throws Unavailable where the view could not be committed; it may be reported again */
  return async (beacon: Beacon, visit: Visit): Promise<ReportOutcome> => {
    const type = typeByName.get(beacon.type);
    if (!type) return 'unknown';
    const decision = await decide(type, beacon, visit, now());
    const { item } = decision;
    return item.kind === 'view' ? count(item, decision) : refuse(item, decision);
  };
};

import { lockRow } from '../content/lock';
import { inTransaction } from '../content/transaction';
import type { IncrementRows } from '../ledger/increments.sql';
import type { Ledger } from '../ledger/ledger.sql';
import type { RefusalReason } from '../ledger/refusals';
import { hourOf } from '../time/hours';
import type { Tracker } from '../tracker';
import { isMalformed, type Malformed } from './beacon';
import { commitGroups, keyOf } from './commit';
import type { Decide, Decision, RefusedView, View } from './decide';
import type { Group } from './group-commit';
import type { ReportedView } from './reported-view';

/** The outcome of one entry of a batch. `duplicate`: an event with this eventId was counted before. */
export type BatchOutcome =
  | { readonly status: 'counted' | 'duplicate' | 'unknown' }
  | { readonly status: 'refused'; readonly reason: RefusalReason }
  | ({ readonly status: 'invalid' } & Malformed);

/** An entry before the commit: its outcome is known already, or its decision is to be committed. */
type Step = { readonly outcome: BatchOutcome } | { readonly decision: Decision; readonly eventHash: string };

type Decided = Extract<Step, { decision: Decision }>;

const isDecided = (step: Step): step is Decided => 'decision' in step;

/** Adds up the items that go into the same row. */
const group = (steps: readonly Step[]): Group<View | RefusedView>[] => {
  const groups = new Map<string, Group<View | RefusedView>>();
  for (const { decision } of steps.filter(isDecided)) {
    const { item, isUnique } = decision;
    const { views, uniqueViews } = groups.get(keyOf(item)) ?? { views: 0, uniqueViews: 0 };
    groups.set(keyOf(item), { item, views: views + 1, uniqueViews: uniqueViews + Number(isUnique) });
  }
  return [...groups.values()];
};

/** @param missing keys of views whose document readers cannot see */
const outcomeOf = (step: Step, missing: ReadonlySet<string>): BatchOutcome => {
  if (!isDecided(step)) return step.outcome;
  const { item } = step.decision;
  if (item.kind === 'refusal') return { status: 'refused', reason: item.reason };
  return { status: missing.has(keyOf(item)) ? 'unknown' : 'counted' };
};

/** Makes the function that counts a batch in one transaction, each event once. */
export const createBatchReporter = (
  tracker: Tracker,
  ledger: Pick<Ledger, 'findEvents' | 'addEvents' | 'findPublished'>,
  increments: Pick<IncrementRows, 'add'>,
  decide: Decide,
) => {
  const { strapi, types, lock, now } = tracker;

  /** @param known hashes of events that were counted before, or stand earlier in the batch; the entry's own is added */
  const decideEntry = async (entry: ReportedView | Malformed, known: Set<string>): Promise<Step> => {
    if (isMalformed(entry)) return { outcome: { status: 'invalid', ...entry } };
    const { beacon, address, agent, atMs, eventHash } = entry;
    const type = types.find(({ name }) => name === beacon.type);
    if (!type) return { outcome: { status: 'unknown' } };
    if (known.has(eventHash)) return { outcome: { status: 'duplicate' } };
    known.add(eventHash);
    // A log says nothing of prefetches and opt-outs: these two reasons do not occur here.
    return { decision: await decide(type, beacon, { headers: {}, address, agent }, atMs), eventHash };
  };

  /** @returns the outcomes in the order of the entries; nothing is counted if it throws */
  return async (entries: readonly (ReportedView | Malformed)[]): Promise<BatchOutcome[]> => {
    let steps: Step[] = [];
    const forget = (): void => {
      for (const { decision } of steps.filter(isDecided).reverse()) decision.forget();
      steps = [];
    };
    try {
      return await inTransaction(strapi, async (trx) => {
        // After an attempt that failed: what it has seen was not counted.
        forget();
        // One batch at a time: where two are the same, the second must find the events of the first.
        await lockRow(trx, lock);
        const hashes = entries.flatMap((entry) => (isMalformed(entry) ? [] : [entry.eventHash]));
        const known = await ledger.findEvents(trx, [...new Set(hashes)]);
        for (const entry of entries) steps.push(await decideEntry(entry, known));
        const missing = await commitGroups(trx, ledger, increments, group(steps));
        const outcomes = steps.map((step) => outcomeOf(step, missing));
        const isUnknown = (_: Step, index: number) => outcomes[index]?.status === 'unknown';
        const counted = steps.filter((step, index) => !isUnknown(step, index)).filter(isDecided);
        await ledger.addEvents(
          trx,
          counted.map(({ eventHash }) => eventHash),
          hourOf(now()),
        );
        // A document that is unknown now may be published later, and reported again then.
        for (const { decision } of steps.filter(isUnknown).filter(isDecided)) decision.forget();
        return outcomes;
      });
    } catch (error) {
      forget();
      throw error;
    }
  };
};

export type ReportBatch = ReturnType<typeof createBatchReporter>;

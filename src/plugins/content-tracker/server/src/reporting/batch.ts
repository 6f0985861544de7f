import { createHash } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Knex } from 'knex';
import type { Context } from 'koa';
import { DateTime } from 'luxon';
import { outcomeUnknown, type DatabaseError } from 'newsroom-plugin-kit/database-errors';
import type { TrackedType } from '../content/tracked';
import { isAddress } from './address';
import { isMalformed, readBeacon, type Beacon, type Malformed } from './beacon';
import { dayOf } from '../time/calendar';
import type { Hits } from './group-commit';
import { commitBatch, keyOf, type Item } from './commit';
import { refusalOf, type Rules } from './filter';
import type { Ledger } from '../ledger/ledger.sql';
import { type Seen, type Sighting } from './seen';
import type { Trace } from './visitor';
import { inTransaction } from '../content/transaction';
import { hourOf } from '../time/hours';
import type { Refusal } from '../ledger/refusals';
import { lockRow, type Lock } from '../content/lock';

export const mostEntries = 1000;
const dayMs = 86_400_000;
const oldestDays = 7;

/** A view that a server reports on behalf of a reader. */
interface Entry {
  readonly beacon: Beacon;
  readonly atMs: number;
  readonly address: string;
  readonly agent: string;
  /**
   * SHA-256 of the caller and his eventId, in hex: nothing of what he puts into it is stored, and no caller can use up
   * the ids of another.
   */
  readonly eventHash: string;
}

/** What became of an entry, in the order of the request. */
export type EntryOutcome =
  | { readonly status: 'counted' }
  | { readonly status: 'refused'; readonly reason: Refusal }
  | { readonly status: 'duplicate' | 'unknown' }
  | { readonly status: 'invalid'; readonly path: string[]; readonly message: string };

interface Options {
  readonly types: readonly TrackedType[];
  readonly rules: Rules;
  readonly seen: Seen;
  readonly traceOf: (address: string, agent: string, document: string) => Trace;
  readonly timeZone: string;
  readonly ledger: Ledger;
  readonly defaultLocale: () => Promise<string>;
  readonly now: () => number;
  /** The row that instances lock to do this one at a time. */
  readonly lock: Lock;
  readonly onError: (what: string, error: unknown) => void;
}

const malformed = (field: string, message: string): Malformed => ({
  path: [field],
  message: `${field} ${message}`,
});

type Given = Record<string, unknown>;
const isText = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max;
const timeOf = (value: unknown): number =>
  typeof value === 'string' ? DateTime.fromISO(value, { zone: 'UTC' }).toMillis() : NaN;

/** What holds for the fields besides those of a beacon; the first that does not is reported. */
const checks: [field: string, holds: (given: Given, nowMs: number) => boolean, wanted: string][] = [
  ['at', ({ at }) => !Number.isNaN(timeOf(at)), 'must be a time such as 2026-01-31T08:00:00Z'],
  ['at', ({ at }, nowMs) => timeOf(at) <= nowMs, 'must not be in the future'],
  [
    'at',
    ({ at }, nowMs) => timeOf(at) >= nowMs - oldestDays * dayMs,
    `must be at most ${oldestDays} days back`,
  ],
  [
    'address',
    ({ address }) => isText(address, 1, 50) && isAddress(address),
    "must be the visitor's IP address",
  ],
  ['agent', ({ agent }) => isText(agent, 0, 1000), 'must be a text of at most 1000 characters'],
  ['eventId', ({ eventId }) => isText(eventId, 1, 200), 'must be a text of 1 to 200 characters'],
];

const problemOf = (given: Given, nowMs: number): Malformed | undefined => {
  const failed = checks.find(([, holds]) => !holds(given, nowMs));
  return failed && malformed(failed[0], failed[2]);
};

const readEntry = (value: unknown, nowMs: number, caller: string): Entry | Malformed => {
  if (typeof value !== 'object' || value === null) return { path: [], message: 'an entry must be an object' };
  const { at, address, agent, eventId, ...rest } = value as Record<string, unknown>;
  const beacon = readBeacon(rest);
  if (isMalformed(beacon)) return beacon;
  const problem = problemOf({ at, address, agent, eventId }, nowMs);
  if (problem) return problem;
  return {
    beacon,
    atMs: timeOf(at),
    address: address as string,
    agent: agent as string,
    eventHash: createHash('sha256')
      .update(`${caller} ${eventId as string}`)
      .digest('hex'),
  };
};

/** An entry on its way: what became of it, or what is to be committed. */
interface Decided {
  readonly outcome?: EntryOutcome;
  readonly item?: Item;
  readonly eventHash?: string;
  readonly sighting?: Sighting;
}

/** Counts the entries of one request, all in one transaction, each event once for all time that it can be reported in. */
export const createBatchReporter = (strapi: Core.Strapi, options: Options) => {
  const { types, rules, seen, traceOf, timeZone, ledger, defaultLocale, now, lock, onError } = options;

  const judge = async (
    entry: Entry,
    type: TrackedType,
    locale: string,
  ): Promise<{ item: Item; sighting?: Sighting }> => {
    const { beacon, address, agent, atMs } = entry;
    const refuse = (reason: Refusal): Item => ({ kind: 'refusal', type, reason, day: dayOf(atMs, timeZone) });
    const reason = refusalOf({ headers: {}, address, agent }, rules);
    if (reason) return { item: refuse(reason) };
    const trace = traceOf(address, agent, `${type.uid} ${beacon.documentId} ${locale}`);
    const sighting = await seen.open(trace, atMs);
    if (sighting.isRepeat) return { item: refuse('repeat'), sighting };
    const item: Item = { kind: 'view', type, documentId: beacon.documentId, locale, hour: hourOf(atMs) };
    return { item, sighting };
  };

  const outcomeOf = (item: Item, missing: Set<string>): EntryOutcome => {
    if (item.kind === 'refusal') return { status: 'refused', reason: item.reason };
    return { status: missing.has(keyOf(item)) ? 'unknown' : 'counted' };
  };

  /** What becomes of an entry as far as it can be told before the commit. */
  const decide = async (entry: Entry | Malformed, known: Set<string>, fallback: string): Promise<Decided> => {
    if (!('eventHash' in entry)) return { outcome: { status: 'invalid', ...entry } };
    const type = types.find(({ name }) => name === entry.beacon.type);
    if (!type) return { outcome: { status: 'unknown' } };
    if (known.has(entry.eventHash)) return { outcome: { status: 'duplicate' } };
    known.add(entry.eventHash);
    const locale = type.isLocalized ? (entry.beacon.locale ?? fallback) : '';
    return { eventHash: entry.eventHash, ...(await judge(entry, type, locale)) };
  };

  /** Tries the whole batch once; `marks` are what has to be forgotten if it fails. */
  const attempt = async (
    trx: Knex.Transaction,
    entries: readonly (Entry | Malformed)[],
    fallback: string,
    marks: Sighting[],
  ): Promise<EntryOutcome[]> => {
    // One batch at a time: of two that are the same, the second has to find the events of the first.
    await lockRow(trx, lock);
    const hashes = entries.flatMap((entry) => ('eventHash' in entry ? [entry.eventHash] : []));
    const known = await ledger.findEvents(trx, [...new Set(hashes)]);
    const decided: Decided[] = [];
    for (const entry of entries) decided.push(await decide(entry, known, fallback));
    marks.push(...decided.flatMap(({ sighting }) => sighting ?? []));
    const missing = await commitBatch(trx, ledger, sum(decided));
    const outcomes = decided.map(({ outcome, item }) => outcome ?? outcomeOf(item as Item, missing));
    const counted = decided.filter(
      ({ eventHash }, index) => eventHash && outcomes[index]?.status !== 'unknown',
    );
    await ledger.addEvents(
      trx,
      counted.map(({ eventHash }) => eventHash as string),
      hourOf(now()),
    );
    // What is not there may be published later, and reported again then.
    decided.forEach(({ sighting }, index) => outcomes[index]?.status === 'unknown' && sighting?.forget());
    return outcomes;
  };

  const commit = async (entries: readonly (Entry | Malformed)[]): Promise<EntryOutcome[]> => {
    const marks: Sighting[] = [];
    const forget = (): void =>
      marks
        .splice(0)
        .reverse()
        .forEach((mark) => mark.forget());
    const fallback = await defaultLocale();
    try {
      return await inTransaction(strapi, (trx) => {
        // Of the attempt before.
        forget();
        return attempt(trx, entries, fallback, marks);
      });
    } catch (error) {
      forget();
      throw error;
    }
  };

  return {
    onError,

    /**
     * @param caller names the API token or account that reports
     * @throws ValidationError where the body is not a list of 1 to 1000 views
     */
    async report(body: unknown, caller: string): Promise<EntryOutcome[]> {
      const { views } = (body ?? {}) as { views?: unknown };
      if (!Array.isArray(views) || views.length < 1 || views.length > mostEntries) {
        const message = `views must be a list of 1 to ${mostEntries} entries`;
        throw new errors.ValidationError(message, {
          errors: [{ path: ['views'], message, name: 'ValidationError' }],
        });
      }
      return commit(views.map((view) => readEntry(view, now(), caller)));
    },
  };
};

/** Adds up what stands for the same row. */
const sum = (decided: readonly Decided[]): Hits<Item>[] => {
  const sums = new Map<string, Hits<Item>>();
  for (const { item, sighting } of decided) {
    if (!item) continue;
    const { hits, uniques } = sums.get(keyOf(item)) ?? { hits: 0, uniques: 0 };
    sums.set(keyOf(item), { item, hits: hits + 1, uniques: uniques + Number(sighting?.isUnique ?? false) });
  }
  return [...sums.values()];
};

type Reporter = ReturnType<typeof createBatchReporter>;

/** `POST /api/content-tracker/views/batch`: `{ views: [{ type, documentId, locale, at, address, agent, eventId }] }`. */
interface Auth {
  readonly strategy?: { readonly name?: string };
  readonly credentials?: { readonly id?: unknown } | null;
}

const callerOf = ({ state }: Context): string => {
  const { strategy, credentials } = (state.auth ?? {}) as Auth;
  return `${strategy?.name ?? ''} ${String(credentials?.id ?? '')}`;
};

export const createBatchController = (reporter: Reporter) => ({
  async report(ctx: Context & { request: { body?: unknown } }): Promise<void> {
    try {
      ctx.body = { data: await reporter.report(ctx.request.body, callerOf(ctx)) };
    } catch (error) {
      if (error instanceof errors.ApplicationError) throw error;
      reporter.onError('a batch of views could not be committed', error);
      ctx.set('Retry-After', '2');
      ctx.status = 503;
      const isUnknown = (error as DatabaseError).code === outcomeUnknown;
      const message = isUnknown
        ? 'the batch may or may not have been counted; report it again later, what was counted is a duplicate then'
        : 'nothing of the batch was counted; report it again later';
      ctx.body = {
        data: null,
        error: { status: 503, name: 'ServiceUnavailableError', message, details: {} },
      };
    }
  },
});

import { errors } from '@strapi/utils';
import { hourMs, dayMs } from 'newsroom-plugin-kit/durations';
import { validationError } from 'newsroom-plugin-kit/http-errors';
import type { Knex } from 'knex';
import { refKey, type DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { HourlyViews } from '../ledger/ledger.sql';
import { hourOf } from '../time/hours';
import type { Tracker } from '../tracker';
import { currentActor } from './actor';
import { lockDocument, readStates } from './dates.sql';
import { isProblem, problem, readMoment, readReason, reasonProblem, type FieldProblem } from './fields';
import { datesAfter } from './log';
import type { Log } from './log.sql';

/** Views to take off a document, such as those of a flood, and why. */
export interface TakeOff {
  /** The beginning of a UTC hour. */
  readonly from: Date;
  /** The end of a UTC hour. */
  readonly to: Date;
  /** How many; undefined: all that were counted between the two. */
  readonly views?: number;
  readonly reason: string;
}

/** The part of the ledger that is needed here. */
export interface HourlyCounts {
  /** Keeps folds away until the transaction ends. @returns whether an export or an import has paused them */
  readonly holdFolds: (trx: Knex) => Promise<boolean>;
  /** Views of a document by the hour, those that are not folded yet among them. Folds have to be held. */
  readonly hoursOf: (
    trx: Knex,
    type: TrackedType,
    ref: DocumentRef,
    fromHour: number,
    toHour: number,
  ) => Promise<HourlyViews[]>;
  readonly addHours: (trx: Knex, type: TrackedType, hourly: readonly HourlyViews[]) => Promise<void>;
}

const exampleHour = '2026-01-31T15:00:00+07:00';

/** Reads `{ from, to, views?, reason }` as a request sends it. */
export const readTakeOff = (given: Readonly<Record<string, unknown>>): TakeOff | FieldProblem => {
  const from = readMoment('from', given.from, exampleHour);
  if (isProblem(from)) return from;
  const to = readMoment('to', given.to, exampleHour);
  if (isProblem(to)) return to;
  const { views } = given;
  if (views !== undefined && views !== null && !(Number.isSafeInteger(views) && (views as number) > 0)) {
    return problem('views', 'must be a whole number from 1 on, or be left out for all of them');
  }
  return { from, to, reason: readReason(given.reason), ...(views ? { views: views as number } : {}) };
};

/** What is wrong with a request, whatever the document is. @param retentionDays days for which hours are kept */
export const problemWith = (
  { from, to, reason }: TakeOff,
  now: Date,
  retentionDays: number,
): FieldProblem | undefined => {
  for (const [field, at] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (at.getTime() % hourMs !== 0) return problem(field, 'must be the beginning of an hour of UTC');
  }
  if (to <= from) return problem('to', 'must be after from');
  if (from.getTime() < now.getTime() - retentionDays * dayMs) {
    return problem(
      'from',
      `must be at most ${retentionDays} days back: older views are kept by the day only`,
    );
  }
  if (to.getTime() > (hourOf(now.getTime()) + 1) * hourMs) {
    return problem('to', 'must not be after the end of this hour');
  }
  return reasonProblem(readReason(reason));
};

/**
 * Spreads views to take off over hours, in proportion to what was counted in each; what is left over goes to the first
 * hours that have views left. Unique views go in the same proportion, so that never more of them are left than views.
 * @param views at most the sum of the hours
 * @returns negative numbers by hour
 */
export const spread = (hourly: readonly HourlyViews[], views: number): HourlyViews[] => {
  const sum = hourly.reduce((total, one) => total + one.views, 0);
  const parts = hourly.map((one) => Math.floor((one.views * views) / sum));
  let rest = views - parts.reduce((total, part) => total + part, 0);
  return hourly.flatMap((one, index) => {
    const more = Math.min(rest, one.views - (parts[index] as number));
    rest -= more;
    const taken = (parts[index] as number) + more;
    const uniqueViews = -Math.ceil((one.uniqueViews * taken) / one.views);
    return taken === 0 ? [] : [{ ...one, views: -taken, uniqueViews }];
  });
};

/**
 * Makes the function that takes views off a document, in one locale: as negative increments, which the next fold adds.
 * The log keeps who did it, how many, of which hours and why.
 */
export const createTakeOff =
  ({ strapi, config, now }: Tracker, log: Log, counts: HourlyCounts) =>
  /** @throws ValidationError that names what is wrong, ApplicationError while an export or an import is running */
  async (trx: Knex, type: TrackedType, ref: DocumentRef, request: TakeOff): Promise<void> => {
    const at = new Date(now());
    const wrong = problemWith(request, at, config.hourlyRetentionDays);
    if (wrong) throw validationError(wrong);
    await lockDocument(trx, type, ref.documentId);
    const state = (await readStates(trx, type, [ref])).get(refKey(ref));
    if (!state) throw validationError({ path: ['documentId'], message: 'there is no such document' });
    if (await counts.holdFolds(trx)) {
      throw new errors.ApplicationError('counts are being exported or imported; try again afterwards');
    }
    const { from, to, reason } = request;
    const hours = await counts.hoursOf(trx, type, ref, hourOf(from.getTime()), hourOf(to.getTime()));
    const counted = hours.filter(({ views }) => views > 0);
    const most = counted.reduce((total, { views }) => total + views, 0);
    const { views = most } = request;
    if (most === 0) {
      throw validationError({ path: ['from'], message: 'no view was counted between from and to' });
    }
    if (views > most) {
      throw validationError(
        problem('views', `must be at most ${most}, as many as were counted between from and to`),
      );
    }
    await counts.addHours(trx, type, spread(counted, views));
    const last = await log.lastEntries(trx, type, [ref]);
    const dates = datesAfter(last.get(refKey(ref)));
    const taken = {
      at,
      action: 'views-taken-off',
      actor: currentActor(strapi),
      title: state.title,
      before: dates,
      after: dates,
      scheduledAt: null,
      reason,
      takenOff: { views, from, to },
    } as const;
    await log.append(trx, type, [[ref, taken]], last);
  };

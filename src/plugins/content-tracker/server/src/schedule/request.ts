import { dayMs } from 'newsroom-plugin-kit/durations';
import { furthestDays } from '../../../shared/schedule-answers';
import { isProblem, problem, readMoment, type FieldProblem } from '../publishing/fields';

/** What a caller wants to be scheduled. A date sets or moves an action, `null` withdraws it, `undefined` leaves it. */
export interface Wanted {
  readonly publish: Date | null | undefined;
  readonly unpublish: Date | null | undefined;
}

const momentOf = (field: string, value: unknown): Date | null | undefined | FieldProblem => {
  if (value === undefined || value === null) return value;
  return readMoment(field, value, '2026-01-31T08:00:00+07:00, or null to withdraw it');
};

/** Reads `{ publishAt?, unpublishAt? }` as a request sends it. */
export const readWanted = (given: Readonly<Record<string, unknown>>): Wanted | FieldProblem => {
  const publish = momentOf('publishAt', given.publishAt);
  if (publish && isProblem(publish)) return publish;
  const unpublish = momentOf('unpublishAt', given.unpublishAt);
  if (unpublish && isProblem(unpublish)) return unpublish;
  if (publish === undefined && unpublish === undefined) {
    return { path: [], message: 'publishAt or unpublishAt is required' };
  }
  return { publish, unpublish };
};

/** Reads `{ draftUpdatedAt? }` of a confirmation: the newest `updatedAt` of the drafts that the caller has looked at. */
export const readSeenAt = ({
  draftUpdatedAt: given,
}: Readonly<Record<string, unknown>>): { readonly at: Date | undefined } | FieldProblem => {
  if (given === undefined) return { at: undefined };
  const at = readMoment('draftUpdatedAt', given, '2026-01-31T08:00:00.000Z');
  return isProblem(at) ? at : { at };
};

/** Where one action is left alone, its time counts beside the one that is set. @param open times of open actions */
export const problemWithTimes = (
  wanted: Wanted,
  open: { readonly publish?: Date; readonly unpublish?: Date },
  now: Date,
): FieldProblem | undefined => {
  for (const [field, at] of [
    ['publishAt', wanted.publish],
    ['unpublishAt', wanted.unpublish],
  ] as const) {
    if (!at) continue;
    if (at <= now) return problem(field, 'must be in the future');
    if (at.getTime() > now.getTime() + furthestDays * dayMs) {
      return problem(field, `must be at most ${furthestDays} days ahead`);
    }
  }
  const publish = wanted.publish === undefined ? open.publish : wanted.publish;
  const unpublish = wanted.unpublish === undefined ? open.unpublish : wanted.unpublish;
  return publish && unpublish && unpublish <= publish
    ? problem('unpublishAt', 'must be after publishAt')
    : undefined;
};

import { fromWallClock, toWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import { furthestDays, type Schedule, type ScheduledKind } from '../../../shared/schedule-answers';
import type { TextId } from '../texts';
import type { ScheduleChanges } from './api';

export const kinds = ['publish', 'unpublish'] as const satisfies readonly ScheduledKind[];

/** What the two fields hold: times on the clock of the site's zone, `2026-11-30T08:00`, empty for none. */
export type Times = Readonly<Record<ScheduledKind, string>>;

export const noTimes: Times = { publish: '', unpublish: '' };

/** What is filled in: times, and of which fields only a part is, which then are empty in `times`. */
export interface Filled {
  readonly times: Times;
  readonly incomplete: readonly ScheduledKind[];
}

/** Returns what is filled in after one field was changed. */
export const fillIn = (
  { times, incomplete }: Filled,
  kind: ScheduledKind,
  wallClock: string,
  isIncomplete: boolean,
): Filled => ({
  times: { ...times, [kind]: wallClock },
  incomplete: [...incomplete.filter((one) => one !== kind), ...(isIncomplete ? [kind] : [])],
});

const furthestMs = furthestDays * 86_400_000;

export const timesOf = ({ publish, unpublish }: Schedule, timeZone: string): Times => ({
  publish: publish ? toWallClock(publish.at, timeZone) : '',
  unpublish: unpublish ? toWallClock(unpublish.at, timeZone) : '',
});

/** What a field asks for: a moment in ISO 8601, null to withdraw, undefined where it was not changed or is no time. */
export const changeOf = (
  kind: ScheduledKind,
  times: Times,
  before: Times,
  timeZone: string,
): string | null | undefined => {
  if (times[kind] === before[kind]) return undefined;
  return times[kind] === '' ? null : fromWallClock(times[kind], timeZone)?.toISOString();
};

/** What the server is asked for; undefined where nothing was changed. */
export const changesIn = (times: Times, before: Times, timeZone: string): ScheduleChanges | undefined => {
  const publishAt = changeOf('publish', times, before, timeZone);
  const unpublishAt = changeOf('unpublish', times, before, timeZone);
  if (publishAt === undefined && unpublishAt === undefined) return undefined;
  return { ...(publishAt !== undefined && { publishAt }), ...(unpublishAt !== undefined && { unpublishAt }) };
};

/** The server's rules, checked here too, so that the form shows a problem before anything is sent. */
export const problemsIn = (
  { times, incomplete }: Filled,
  before: Times,
  { timeZone, nowMs }: { timeZone: string; nowMs: number },
): Partial<Record<ScheduledKind, TextId>> => {
  const problemWith = (kind: ScheduledKind): TextId | undefined => {
    if (incomplete.includes(kind)) return 'schedule.incomplete';
    const at = fromWallClock(times[kind], timeZone)?.getTime();
    if (times[kind] === '' || times[kind] === before[kind]) return undefined;
    // A browser takes years of six digits.
    if (at === undefined) return 'schedule.tooFar';
    if (at <= nowMs) return 'schedule.future';
    return at > nowMs + furthestMs ? 'schedule.tooFar' : undefined;
  };
  const [publishAt, unpublishAt] = kinds.map((kind) => fromWallClock(times[kind], timeZone));
  const isTurnedRound = publishAt && unpublishAt && unpublishAt <= publishAt;
  const publish = problemWith('publish');
  const unpublish = problemWith('unpublish') ?? (isTurnedRound ? 'schedule.order' : undefined);
  return { ...(publish && { publish }), ...(unpublish && { unpublish }) };
};

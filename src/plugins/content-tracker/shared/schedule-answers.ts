/* The answers of the routes of the schedule and the calendar, as `answers.ts` has those of the others. */
import type { Answer, AsOf, Period, DocumentAddress } from './answers';

export type ScheduledKind = 'publish' | 'unpublish';

/** States in which an action waits for a person. */
export const waitingStates = ['held', 'failed', 'missed'] as const;
export type WaitingState = (typeof waitingStates)[number];

/** `pending` waits for its time, the others for a person. */
export const openStates = ['pending', ...waitingStates] as const;
export type OpenState = (typeof openStates)[number];

/** `done` and `withdrawn` are over. */
export type ScheduledState = OpenState | 'done' | 'withdrawn';

/** Times can be set so far ahead, by server and dialog alike. */
export const furthestDays = 3650;

/** A publication or unpublication that was set for a time. */
export interface Scheduled {
  readonly state: OpenState;
  /** The time that was set, in ISO 8601. */
  readonly at: string;
  /** Who scheduled, moved or confirmed it last. */
  readonly owner: { readonly id: string; readonly name: string | null };
  /** When they did, in ISO 8601. */
  readonly scheduledAt: string;
  /** Attempts that have failed so far. */
  readonly attempts: number;
  /** Why it is held, has failed or was missed, or why the last attempt has failed; null otherwise. */
  readonly reason: string | null;
}

/** The open actions of a document, null where there is none. */
export interface Schedule extends DocumentAddress {
  readonly publish: Scheduled | null;
  readonly unpublish: Scheduled | null;
}

/** `GET /content-tracker/schedule/:type/:documentId`. The time zone is the site's: who publishes may not know it. */
export type DocumentSchedule = Answer<Schedule, AsOf & { readonly timeZone: string }>;

/** `GET /content-tracker/schedule?type=article&locale=vi&documentIds=a,b`: those that have an open action. */
export type Schedules = Answer<readonly Schedule[]>;

/** A line of `GET /content-tracker/calendar`: what was published or unpublished, or is to be. */
export interface CalendarEntry extends DocumentAddress {
  readonly uid: string;
  readonly title: string;
  readonly kind: ScheduledKind;
  /** `done` for what has happened, by hand or as scheduled. */
  readonly state: Exclude<ScheduledState, 'withdrawn'>;
  /** When it happened or is to happen, in ISO 8601. */
  readonly at: string;
  /** Who did or scheduled it; null where no name is known. */
  readonly name: string | null;
}
/** `isComplete`: false where there is more than is listed. */
export type Calendar = Answer<
  readonly CalendarEntry[],
  AsOf & Period & { readonly timeZone: string; readonly isComplete: boolean }
>;

/** A line of `GET /content-tracker/home/scheduled`: an action that waits for a person. */
export interface HomeScheduled extends DocumentAddress, Scheduled {
  readonly state: WaitingState;
  readonly uid: string;
  readonly title: string;
  readonly kind: ScheduledKind;
}

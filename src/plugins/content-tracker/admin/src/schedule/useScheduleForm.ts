import { useNotification } from '@strapi/strapi/admin';
import { useState, type FormEvent } from 'react';
import type { Schedule, ScheduledKind } from '../../../shared/schedule-answers';
import type { DocumentRef } from '../api';
import { useTexts, type TextId } from '../texts';
import {
  useTrackerConfirmScheduleMutation,
  useTrackerSetScheduleMutation,
  type ScheduleChanges,
} from './api';
import { changesIn, fillIn, problemsIn, timesOf, type Filled } from './schedule-rules';
import { serverProblems } from './server-problems';
import { useFieldLabels } from './useFieldLabels';

export interface ScheduleOptions {
  readonly uid: string;
  readonly documentRef: DocumentRef;
  /** The newest `updatedAt` of the drafts when the editor opened the page. */
  readonly draftUpdatedAt: string | undefined;
  readonly schedule: Schedule;
  readonly timeZone: string;
}

/** The state of the form that schedules a document: its fields, their errors, and sending it. */
export const useScheduleForm = (
  { uid, documentRef, draftUpdatedAt, schedule, timeZone }: ScheduleOptions,
  onDone: () => void,
) => {
  const { t } = useTexts();
  const { toggleNotification } = useNotification();
  const labelOf = useFieldLabels(uid);
  const [set, setting] = useTrackerSetScheduleMutation();
  const [confirm, confirming] = useTrackerConfirmScheduleMutation();
  const before = timesOf(schedule, timeZone);
  const [filled, setFilled] = useState<Filled>({ times: before, incomplete: [] });
  const { times } = filled;

  const changes = changesIn(times, before, timeZone);
  const problems = problemsIn(filled, before, { timeZone, nowMs: Date.now() });
  const error = setting.error ?? confirming.error;
  const refused = error ? serverProblems(error, { t, labelOf }) : {};

  const finish = (answer: object, message: TextId): void => {
    if ('error' in answer) return;
    toggleNotification({ type: 'success', message: t(message) });
    onDone();
  };
  const send = async (wanted: ScheduleChanges, message: TextId): Promise<void> => {
    confirming.reset();
    finish(await set({ ...documentRef, changes: wanted }), message);
  };

  return {
    times,
    before,
    change: (kind: ScheduledKind, wallClock: string, isIncomplete: boolean): void => {
      if (wallClock !== times[kind]) setting.reset();
      setFilled((before) => fillIn(before, kind, wallClock, isIncomplete));
    },
    /** Undefined as long as nothing was changed. */
    changes,
    /** By field: what is wrong, or what the server has refused. */
    problems: { ...refused, ...problems },
    errorOf: (kind: ScheduledKind): string | undefined => {
      const problem = problems[kind];
      return problem ? t(problem) : refused[kind];
    },
    /** What the server says that belongs to no field. */
    generalError: refused[''],
    isLoading: setting.isLoading || confirming.isLoading,
    submit: async (event: FormEvent): Promise<void> => {
      event.preventDefault();
      // React passes the event on to the form of the document, although the dialog is in a portal.
      event.stopPropagation();
      if (changes && Object.keys(problems).length === 0) await send(changes, 'schedule.done');
    },
    withdraw: (kind: ScheduledKind): Promise<void> => send({ [`${kind}At`]: null }, 'schedule.withdrawn'),
    confirm: async (): Promise<void> => {
      setting.reset();
      finish(await confirm({ ...documentRef, draftUpdatedAt }), 'schedule.confirmed');
    },
  };
};

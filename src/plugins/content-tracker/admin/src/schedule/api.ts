import { adminApi } from '@strapi/strapi/admin';
import { createRequests } from 'newsroom-plugin-kit/admin/requests';
import type { Answer } from '../../../shared/answers';
import type { DocumentSchedule, HomeScheduled, Schedules } from '../../../shared/schedule-answers';
import type { DocumentRef } from '../api';
import { pluginId } from '../texts';

/** Times to set, in ISO 8601; null withdraws an action, and what is absent stays as it is. */
export interface ScheduleChanges {
  readonly publishAt?: string | null;
  readonly unpublishAt?: string | null;
}

interface DocumentRefs {
  readonly type: string;
  readonly locale: string | undefined;
  /** Separated by commas. */
  readonly documentIds: string;
}

const { get, post, put } = createRequests(pluginId);

/** What is scheduled: loaded again after it was changed here. */
export const scheduleTag = 'ContentTrackerSchedule' as const;

/** Nothing was changed where a request was refused, and loading again would empty the form. */
const unlessRefused = (_answer: unknown, error: unknown) => (error ? [] : [scheduleTag]);

const pathOf = ({ type, documentId }: DocumentRef): string => `schedule/${type}/${documentId}`;

const api = adminApi.enhanceEndpoints({ addTagTypes: [scheduleTag] }).injectEndpoints({
  endpoints: (build) => ({
    trackerSchedule: build.query<DocumentSchedule, DocumentRef>({
      query: (ref) => get(pathOf(ref), { locale: ref.locale }),
      providesTags: [scheduleTag],
    }),
    trackerSchedules: build.query<Schedules, DocumentRefs>({
      query: (parameters) => get('schedule', parameters),
      providesTags: [scheduleTag],
    }),
    trackerHomeScheduled: build.query<Answer<readonly HomeScheduled[]>, void>({
      query: () => get('home/scheduled'),
      providesTags: [scheduleTag],
    }),
    trackerSetSchedule: build.mutation<unknown, DocumentRef & { changes: ScheduleChanges }>({
      query: ({ changes, ...ref }) => put(pathOf(ref), changes, { locale: ref.locale }),
      invalidatesTags: unlessRefused,
    }),
    trackerConfirmSchedule: build.mutation<unknown, DocumentRef & { draftUpdatedAt: string | undefined }>({
      query: ({ draftUpdatedAt, ...ref }) =>
        post(`${pathOf(ref)}/confirmation`, { draftUpdatedAt }, { locale: ref.locale }),
      invalidatesTags: unlessRefused,
    }),
  }),
});

export const {
  useTrackerScheduleQuery,
  useTrackerSchedulesQuery,
  useTrackerHomeScheduledQuery,
  useTrackerSetScheduleMutation,
  useTrackerConfirmScheduleMutation,
} = api;

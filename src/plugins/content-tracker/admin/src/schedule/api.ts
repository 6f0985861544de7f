import { adminApi } from '@strapi/strapi/admin';
import { createRequests } from 'newsroom-plugin-kit/admin/requests';
import type { DocumentSchedule } from '../../../shared/schedule-answers';
import type { DocumentRef } from '../api';
import { pluginId } from '../texts';

/** Times to set, in ISO 8601; null withdraws an action, and what is absent stays as it is. */
export interface ScheduleChanges {
  readonly publishAt?: string | null;
  readonly unpublishAt?: string | null;
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

export const { useTrackerScheduleQuery, useTrackerSetScheduleMutation, useTrackerConfirmScheduleMutation } =
  api;

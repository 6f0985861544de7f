import { adminApi } from '@strapi/strapi/admin';
import { createRequests, type QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type { Answer } from '../../../shared/answers';
import type { Calendar, HomeScheduled, Schedules } from '../../../shared/schedule-answers';
import { scheduleTag } from '../schedule/api';
import { pluginId } from '../texts';

const { get } = createRequests(pluginId);

interface DocumentRefs {
  readonly type: string;
  readonly locale: string | undefined;
  /** Separated by commas. */
  readonly documentIds: string;
}

const api = adminApi.enhanceEndpoints({ addTagTypes: [scheduleTag] }).injectEndpoints({
  endpoints: (build) => ({
    trackerSchedules: build.query<Schedules, DocumentRefs>({
      query: (parameters) => get('schedule', parameters),
      providesTags: [scheduleTag],
    }),
    trackerCalendar: build.query<Calendar, QueryParameters>({
      query: (parameters) => get('calendar', parameters),
      providesTags: [scheduleTag],
    }),
    trackerHomeScheduled: build.query<Answer<readonly HomeScheduled[]>, void>({
      query: () => get('home/scheduled'),
      providesTags: [scheduleTag],
    }),
  }),
});

export const { useTrackerSchedulesQuery, useTrackerCalendarQuery, useTrackerHomeScheduledQuery } = api;

import { adminApi } from '@strapi/strapi/admin';
import { createRequests, type QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type { Calendar } from '../../../shared/schedule-answers';
import { scheduleTag } from '../schedule/api';
import { pluginId } from '../texts';

const { get } = createRequests(pluginId);

const api = adminApi.enhanceEndpoints({ addTagTypes: [scheduleTag] }).injectEndpoints({
  endpoints: (build) => ({
    trackerCalendar: build.query<Calendar, QueryParameters>({
      query: (parameters) => get('calendar', parameters),
      providesTags: [scheduleTag],
    }),
  }),
});

export const { useTrackerCalendarQuery } = api;

import type { Core } from '@strapi/strapi';
import { createGrants } from 'newsroom-plugin-kit/grants';
import { createCounting } from './ledger';
import { ledgerTypes, tablesIn } from './ledger/tables';
import { createPublishing } from './publishing';
import publicationSchema from './publishing/tables/publication.json';
import { createQueries } from './queries';
import { createReporting } from './reporting';
import { createSchedule } from './schedule';
import { createCalendarQueries } from './schedule/calendar.sql';
import { createScheduleQueries } from './schedule/lists.sql';
import scheduledActionSchema from './schedule/tables/scheduled-action.json';
import { createTracker } from './tracker';

export const contentTypes = {
  ...ledgerTypes,
  publication: { schema: publicationSchema },
  'scheduled-action': { schema: scheduledActionSchema },
};

/** uids of the plugin's own content types. */
export const ownTypes = Object.keys(contentTypes).map((name) => `plugin::content-tracker.${name}`);

/** Puts the plugin together from its parts. To be called while plugins register. */
export const compose = (strapi: Core.Strapi) => {
  const tracker = createTracker(strapi);
  const tables = tablesIn(tracker.qualified);
  const logTable = tracker.qualified(publicationSchema.collectionName);
  const counting = createCounting(tracker, tables);
  const actionsTable = tracker.qualified(scheduledActionSchema.collectionName);
  const schedule = createSchedule(tracker, actionsTable);
  return {
    tracker,
    tables,
    logTable,
    counting,
    schedule,
    scheduleQueries: createScheduleQueries(tracker.db, actionsTable),
    calendarQueries: createCalendarQueries(tracker.db, { log: logTable, actions: actionsTable }),
    reporting: createReporting(tracker, counting.ledger, counting.increments),
    queries: createQueries(tracker, tables, counting.readWithUnfolded),
    publishing: createPublishing(tracker, logTable, counting.counts, schedule),
    grants: createGrants(strapi, {
      plugin: 'content-tracker',
      ownType: 'plugin::content-tracker.publication',
      extended: tracker.types.map(({ uid }) => ({ uid, attributes: ['viewCount', 'firstPublishedAt'] })),
      onError: tracker.onError,
    }),
  };
};

export type Parts = ReturnType<typeof compose>;

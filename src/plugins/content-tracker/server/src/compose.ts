import type { Core } from '@strapi/strapi';
import { createGrants } from 'newsroom-plugin-kit/grants';
import { createLedger } from './ledger/ledger.sql';
import { createMaintenance } from './ledger/maintenance';
import { ledgerTypes, tablesIn } from './ledger/tables';
import { createViewCounts } from './ledger/view-counts';
import { createPublishing } from './publishing';
import publicationSchema from './publishing/tables/publication.json';
import { createQueries } from './queries';
import { createReporting } from './reporting';
import { createTracker } from './tracker';

export const contentTypes = { ...ledgerTypes, publication: { schema: publicationSchema } };

/** uids of the plugin's own content types. */
export const ownTypes = Object.keys(contentTypes).map((name) => `plugin::content-tracker.${name}`);

/** Puts the plugin together from its parts. To be called while plugins register. */
export const compose = (strapi: Core.Strapi) => {
  const tracker = createTracker(strapi);
  const tables = tablesIn(tracker.qualified);
  const logTable = tracker.qualified(publicationSchema.collectionName);
  const ledger = createLedger(tables);
  const maintenance = createMaintenance(tracker, ledger, tables);
  return {
    tracker,
    tables,
    logTable,
    ledger,
    maintenance,
    viewCounts: createViewCounts(tracker, ledger, maintenance),
    reporting: createReporting(tracker, ledger),
    queries: createQueries(tracker, tables),
    publishing: createPublishing(tracker, logTable, ledger.remove),
    grants: createGrants(strapi, {
      plugin: 'content-tracker',
      ownType: 'plugin::content-tracker.publication',
      extended: tracker.types.map(({ uid }) => ({ uid, attributes: ['viewCount', 'firstPublishedAt'] })),
      onError: tracker.onError,
    }),
  };
};

export type Parts = ReturnType<typeof compose>;

// Compiled, not run: what a project in TypeScript sees of the plugins. Where a declaration is missing or names
// something that is not installed, the types are `any`, and the errors expected here do not come.
import trackerAdmin from 'content-tracker/strapi-admin';
import tracker, { type TrackerConfig } from 'content-tracker/strapi-server';
import deliveryAdmin from 'webhook-delivery/strapi-admin';
import delivery, { type DeliveryConfig } from 'webhook-delivery/strapi-server';

export const config: { tracker: Partial<TrackerConfig>; delivery: Partial<DeliveryConfig> } = {
  tracker: { contentTypes: ['api::story.story'], timeZone: 'Europe/Paris' },
  delivery: { allowedAddresses: ['127.0.0.1'] },
};
export const parts = [tracker.register, delivery.register, trackerAdmin.register, deliveryAdmin.register];

// @ts-expect-error a number of days
export const days: TrackerConfig['hourlyRetentionDays'] = 'ninety';
// @ts-expect-error a number of seconds
export const seconds: DeliveryConfig['timeoutSeconds'] = 'fifteen';
// @ts-expect-error no part of a plugin
export const notInTracker = [tracker.nothing];
// @ts-expect-error no part of a plugin
export const notInDelivery = [delivery.nothing];
// @ts-expect-error no part of a plugin's admin
export const notInTrackerAdmin = [trackerAdmin.nothing];
// @ts-expect-error no part of a plugin's admin
export const notInDeliveryAdmin = [deliveryAdmin.nothing];

import type { Core } from '@strapi/strapi';

const config: Core.Config.Middlewares = [
  'strapi::logger',
  'strapi::errors',
  // src/operations: an outage of the database is answered as one.
  'global::outage-answers',
  'strapi::security',
  // Any site may read the content API, none with the visitor's cookies: Strapi's default allows both.
  { name: 'strapi::cors', config: { origin: '*', credentials: false, maxAge: 86_400 } },
  'strapi::poweredBy',
  'strapi::query',
  'strapi::body',
  'strapi::session',
  'strapi::favicon',
  'strapi::public',
];

export default config;

import type { Core } from '@strapi/strapi';
import { refuseUnreadable } from '../src/access/requests';

const config: Core.Config.Middlewares = [
  'strapi::logger',
  'strapi::errors',
  // src/operations: answers an outage of the database with 503.
  'global::outage-answers',
  // src/access: keeps uploaded files from acting as pages of this site.
  'global::upload-headers',
  'strapi::security',
  // Any site may read the content API, none with the visitor's cookies: Strapi's default allows both.
  { name: 'strapi::cors', config: { origin: '*', credentials: false, maxAge: 86_400 } },
  'strapi::query',
  // src/access: answers malformed requests with 4xx.
  'global::request-rules',
  'global::first-administrator',
  {
    name: 'strapi::body',
    // Large enough for a text of a million characters of any kind, the limit of the content model.
    config: { jsonLimit: '6mb', onError: refuseUnreadable, formidable: { maxFileSize: 200 * 1024 ** 2 } },
  },
  'global::uploaded-files',
  'strapi::session',
  'strapi::favicon',
  'strapi::public',
];

export default config;

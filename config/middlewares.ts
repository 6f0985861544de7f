import type { Core } from '@strapi/strapi';
import { refuseUnreadable } from '../src/access/requests';

const config: Core.Config.Middlewares = [
  'strapi::logger',
  'strapi::errors',
  // src/operations: an outage of the database is answered as one.
  'global::outage-answers',
  // src/access: uploaded files are no pages of this site.
  'global::upload-headers',
  'strapi::security',
  // Any site may read the content API, none with the visitor's cookies: Strapi's default allows both.
  { name: 'strapi::cors', config: { origin: '*', credentials: false, maxAge: 86_400 } },
  'strapi::query',
  // src/access: what is at fault in a request is refused as that.
  'global::request-rules',
  'global::first-administrator',
  {
    name: 'strapi::body',
    // A text of a million characters fits, whatever they are: the limit is the content model's.
    config: { jsonLimit: '6mb', onError: refuseUnreadable, formidable: { maxFileSize: 200 * 1024 ** 2 } },
  },
  'global::uploaded-files',
  'strapi::session',
  'strapi::favicon',
  'strapi::public',
];

export default config;

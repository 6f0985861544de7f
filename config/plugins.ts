import type { Core } from '@strapi/strapi';
import { flag, list, multiples, number, redisUrl, secret } from './checks/environment';

/** What editors may upload. SVG is left out: it can carry scripts. */
const allowedTypes = [
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'video/*',
  'audio/*',
  'application/pdf',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.*',
  'application/vnd.oasis.opendocument.*',
  'text/plain',
  'text/csv',
];

const deniedTypes = [
  'image/svg+xml',
  'text/html',
  'application/javascript',
  'application/vnd.microsoft.portable-executable',
  'application/x-msdownload',
  'application/x-msdos-program',
  'application/x-executable',
  'application/x-dosexec',
  'application/x-sh',
  'text/x-shellscript',
  'application/x-mach-binary',
];

/** Without the variable, the plugin uses its own schedule. */
const retryDelays = (env: Parameters<typeof list>[0]): { retryDelaysSeconds?: number[] } => {
  const seconds = list(env, 'WEBHOOK_RETRY_DELAYS').map(Number);
  return seconds.length > 0 ? { retryDelaysSeconds: seconds } : {};
};

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Plugin => ({
  'users-permissions': {
    // Tokens are sent in the body. Strapi's cookies would let readers sign in over HTTPS only.
    config: { jwtSecret: secret(env, 'JWT_SECRET'), jwtManagement: 'refresh', sessions: { httpOnly: false } },
  },
  upload: {
    config: { security: { allowedTypes, deniedTypes } },
  },
  'content-tracker': {
    // Off only to measure its cost.
    enabled: flag(env, 'CONTENT_TRACKER', true),
    config: {
      contentTypes: ['api::article.article', 'api::event.event'],
      timeZone: 'Asia/Ho_Chi_Minh',
      sharedAddresses: multiples(env, 'SHARED_ADDRESSES'),
      foldSeconds: number(env, 'FOLD_SECONDS', 1, [0.05, 60]),
      redisUrl: redisUrl(env, 'REDIS_URL'),
    },
  },
  'webhook-delivery': {
    // Off only to compare it with Strapi's own webhooks.
    enabled: flag(env, 'WEBHOOK_DELIVERY', true),
    config: {
      sending: flag(env, 'WEBHOOK_SENDING', true),
      allowedAddresses: list(env, 'WEBHOOK_ALLOWED_ADDRESSES'),
      ...retryDelays(env),
    },
  },
});

export default config;

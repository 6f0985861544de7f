import type { Core } from '@strapi/strapi';
import { flag, secret } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Admin => ({
  auth: { secret: secret(env, 'ADMIN_JWT_SECRET') },
  apiToken: { salt: secret(env, 'API_TOKEN_SALT') },
  transfer: { token: { salt: secret(env, 'TRANSFER_TOKEN_SALT') } },
  secrets: { encryptionKey: secret(env, 'ENCRYPTION_KEY') },
  // Strapi reads the built plugins; scripts/develop.mjs restarts it after each build.
  watchIgnoreFiles: ['**/src/plugins/**'],
  flags: {
    nps: flag(env, 'FLAG_NPS', false),
    promoteEE: flag(env, 'FLAG_PROMOTE_EE', false),
    docLinks: flag(env, 'FLAG_DOC_LINKS', true),
  },
});

export default config;

import type { Core } from '@strapi/strapi';
import { flag, secret, wholeNumber } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Admin => ({
  auth: {
    secret: secret(env, 'ADMIN_JWT_SECRET'),
    // The admin renews its token by itself; programs that use the admin's routes have to.
    sessions: { accessTokenLifespan: wholeNumber(env, 'ADMIN_TOKEN_SECONDS', 1800, [60, 86_400]) },
  },
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

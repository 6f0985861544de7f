import type { Core } from '@strapi/strapi';
import { secrets, wholeNumber } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Server => {
  const proxies = wholeNumber(env, 'TRUSTED_PROXIES', 0, [0, 10]);
  return {
    host: env('HOST', '0.0.0.0'),
    port: wholeNumber(env, 'PORT', 1337, [1, 65_535]),
    app: { keys: secrets(env, 'APP_KEYS') },
    // Only as many addresses as there are proxies are believed: the rest a client can write itself.
    proxy: { koa: proxies > 0, maxIpsCount: proxies },
  };
};

export default config;

import type { Core } from '@strapi/strapi';
import { secrets, trustedProxies, wholeNumber } from './checks/environment';

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Server => {
  const { count, ranges } = trustedProxies(env);
  return {
    // Who can reach the port past a proxy that is only counted can say that he is anybody.
    host: env('HOST', count > 0 ? '127.0.0.1' : '0.0.0.0'),
    port: wholeNumber(env, 'PORT', 1337, [1, 65_535]),
    app: { keys: secrets(env, 'APP_KEYS') },
    // Only as many addresses as there are proxies are believed: the rest a client can write itself.
    // Where they are named, src/access leaves one.
    proxy: { koa: count > 0 || ranges.length > 0, maxIpsCount: ranges.length > 0 ? 1 : count },
  };
};

export default config;
